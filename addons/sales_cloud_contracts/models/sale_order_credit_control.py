from odoo import fields, models
from odoo.fields import Domain


class SaleOrder(models.Model):
    """A quotation is confirmed when its customer may be given more credit."""

    _name = "sale.order"
    _inherit = ["sale.order", "sales.credit.control.mixin"]

    credit_release_ids = fields.One2many("sales.credit.release", "order_id", "Credit Releases")

    def _get_credit_open_domain(self):
        return Domain("state", "in", ("draft", "sent")) & Domain("company_id.is_credit_checked_order", "=", True)

    def _get_credit_releases(self):
        return self.credit_release_ids | self.contract_id.credit_release_ids

    def _prepare_release_link(self):
        return {"order_id": self.id}

    def action_confirm(self):
        """Orders that are confirmed together stay within the limit together; Odoo asks them one by one."""
        self.filtered_domain(self._get_credit_open_domain())._check_credit()
        return super().action_confirm()

    def _confirmation_error_message(self):
        return super()._confirmation_error_message() or self._get_credit_stop()

    def _get_credit_stop(self):
        """Say why the order cannot be confirmed; False when it can, or its company does not check orders."""
        if not self.company_id.is_credit_checked_order:
            return False
        return self._get_credit_refusals().get(self, False)

    def _has_to_be_signed(self):
        """The customer is not asked to sign a quotation that cannot be confirmed."""
        return super()._has_to_be_signed() and not self._get_credit_stop()

    def _has_to_be_paid(self):
        """A quotation that is paid in advance gives no credit, but must not be paid in vain."""
        return super()._has_to_be_paid() and not self._get_credit_stop()
