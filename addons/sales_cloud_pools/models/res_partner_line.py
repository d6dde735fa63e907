from odoo import api, fields, models
from odoo.fields import Domain

from .pool_move import PoolMove


class ResPartner(models.Model):
    """A customer is pooled itself in the main business line, and by its placements in the others."""

    _inherit = "res.partner"

    pool_placement_ids = fields.One2many("sales.pool.placement", "partner_id", "Other Business Lines")
    business_line_notice = fields.Char(compute="_compute_business_line_notice")

    @api.depends("user_id", "pool_id", "reclaim_at")
    @api.depends_context("lang", "tz", "uid")
    def _compute_business_line_notice(self):
        """Say who has the customer in the main line, beside those who have it in the others."""
        main = self.env["sales.business.line"]._get_main()
        for partner in self:
            # sudo: whoever reads the customer may know in whose pool it is
            place = partner.user_id.name or (partner.pool_id and self.env._("free in %s", partner.pool_id.sudo().name))
            partner.business_line_notice = f"{main.name}: {place or self.env._('nobody')}"

    # ------------------------------------------------------------------
    # POOLED
    # ------------------------------------------------------------------

    @api.model
    def _get_ledger_domain(self):
        return super()._get_ledger_domain() & Domain("placement_id", "=", False)

    def _fits_line(self, pool):
        return not pool._is_other_line()

    @api.model
    def _get_disposable_domain(self):
        domain = super()._get_disposable_domain()
        if not self.env["sales.business.line"]._is_used():
            return domain
        return domain & ~Domain("pool_placement_ids", "any", [("user_id", "!=", False)])

    def unlink(self):
        # sudo: nobody writes the ledger by hand
        self.sudo()._get_placements().unlink()
        return super().unlink()

    def _get_placements(self):
        """Return the places of these customers in other lines, archived ones too; none while lines are not used."""
        placements = self.env["sales.pool.placement"].with_context(active_test=False)
        is_used = self.env["sales.business.line"]._is_used()
        return placements.search([("partner_id", "in", self.ids)]) if is_used and self.ids else placements

    def _after_pool_settled(self, changed, move):
        """A customer that is archived, restored or made part of another one is so in every line."""
        super()._after_pool_settled(changed, move)
        for placement in changed._get_placements():
            is_active = placement.partner_id._is_pool_candidate()
            if placement.active != is_active:
                placement._write_pooled({"active": is_active}, PoolMove())

    def _settle_pending(self):
        super()._settle_pending()
        customers = self.exists()
        customers._flow_into_lines()
        placements = customers._get_placements()
        if placements:
            placements._recompute_deadlines()

    def _after_followup(self):
        super()._after_followup()
        self._get_placements()._settle_pending()

    # ------------------------------------------------------------------
    # ENTRY
    # ------------------------------------------------------------------

    def _flow_into_pools(self, move=None):
        entered = super()._flow_into_pools(move)
        self._flow_into_lines()
        return entered

    def _flow_into_lines(self, pools=None):
        """Give these customers a place in each business line with a pool whose entry rule they match.

        :param pools: of other lines, by default all that take in customers by rule
        :return: sales.pool.placement
        """
        entered = self.env["sales.pool.placement"].sudo()  # sudo: pools take in what matches, whoever creates it
        if not self.env["sales.business.line"]._is_used():
            return entered
        pools = pools or self.env["sales.pool"]._get_entry_pools("customer")
        for line, line_pools in pools.filtered(lambda pool: pool._is_other_line()).grouped("business_line_id").items():
            entered |= self.sudo()._flow_into_line(line, line_pools)  # sudo: as above
        return entered

    def _flow_into_line(self, line, pools):
        """Put those of these customers that have no place in a line into the first of its pools that matches."""
        placed = self._get_placements().filtered(lambda placement: placement.business_line_id == line).partner_id
        waiting = (self - placed).filtered(lambda customer: customer._is_pool_candidate())
        vals_list = []
        for pool in pools:
            matching = waiting.filtered(lambda customer, pool=pool: customer._fits_company(pool))
            matching = matching.filtered_domain(pool._parse_domain(pool.entry_domain))
            vals_list += [{"partner_id": customer.id, "pool_id": pool.id} for customer in matching]
            waiting -= matching
        return self.env["sales.pool.placement"].create(vals_list)
