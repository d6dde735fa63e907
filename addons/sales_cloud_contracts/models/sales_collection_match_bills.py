from odoo import models

from ..tools.collecting import fill_oldest_first


class SalesCollectionMatch(models.Model):
    """Bills that are not cashed yet cover an instalment without paying it."""

    _inherit = "sales.collection.match"

    def _get_in_bills(self):
        """Return what of this match is covered by bills that do not count yet, in the contract's currency."""
        self.ensure_one()
        if self.payment_id:
            return min(self._get_open_item(), self.amount, key=abs) if self.payment_id.is_uncollected else 0.0
        covered = self.move_id._get_in_bills()
        if not covered:
            return 0.0
        siblings = self.move_id.collection_match_ids.sorted(lambda match: match._get_age())
        parts = fill_oldest_first(covered, siblings.mapped(lambda match: match.amount_invoiced - match.amount_settled))
        return dict(zip(siblings, parts, strict=True))[self]
