from odoo import api, models
from odoo.exceptions import UserError

from ..models.pool_move import PoolMove


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merging customers keeps the history of all of them and exactly one holder."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        # sudo: the ledger is nobody's to write; the merge itself checks who may merge
        partners = self.env["res.partner"].sudo().browse(partner_ids).exists()
        kept = dst_partner or self._get_ordered_partner(partners.ids)[-1:].sudo()
        self._check_merge_owners(partners)
        partners.sudo(self.env.su)._check_managed_if_free()
        (partners - kept)._close_holdings(PoolMove(end_reason="merged"))
        self._merge_lines(partners, kept)
        return super()._merge(partner_ids, dst_partner=dst_partner, extra_checks=extra_checks)

    def _check_merge_owners(self, partners):
        """Refuse to decide by a merge who keeps a customer that two people hold, in one business line."""
        held = partners.filtered(lambda record: record.pool_id and record.user_id)
        if len(held.user_id) > 1:
            raise UserError(
                self.env._(
                    "These customers are held by %s. Agree on one owner and hand over before merging them.",
                    ", ".join(held.user_id.mapped("name")),
                )
            )

    def _merge_lines(self, partners, kept):
        """Leave one place of the merged customers in each business line, the held one where one of them is held."""
        for places in partners._get_placements().grouped("business_line_id").values():
            self._check_merge_owners(places)
            stays = places.sorted(lambda place: (not place.user_id, place.partner_id != kept))[:1]
            (places - stays)._close_holdings(PoolMove(end_reason="merged"))
            (places - stays).unlink()

    @api.model
    def _get_merged_facts(self):
        return [*super()._get_merged_facts(), "last_opportunity_at", "last_won_at"]
