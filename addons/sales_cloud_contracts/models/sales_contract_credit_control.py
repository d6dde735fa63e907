from odoo import fields, models
from odoo.fields import Domain


class SalesContract(models.Model):
    """A contract is signed, and delivered, when its customer may be given more credit."""

    _name = "sales.contract"
    _inherit = ["sales.contract", "sales.credit.control.mixin"]

    credit_release_ids = fields.One2many("sales.credit.release", "contract_id", "Credit Releases")

    def _get_credit_open_domain(self):
        unsigned = Domain("state", "in", ("draft", "approval"))
        signing = unsigned & Domain("company_id.is_credit_checked_contract", "=", True)
        in_force = Domain("state", "in", ("signed", "running"))
        delivering = in_force & Domain("company_id.is_credit_checked_delivery", "=", True)
        return signing | delivering

    def _get_credit_amount(self):
        """A draft adds what its confirmed orders do not owe yet; a signed contract goes on with what it owes."""
        if self.state not in ("draft", "approval"):
            return 0.0
        # sudo: the exposure counts all orders, whoever may see them
        confirmed = self.sudo().order_ids.filtered(lambda order: order.state == "sale")
        return max(self.amount_total - sum(confirmed.mapped("amount_total")), 0.0)

    def _prepare_release_link(self):
        return {"contract_id": self.id}

    def _check_flow(self, kind, percent):
        super()._check_flow(kind, percent)
        # sudo: the credit control applies to whoever takes the step
        company = self.sudo().company_id
        checked = {"contract": company.is_credit_checked_contract, "deliver": company.is_credit_checked_delivery}
        if checked.get(kind):
            self._check_credit()
