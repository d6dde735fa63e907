from odoo import api, models

from odoo.addons.sales_cloud_core.tools.rights import VALUES


class SaleOrder(models.Model):
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
