from odoo import api, models


class SalesContractLine(models.Model):
    _name = "sales.contract.line"
    _inherit = ["sales.contract.line", "sales.contract.valued.mixin"]

    _contract_amounts = frozenset({"price_unit"})

    @api.model
    def _get_plain_fields(self):
        return super()._get_plain_fields() | {"qty_delivered"}
