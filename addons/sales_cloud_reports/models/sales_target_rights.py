from odoo import api, models


class SalesTarget(models.Model):
    """Data rights are given on the targets of people; totals of teams and the company have no owner."""

    _name = "sales.target"
    _inherit = ["sales.target", "sales.valued.mixin", "sales.owned.mixin"]

    @api.model
    def _get_value_kinds(self):
        return ("amount",)
