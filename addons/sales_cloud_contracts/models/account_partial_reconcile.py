from collections import defaultdict
from datetime import date

from odoo import api, fields, models


class AccountPartialReconcile(models.Model):
    """Reconciling is what collects: the ledger follows every partial that comes or goes."""

    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        """Reconcile day by day what concerns contracts: each receipt is credited on its own day."""
        matches = self._get_moves_of(vals_list)._get_collection_matches()
        if not matches:
            return super().create(vals_list)
        indexes_by_day = defaultdict(list)
        for index, vals in enumerate(vals_list):
            moves = self._get_moves_of([vals])
            day = moves._filter_matches(matches) and self._get_money_date(moves)
            indexes_by_day[day or date.min].append(index)
        created = {}
        for day, indexes in sorted(indexes_by_day.items()):
            partials = super().create([vals_list[index] for index in indexes])
            partials._get_moves()._filter_matches(matches).contract_id._book_credit(day)
            created.update(zip(indexes, partials, strict=True))
        return self.concat(*(created[index] for index in range(len(vals_list))))

    def unlink(self):
        matches = self._get_moves()._get_collection_matches()
        result = super().unlink()
        matches.contract_id._book_credit(fields.Date.context_today(self))
        return result

    def _get_moves(self):
        return (self.debit_move_id | self.credit_move_id).move_id

    @api.model
    def _get_moves_of(self, vals_list):
        """Return the entries that partials with these values reconcile."""
        ids = {vals[name] for vals in vals_list for name in ("debit_move_id", "credit_move_id")}
        return self.env["account.move.line"].browse(ids).move_id

    @api.model
    def _get_money_date(self, moves):
        """Return the day the money came: that of the entries that are no invoices, the later one of two."""
        money = moves.filtered(lambda move: not move.is_invoice(include_receipts=True))
        return max((money or moves).mapped("date"))
