from odoo import api, models


class SaleOrderLine(models.Model):
    """Whoever adds or changes a line of a confirmed order may raise what its customer owes."""

    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        Order = self.env["sale.order"]
        if Order._is_growth_judged():
            default = self.env.context.get("default_order_id")
            order_ids = {vals.get("order_id", default) for vals in vals_list}
            Order.browse(filter(None, order_ids))._remember_worth()
        return super().create(vals_list)

    def write(self, vals):
        Order = self.env["sale.order"]
        if {"order_id", *self._get_judged_line_fields()} & vals.keys() and Order._is_growth_judged():
            (self.order_id | Order.browse(vals.get("order_id")))._remember_worth()
        return super().write(vals)
