from odoo import api, models

from odoo.addons.sales_cloud_core.tools.rights import VALUES


class SaleOrder(models.Model):
    """Amounts and costs of orders are hidden as data rights say; who works on an order with its owner sees them."""

    _name = "sale.order"
    _inherit = ["sale.order", "sales.valued.mixin", "sales.collaborated.mixin"]

    @api.model
    def _get_value_kinds(self):
        return VALUES

    @api.model
    def _get_value_fields(self):
        """The link for the customer shows the amounts, too."""
        names = super()._get_value_fields()
        shown = {"amount_paid", "amount_undiscounted", "tax_totals", "access_token"}
        return {**names, "amount": names["amount"] | shown}
