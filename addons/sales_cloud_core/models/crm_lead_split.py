from odoo import api, models


class CrmLead(models.Model):
    """New opportunities start with the shares of a template; from a stage on their shares are closed."""

    _inherit = "crm.lead"

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        leads._propose_splits_of_open()
        return leads

    def write(self, vals):
        result = super().write(vals)
        if vals.get("type") == "opportunity":
            self._propose_splits_of_open()
        return result

    def _propose_splits_of_open(self):
        self.filtered(lambda lead: lead.type == "opportunity" and lead.won_status == "pending")._propose_splits()

    def _get_split_territory(self):
        return self.territory_id

    def _is_split_booked(self):
        return self._is_won()

    def _get_split_closing(self):
        closing = super()._get_split_closing()
        stage = self._get_approval_company().split_approval_stage_id
        if closing or not stage or self.stage_id.sequence < stage.sequence:
            return closing
        return self.env._("It reached stage %s", stage.name)
