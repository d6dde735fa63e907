from odoo import models


class SaleOrder(models.Model):
    """A quotation prints the customer's addresses, so it is not made for a free customer that hides them."""

    _name = "sale.order"
    _inherit = ["sales.customer.guard.mixin", "sale.order"]
    _guarded_customer_fields = ("partner_id", "partner_invoice_id", "partner_shipping_id")
