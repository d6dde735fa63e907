from odoo import api, models


class CrmTeamMember(models.Model):
    """Joining or leaving a sales team changes who is in the pools of that team."""

    _inherit = "crm.team.member"

    @api.model_create_multi
    def create(self, vals_list):
        members = super().create(vals_list)
        members.crm_team_id._sync_pool_members()
        return members

    def write(self, vals):
        teams = self.crm_team_id
        result = super().write(vals)
        (teams | self.crm_team_id)._sync_pool_members()
        return result

    def unlink(self):
        teams = self.crm_team_id
        result = super().unlink()
        teams._sync_pool_members()
        return result
