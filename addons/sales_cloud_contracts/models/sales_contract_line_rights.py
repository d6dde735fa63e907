from odoo import api, models


class SalesContractLine(models.Model):
    _name = "sales.contract.line"
    _inherit = ["sales.contract.line", "sales.valued.mixin"]

    @api.model
    def _get_value_paths(self):
        return {"sales.contract": "contract_id.user_id"}

    @api.model
    def _get_value_fields(self):
        names = super()._get_value_fields()
        return {**names, "amount": names["amount"] | {"price_unit"}}

    @api.model
    def _get_plain_fields(self):
        return super()._get_plain_fields() | {"qty_delivered"}
