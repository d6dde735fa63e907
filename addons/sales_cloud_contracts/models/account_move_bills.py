from odoo import fields, models


class AccountMove(models.Model):
    """Invoices know which of what closed them counts as collected: neither bills that wait nor what was written off."""

    _inherit = "account.move"

    passed_bill_ids = fields.One2many("account.payment", "bill_pass_move_id", "Acceptance Bills Passed On")

    def button_draft(self):
        self._check_bills_not_passed()
        return super().button_draft()

    def _reverse_moves(self, default_values_list=None, cancel=False):
        self._check_bills_not_passed()
        return super()._reverse_moves(default_values_list, cancel)

    def _check_bills_not_passed(self):
        """Bills that are endorsed or discounted change by their own buttons alone."""
        entries = self.filtered(lambda move: move.move_type == "entry")
        # sudo: who may not read payments is refused all the same
        (entries.sudo().passed_bill_ids | entries.sudo().origin_payment_id)._check_not_passed()

    def _is_collected(self):
        """Say whether this entry counts as collected, where it closes an invoice."""
        if self.origin_payment_id:
            return not self.origin_payment_id.is_uncollected
        return not self._is_write_off()

    def _is_write_off(self):
        """Say whether this is an entry that only moves a receivable into the result, such as a bad debt."""
        if self.move_type != "entry" or self.statement_line_id or self.is_sales_offset:
            return False
        others = (self.line_ids - self._get_receivable_lines()).filtered(lambda line: not line.tax_line_id)
        return bool(others) and set(others.account_id.mapped("internal_group")) <= {"expense", "income"}

    def _get_in_bills(self):
        """Return what bills that are not cashed yet cover of this invoice, in its currency."""
        partials = self._get_receivable_lines().matched_credit_ids
        payments = partials.credit_move_id.move_id.origin_payment_id
        bills = payments.filtered(lambda payment: payment.bill_state and payment.is_uncollected)
        waiting = partials.filtered(lambda partial: partial.credit_move_id.move_id.origin_payment_id in bills)
        return self.currency_id.round(sum(waiting.mapped("debit_amount_currency")))
