from odoo import api, models


class MailComposeMessage(models.TransientModel):
    """Free records are written to by who claims them: the composer would show their addresses."""

    _inherit = "mail.compose.message"

    @api.model_create_multi
    def create(self, vals_list):
        composers = super().create(vals_list)
        for composer in composers.filtered("model"):
            self.env[composer.model].browse(composer._evaluate_res_ids())._check_unmasked()
        return composers
