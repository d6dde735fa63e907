from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class ResPartner(models.Model):
    """The owner in another business line has a collaborator's rights on the customer: no mask, edit, follow up."""

    _inherit = "res.partner"

    @api.model
    def _get_data_right_domain(self, user, operation):
        domain = super()._get_data_right_domain(user, operation)
        if operation not in ("read", "edit") or not self.env["sales.business.line"]._is_used():
            return domain
        place = Domain("user_id", "=", user.id)
        if operation == "read":
            place |= Domain("user_id", "=", False) & Domain("pool_id.access_user_ids", "in", [user.id])
        return domain | Domain("commercial_partner_id.pool_placement_ids", "any", place)

    @api.model
    def _get_revealed_ids(self):
        revealed = super()._get_revealed_ids()
        if not self.env["sales.business.line"]._is_used():
            return revealed
        # sudo: the own customers
        placements = self.env["sales.pool.placement"].sudo().search_fetch([("user_id", "=", self.env.uid)])
        return revealed + placements.partner_id.ids

    # ------------------------------------------------------------------
    # SQL
    # ------------------------------------------------------------------

    def _followup_collaborator_sql(self, record):
        collaborates = super()._followup_collaborator_sql(record)
        if not self.env["sales.business.line"]._is_used():
            return collaborates
        return SQL(
            "(%s OR EXISTS (SELECT 1 FROM sales_pool_placement AS place"
            " WHERE place.partner_id = %s AND place.user_id = person.id))",
            collaborates,
            SQL.identifier(record, "id"),
        )

    def _followup_own_sql(self, record, past):
        """What the owner in another line did counts for that line, unless the person works in the main one too."""
        own = super()._followup_own_sql(record, past)
        if not self.env["sales.business.line"]._is_used():
            return own
        return SQL(
            """(%(own)s AND NOT EXISTS (
                SELECT 1 FROM sales_pool_holding AS held
                 WHERE held.partner_id = %(record)s AND held.placement_id IS NOT NULL AND held.user_id = %(person)s
                   AND %(date)s >= held.date_start AND %(date)s <= COALESCE(held.date_end, 'infinity')
                   AND NOT EXISTS (
                       SELECT 1 FROM sales_pool_holding AS main
                        WHERE main.partner_id = %(record)s AND main.placement_id IS NULL AND main.user_id = %(person)s
                          AND %(date)s >= main.date_start AND %(date)s <= COALESCE(main.date_end, 'infinity'))
                   AND NOT EXISTS (
                       SELECT 1 FROM res_partner_collaborator_rel AS helper
                        WHERE helper.partner_id = %(record)s AND helper.user_id = %(person)s)))""",
            own=own,
            record=SQL.identifier(record, "id"),
            person=SQL.identifier(past, "user_id"),
            date=SQL.identifier(past, "date"),
        )
