from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _is_as_agreed(self, line):
        """Say whether this line of an order says what the line of the contract says; without one it bills nothing."""
        self.ensure_one()
        currency = self.order_id.currency_id
        if not line:
            return currency.is_zero(self.price_subtotal)
        same_amount = not currency.compare_amounts(self.price_subtotal, line.price_subtotal)
        return same_amount and self.tax_ids == line.tax_ids
