from odoo import api, models


class SalesContractLine(models.Model):
    """Who does not see the amounts of a contract does not see its prices; how much is delivered is no amount."""

    _name = "sales.contract.line"
    _inherit = ["sales.contract.line", "sales.contract.valued.mixin"]

    _contract_amounts = frozenset({"price_unit"})

    @api.model
    def _get_plain_fields(self):
        return super()._get_plain_fields() | {"qty_delivered"}
