from odoo import api, models


class SalesCollectionMatch(models.Model):
    _name = "sales.collection.match"
    _inherit = ["sales.collection.match", "sales.valued.mixin"]

    @api.model
    def _get_value_paths(self):
        return {"sales.contract": "contract_id.user_id"}
