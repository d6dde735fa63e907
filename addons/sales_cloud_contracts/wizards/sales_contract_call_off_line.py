from odoo import api, fields, models


class SalesContractCallOffLine(models.TransientModel):
    """How much of one line is called off."""

    _name = "sales.contract.call.off.line"
    _description = "Call-Off Line"

    call_off_id = fields.Many2one("sales.contract.call.off", required=True, ondelete="cascade")
    line_id = fields.Many2one("sales.contract.line", required=True, ondelete="cascade")
    name = fields.Text(related="line_id.name")
    quantity_left = fields.Float("Left", digits="Product Unit", compute="_compute_quantity_left")
    quantity = fields.Float(digits="Product Unit")

    @api.depends("line_id.quantity", "line_id.qty_ordered")
    def _compute_quantity_left(self):
        for row in self:
            row.quantity_left = row.line_id.quantity - row.line_id.qty_ordered
