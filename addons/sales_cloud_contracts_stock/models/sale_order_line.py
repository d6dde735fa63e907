from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _get_contract_lines(self):
        """Return the contract lines that these order lines fulfil."""
        made_of = self.env["sales.contract.line"].search([("order_line_id", "in", self.ids)])
        return self.contract_line_id | made_of.filtered(
            lambda line: line.order_line_id.order_id.contract_id == line.contract_id
        )
