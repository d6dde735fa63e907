from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """What a company does not want is switched off here: no field, no menu, no step."""

    _inherit = "res.config.settings"

    group_use_splits = fields.Boolean(
        "Performance Splitting", implied_group="sales_cloud_core.group_use_splits", group="base.group_user"
    )
    group_use_territories = fields.Boolean(
        "Territories", implied_group="sales_cloud_core.group_use_territories", group="sales_team.group_sale_salesman"
    )
    group_use_business_lines = fields.Boolean(
        "Business Lines", implied_group="sales_cloud_core.group_use_business_lines", group="base.group_user"
    )
    split_approval_stage_id = fields.Many2one(related="company_id.split_approval_stage_id", readonly=False)
    split_approval_days = fields.Integer(related="company_id.split_approval_days", readonly=False)
    split_approval_date = fields.Date(related="company_id.split_approval_date", readonly=False)
    group_use_data_rights = fields.Boolean(
        "Data Rights", implied_group="sales_cloud_core.group_use_data_rights", group="base.group_user"
    )

    def set_values(self):
        super().set_values()
        # the domains of record rules name this switch
        self.env.registry.clear_cache()
