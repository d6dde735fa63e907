from odoo import api, models


class SalesCredit(models.Model):
    _name = "sales.credit"
    _inherit = ["sales.credit", "sales.valued.mixin", "sales.owned.mixin"]

    @api.model
    def _get_value_kinds(self):
        return ("amount",)
