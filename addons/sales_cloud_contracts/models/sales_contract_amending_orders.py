from odoo import models


class SalesContract(models.Model):
    """The orders of a contract say what its amendment says, so that they are delivered and invoiced as agreed.

    The orders called off from a framework contract stay as they were ordered.
    """

    _inherit = "sales.contract"

    def _get_amended_order(self):
        """Return the order that new lines of an amendment join: the first that is alive."""
        self.ensure_one()
        if self.is_framework:
            return self.env["sale.order"]
        return self.order_ids.filtered(lambda order: order.state != "cancel").sorted("id")[:1]

    def _amend_orders(self, amendment):
        """Bring the orders in line with an amendment.

        :return: {new line of the amendment: its order line, empty without an order}
        """
        orders = self.line_ids.order_line_id.order_id | self._get_amended_order()
        locked = orders.filtered("locked")
        locked.action_unlock()
        kept = amendment.line_ids.filtered("line_id")
        for line in kept.filtered(lambda line: line.line_id.order_line_id and not line.display_type):
            line.line_id.order_line_id.write(line._prepare_order_line_vals())
        for line in self.line_ids - kept.line_id:
            if line.order_line_id and not line.display_type:
                line.order_line_id.product_uom_qty = 0.0
        created = {line: self._create_amended_order_line(line) for line in amendment.line_ids - kept}
        locked.action_lock()
        return created

    def _create_amended_order_line(self, line):
        order = self._get_amended_order()
        if not order or line.display_type:
            return self.env["sale.order.line"]
        return self.env["sale.order.line"].create({**line._prepare_new_order_line_vals(), "order_id": order.id})
