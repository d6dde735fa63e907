from odoo import api, models


class SalesContractVersion(models.Model):
    _name = "sales.contract.version"
    _inherit = ["sales.contract.version", "sales.valued.mixin"]

    @api.model
    def _get_value_paths(self):
        return {"sales.contract": "contract_id.user_id"}

    @api.model
    def _get_value_fields(self):
        names = super()._get_value_fields()
        return {**names, "amount": names["amount"] | {"snapshot", "content", "changes"}}
