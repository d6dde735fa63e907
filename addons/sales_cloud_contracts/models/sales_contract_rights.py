from odoo import api, models


class SalesContract(models.Model):
    """Amounts of contracts are hidden as data rights say; how far a contract is stays visible."""

    _name = "sales.contract"
    _inherit = ["sales.contract", "sales.valued.mixin", "sales.collaborated.mixin"]

    @api.model
    def _get_value_kinds(self):
        return ("amount",)

    @api.model
    def _get_value_fields(self):
        """The link for the customer shows the amounts, too."""
        names = super()._get_value_fields()
        return {**names, "amount": names["amount"] | {"tax_totals", "access_token", "settlement_memory"}}

    @api.model
    def _get_plain_fields(self):
        return super()._get_plain_fields() | {"delivered_percent", "paid_percent"}
