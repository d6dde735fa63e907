from odoo import api, models


class CrmTeamMember(models.Model):
    """Who sees whose records follows the memberships."""

    _inherit = "crm.team.member"

    @api.model_create_multi
    def create(self, vals_list):
        members = super().create(vals_list)
        self.env["res.users"]._note_teams_changed()
        return members

    def write(self, vals):
        result = super().write(vals)
        if not {"active", "crm_team_id", "user_id"}.isdisjoint(vals):
            self.env["res.users"]._note_teams_changed()
        return result

    def unlink(self):
        result = super().unlink()
        self.env["res.users"]._note_teams_changed()
        return result
