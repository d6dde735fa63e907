from odoo import api, models

PRICES = {"amount_to_invoice_at_date", "extra_tax_data", "price_tax", "price_unit", "technical_price_unit"}


class SaleOrderLine(models.Model):
    """Who does not see the amounts of an order does not see its prices."""

    _name = "sale.order.line"
    _inherit = ["sale.order.line", "sales.valued.mixin"]

    @api.model
    def _get_value_paths(self):
        return {"sale.order": "order_id.user_id"}

    @api.model
    def _get_value_fields(self):
        names = super()._get_value_fields()
        return {**names, "amount": names["amount"] | PRICES}
