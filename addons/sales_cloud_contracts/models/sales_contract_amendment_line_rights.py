from odoo import api, models


class SalesContractAmendmentLine(models.Model):
    _name = "sales.contract.amendment.line"
    _inherit = ["sales.contract.amendment.line", "sales.valued.mixin"]

    @api.model
    def _get_value_paths(self):
        return {"sales.contract": "contract_id.user_id"}

    @api.model
    def _get_value_fields(self):
        names = super()._get_value_fields()
        return {**names, "amount": names["amount"] | {"price_unit"}}
