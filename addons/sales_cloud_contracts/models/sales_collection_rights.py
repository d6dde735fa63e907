from odoo import api, models


class SalesCollection(models.Model):
    _name = "sales.collection"
    _inherit = ["sales.collection", "sales.valued.mixin"]

    @api.model
    def _get_value_paths(self):
        return {"sales.contract": "contract_id.user_id"}
