from odoo import api, fields, models
from odoo.fields import Command

PROGRESS_DEPENDS = ("quantity", "price_subtotal", "display_type")


class SalesContractLine(models.Model):
    """How much of a line is ordered and delivered: read from the orders, in the unit of the line."""

    _inherit = "sales.contract.line"

    call_off_line_ids = fields.One2many("sale.order.line", "contract_line_id", "Call-Offs", copy=False)
    qty_ordered = fields.Float("Ordered", digits="Product Unit", compute="_compute_qty_ordered", store=True)
    qty_delivered = fields.Float("Delivered", digits="Product Unit", compute="_compute_delivered", store=True)
    amount_delivered = fields.Monetary("Delivered Amount", compute="_compute_delivered", store=True)

    @api.depends(
        "order_line_id.product_uom_qty",
        "order_line_id.state",
        "call_off_line_ids.product_uom_qty",
        "call_off_line_ids.state",
    )
    def _compute_qty_ordered(self):
        for line in self:
            alive = line._get_order_lines().filtered(lambda order_line: order_line.state != "cancel")
            line.qty_ordered = sum(line._in_own_unit(alive, "product_uom_qty"))

    @api.depends(*PROGRESS_DEPENDS, "order_line_id.qty_delivered", "call_off_line_ids.qty_delivered")
    def _compute_delivered(self):
        for line in self:
            line.qty_delivered = line._get_qty_delivered()
            line.amount_delivered = line._get_worth(line.qty_delivered)

    def _get_qty_delivered(self):
        return sum(self._in_own_unit(self._get_order_lines(), "qty_delivered"))

    def _get_order_lines(self):
        """Return the order lines that fulfil this line: the one it was made of, and those that call parts of it off."""
        return self.order_line_id | self.call_off_line_ids

    def _in_own_unit(self, order_lines, name):
        """Return a quantity of each order line, in the unit of this line."""
        return [
            line.product_uom_id._compute_quantity(line[name], self.product_uom_id, round=False)
            if self.product_uom_id and line.product_uom_id
            else line[name]
            for line in order_lines
        ]

    def _get_worth(self, quantity):
        """Return the untaxed worth of a quantity of this line, at most the whole line; discounts are not delivered."""
        if not self.quantity or self.price_subtotal <= 0:
            return 0.0
        return self.price_subtotal * min(max(quantity / self.quantity, 0.0), 1.0)

    def _prepare_call_off_vals(self, quantity):
        """Return the order line that calls a quantity of this line off, at the agreed price."""
        self.ensure_one()
        return {
            "contract_line_id": self.id,
            "product_id": self.product_id.id,
            "name": self.name,
            "product_uom_qty": quantity,
            "product_uom_id": self.product_uom_id.id,
            "price_unit": self.price_unit,
            "discount": self.discount,
            "tax_ids": [Command.set(self.tax_ids.ids)],
        }
