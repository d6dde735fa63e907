from odoo import fields, models


class SalesOffsetReversal(models.TransientModel):
    """Asks finance why an offset is undone; the entry reverses itself."""

    _name = "sales.offset.reversal"
    _description = "Undo an Offset"

    move_id = fields.Many2one("account.move", "Offset", required=True, readonly=True, ondelete="cascade")
    reason = fields.Char(required=True)

    def action_reverse(self):
        """Undo the offset."""
        self.ensure_one()
        self.move_id.action_reverse_offset(self.reason)
        return {"type": "ir.actions.act_window_close"}
