from odoo import models


class CrmTeam(models.Model):
    _inherit = "crm.team"

    def _sync_pool_members(self):
        """Make the members of pools that count on these teams equal to the people in them."""
        # sudo: membership follows the team, whoever edits the team
        self.env["sales.pool"].sudo().search([("member_team_ids", "in", self.ids)])._sync_team_members()

    def _get_lead_to_assign_domain(self):
        """Odoo's own assignment leaves leads of pools to the pools."""
        return [*super()._get_lead_to_assign_domain(), ("pool_id", "=", False)]
