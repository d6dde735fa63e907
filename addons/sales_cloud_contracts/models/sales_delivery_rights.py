from odoo import api, models


class SalesDelivery(models.Model):
    _name = "sales.delivery"
    _inherit = ["sales.delivery", "sales.valued.mixin"]

    @api.model
    def _get_value_paths(self):
        return {"sales.contract": "contract_id.user_id"}
