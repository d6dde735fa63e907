from odoo import models

from .pool_move import PoolMove


class CrmLead(models.Model):
    """Odoo's ways to take, join and copy leads go around no pool."""

    _inherit = "crm.lead"

    def _assign_userless_lead_in_team(self, creation_source):
        """What came by mail into a pool waits there for its people, not with the leader of the team."""
        return super(CrmLead, self.filtered(lambda lead: not lead.pool_id))._assign_userless_lead_in_team(
            creation_source
        )

    def _merge_opportunity(self, *args, **kwargs):
        self._check_managed_if_free()
        # sudo: the pools of the leads, also of those that are deleted by the merge
        pools = self.sudo().pool_id
        merged = super()._merge_opportunity(*args, **kwargs)
        merged.sudo()._stay_in_pool(pools)
        return merged

    def _stay_in_pool(self, pools):
        """Put what was merged from records of pools into the first that takes it, so that it does not escape them."""
        if self.pool_id or not self._is_pool_candidate():
            return
        pool = pools.filtered(self._fits_company)[:1]
        if pool:
            self._write_pooled(self._prepare_enter_vals(pool), PoolMove("move", "merged"))

    def _merge_dependences(self, opportunities):
        # sudo: the ledger is nobody's to write; the leads' rights were checked by the merge
        tails = opportunities.sudo()
        tails._close_holdings(PoolMove(end_reason="merged"))
        tails.pool_holding_ids.write({"lead_id": self.id})
        tails.pool_transfer_ids.write({"lead_id": self.id})
        # sudo: as above
        self.env["sales.pool.reveal"].sudo().search([("lead_id", "in", tails.ids)]).write({"lead_id": self.id})
        return super()._merge_dependences(opportunities)
