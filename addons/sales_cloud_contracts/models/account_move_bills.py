from odoo import models


class AccountMove(models.Model):
    """Invoices know which of the money that closed them is a bill that does not count yet."""

    _inherit = "account.move"

    def _is_collected(self):
        """Say whether this entry counts as money that was collected."""
        return not self.origin_payment_id.is_uncollected

    def _get_in_bills(self):
        """Return what bills that are not cashed yet cover of this invoice, in its currency."""
        partials = self._get_receivable_lines().matched_credit_ids
        waiting = partials.filtered(lambda partial: not partial.credit_move_id.move_id._is_collected())
        return self.currency_id.round(sum(waiting.mapped("debit_amount_currency")))
