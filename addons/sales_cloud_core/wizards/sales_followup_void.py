from odoo import fields, models


class SalesFollowupVoid(models.TransientModel):
    """Asks why follow-ups do not count; they check the manager."""

    _name = "sales.followup.void"
    _description = "Void Follow-ups"

    followup_ids = fields.Many2many(
        "sales.followup", required=True, default=lambda self: self.env.context.get("active_ids", [])
    )
    reason = fields.Char(required=True)

    def action_confirm(self):
        """Void them."""
        self.ensure_one()
        self.followup_ids.action_void(self.reason)
        return {"type": "ir.actions.act_window_close"}
