from odoo import api, models

from .sales_followup_mixin import LINKS


class MailActivity(models.Model):
    """Planning the next step completes a follow-up that lacked only that."""

    _inherit = "mail.activity"

    @api.model_create_multi
    def create(self, vals_list):
        activities = super().create(vals_list)
        if self.env["sales.followup.type"]._is_next_step_asked():
            planned = activities.filtered(lambda activity: activity.res_model in LINKS and activity.res_id)
            for model, plans in planned.grouped("res_model").items():
                records = self.env[model].browse(plans.mapped("res_id"))
                self.env["sales.followup"]._count_planned(records, self.env.user)
        return activities
