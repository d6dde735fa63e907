from odoo import models
from odoo.fields import Command


class SalesContract(models.Model):
    """Where the flow has an acceptance, what left the stock is recorded, so that the customer can accept it."""

    _inherit = "sales.contract"

    def _record_picked(self, pickings, quantities):
        """Record what left the stock, at most what the contract still expects.

        :param quantities: {contract line: quantity in its unit}
        """
        if not self.flow_id._has_step("accept") or self.state not in ("signed", "running"):
            return
        counted = {line: min(quantity, line.quantity - line.qty_recorded) for line, quantity in quantities.items()}
        rows = [
            Command.create({"contract_line_id": line.id, "quantity": quantity})
            for line, quantity in counted.items()
            if line.product_uom_id.compare(quantity, 0.0) > 0
        ]
        if rows:
            subject = ", ".join(pickings.mapped("name"))
            vals = {"contract_id": self.id, "subject": subject, "line_ids": rows}
            self.env["sales.delivery"].create(vals).action_deliver()
