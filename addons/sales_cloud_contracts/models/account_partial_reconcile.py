from odoo import api, fields, models


class AccountPartialReconcile(models.Model):
    """Reconciling is what collects: the ledger follows every partial that comes or goes."""

    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        matches = partials._get_moves()._get_collection_matches()
        if matches:
            matches.contract_id._book_credit(partials._get_money_date())
        return partials

    def unlink(self):
        matches = self._get_moves()._get_collection_matches()
        result = super().unlink()
        matches.contract_id._book_credit(fields.Date.context_today(self))
        return result

    def _get_moves(self):
        return (self.debit_move_id | self.credit_move_id).move_id

    def _get_money_date(self):
        """Return the day the money came: the latest date of the entries that are not invoices or credit notes."""
        entries = self._get_moves()
        money = entries.filtered(lambda move: not move.is_invoice(include_receipts=True))
        return max((money or entries).mapped("date"))
