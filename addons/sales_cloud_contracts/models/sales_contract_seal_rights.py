from odoo import api, models


class SalesContractSeal(models.Model):
    _name = "sales.contract.seal"
    _inherit = ["sales.contract.seal", "sales.valued.mixin"]

    @api.model
    def _get_value_paths(self):
        return {"sales.contract": "user_id"}
