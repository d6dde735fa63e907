from odoo import api, fields, models
from odoo.fields import Command

from ..tools.collecting import fill_oldest_first

PROGRESS_DEPENDS = ("quantity", "price_subtotal", "display_type")


class SalesContractLine(models.Model):
    """How much of a line is ordered, delivered and accepted, in the unit of the line.

    Orders say what they delivered (by hand, or from stock); delivery records say what was handed over and accepted.
    The same piece may be in both, so the larger one counts.
    """

    _inherit = "sales.contract.line"

    call_off_line_ids = fields.One2many("sale.order.line", "contract_line_id", "Call-Offs", copy=False)
    qty_ordered = fields.Float("Ordered", digits="Product Unit", compute="_compute_qty_ordered", store=True)
    delivery_line_ids = fields.One2many("sales.delivery.line", "contract_line_id", "Delivery Records", copy=False)
    qty_recorded = fields.Float(
        "Recorded Delivery", digits="Product Unit", compute="_compute_recorded", store=True, copy=False
    )
    qty_accepted = fields.Float("Accepted", digits="Product Unit", compute="_compute_recorded", store=True, copy=False)
    amount_accepted = fields.Monetary("Accepted Amount", compute="_compute_amount_accepted", store=True)
    qty_delivered = fields.Float("Delivered", digits="Product Unit", compute="_compute_delivered", store=True)
    amount_delivered = fields.Monetary("Delivered Amount", compute="_compute_delivered", store=True)

    _never_more_than_agreed = models.Constraint(
        "CHECK (quantity < 0 OR qty_recorded IS NULL OR qty_recorded <= quantity)",
        "No more can be delivered than the contract says. Lower the quantity, or amend the contract.",
    )

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

    @api.depends("delivery_line_ids.quantity", "delivery_line_ids.delivery_id.state")
    def _compute_recorded(self):
        for line in self:
            by_state = line.delivery_line_ids.grouped(lambda row: row.delivery_id.state)
            line.qty_accepted = sum(row.quantity for row in by_state.get("accepted", ()))
            line.qty_recorded = line.qty_accepted + sum(row.quantity for row in by_state.get("delivered", ()))

    @api.depends(*PROGRESS_DEPENDS, "qty_accepted")
    def _compute_amount_accepted(self):
        for line in self:
            line.amount_accepted = line._get_worth(line.qty_accepted)

    @api.depends(*PROGRESS_DEPENDS, "qty_recorded", "order_line_id.qty_delivered", "call_off_line_ids.qty_delivered")
    def _compute_delivered(self):
        for line in self:
            line.qty_delivered = line._get_qty_delivered()
            line.amount_delivered = line._get_worth(line.qty_delivered)

    def _get_qty_delivered(self):
        by_orders = sum(self._in_own_unit(self._get_order_lines(), "qty_delivered"))
        return max(by_orders, self.qty_recorded)

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

    def _is_recorded_by_hand(self):
        """Say whether people record what is delivered of this line: no discount, and no order that counts it itself."""
        methods = set(self._get_order_lines().mapped("qty_delivered_method"))
        return not self.display_type and self.price_subtotal >= 0 and methods <= {"manual"}

    def _sync_order_quantities(self):
        """Tell the orders what was delivered by record, oldest order first; goods from stock know it themselves.

        Where the flow has an acceptance, only what is accepted counts, so that nothing else can be invoiced.
        """
        for line in self:
            is_accepted = line.contract_id.flow_id._has_step("accept")
            order_lines = line._get_order_lines().sorted("id")
            order_lines = order_lines.filtered(lambda order_line: order_line.qty_delivered_method == "manual")
            counted = line.qty_accepted if is_accepted else line.qty_recorded
            parts = fill_oldest_first(counted, line._in_own_unit(order_lines, "product_uom_qty"))
            for order_line, part in zip(order_lines, parts, strict=True):
                quantity = line._in_unit_of(order_line, part)
                if order_line.product_uom_id.compare(order_line.qty_delivered, quantity):
                    order_line.qty_delivered = quantity

    def _in_unit_of(self, order_line, quantity):
        if not self.product_uom_id or not order_line.product_uom_id:
            return quantity
        return self.product_uom_id._compute_quantity(quantity, order_line.product_uom_id)

    def _get_over_call_refusal(self):
        """Say that more is called off, quotations included, than was agreed; False when it is not."""
        self.ensure_one()
        if self.quantity < 0 or self.product_uom_id.compare(self.qty_ordered, self.quantity) <= 0:
            return False
        return self.env._(
            "%(ordered)g of “%(line)s” would be called off, but the contract says %(agreed)g. Lower the quantity, or "
            "amend the contract.",
            ordered=self.qty_ordered,
            line=self.name,
            agreed=self.quantity,
        )

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
