from odoo import api, fields, models


class AccountPartialReconcile(models.Model):
    """Reconciling is what collects: the ledger follows every partial that comes or goes."""

    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        moves = partials._get_moves()
        matches = moves._get_collection_matches()
        if matches:
            moves._book_contract_credit(matches, partials._get_money_date)
        return partials

    def unlink(self):
        matches = self._get_moves()._get_collection_matches()
        result = super().unlink()
        matches.contract_id._book_credit(fields.Date.context_today(self))
        return result

    def _get_moves(self):
        return (self.debit_move_id | self.credit_move_id).move_id

    def _get_money_date(self, moves):
        """Return the day the money of ``moves`` came: the latest of the entries that are no invoices."""
        entries = self.filtered(lambda partial: partial._get_moves() & moves)._get_moves()
        money = entries.filtered(lambda move: not move.is_invoice(include_receipts=True))
        return max((money or entries).mapped("date"))
