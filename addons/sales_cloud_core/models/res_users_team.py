from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _get_led_teams(self):
        """Return the teams that these users lead, with all teams below them."""
        teams = self.env["crm.team"]
        return teams.search([("id", "child_of", teams.search([("user_id", "in", self.ids)]).ids)])
