from odoo import models


class SaleOrderLine(models.Model):
    """What is delivered of an order line is delivered of the contract line that it was made of, or calls off."""

    _inherit = "sale.order.line"

    def _map_contract_lines(self):
        """Return {order line: contract line that it fulfils}, in one query for any number of lines."""
        made_of = self.env["sales.contract.line"].search([("order_line_id", "in", self.ids)])
        own = made_of.filtered(lambda line: line.order_line_id.order_id.contract_id == line.contract_id)
        called_off = {line: line.contract_line_id for line in self.filtered("contract_line_id")}
        return {line.order_line_id: line for line in own} | called_off
