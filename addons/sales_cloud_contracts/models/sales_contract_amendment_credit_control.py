from odoo import fields, models
from odoo.fields import Domain

from .sales_contract_amendment import OPEN_STATES


class SalesContractAmendment(models.Model):
    """An amendment that raises the total is judged like the signature of its contract, when it comes in force.

    A release of the contract up to the new total lets it.
    """

    _name = "sales.contract.amendment"
    _inherit = ["sales.contract.amendment", "sales.credit.control.mixin"]

    credit_release_ids = fields.One2many(related="contract_id.credit_release_ids")

    def _get_credit_open_domain(self):
        raising = Domain("state", "in", OPEN_STATES) & Domain("amount_change", ">", 0)
        return raising & Domain("company_id.is_credit_checked_contract", "=", True)

    def _get_credit_amount(self):
        """It adds what its total has beyond what is ordered or invoiced, and so is owed or paid already."""
        # sudo: the exposure counts all orders, whoever may see them
        contract = self.sudo().contract_id
        confirmed = contract.order_ids.filtered(lambda order: order.state == "sale")
        owed = max(sum(confirmed.mapped("amount_total")), contract.amount_invoiced)
        return max(self.amount_total - owed, 0.0)

    def _prepare_release_link(self):
        return {"contract_id": self.contract_id.id}

    def _check_application(self, vals):
        super()._check_application(vals)
        self.filtered_domain(self._get_credit_open_domain())._check_credit()
