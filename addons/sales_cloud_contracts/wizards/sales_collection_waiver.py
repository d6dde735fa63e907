from odoo import fields, models


class SalesCollectionWaiver(models.TransientModel):
    """Asks why the open rest of an instalment is given up; the instalment does it, or asks for the approval."""

    _name = "sales.collection.waiver"
    _description = "Waive an Instalment"

    collection_id = fields.Many2one("sales.collection", "Instalment", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one(related="collection_id.currency_id")
    amount_residual = fields.Monetary(related="collection_id.amount_residual", string="Given Up")
    amount_receivable = fields.Monetary(related="collection_id.amount_receivable")
    reason = fields.Char(required=True)

    def action_waive(self):
        """Waive, or ask for it."""
        self.ensure_one()
        self.collection_id.action_request_waiver(self.reason)
        return {"type": "ir.actions.act_window_close"}
