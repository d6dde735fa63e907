from odoo import fields, models


class SalesDeliveryAcceptance(models.TransientModel):
    """Asks what the customer said; the delivery records it."""

    _name = "sales.delivery.acceptance"
    _description = "Acceptance of a Delivery"

    delivery_id = fields.Many2one("sales.delivery", required=True, ondelete="cascade")
    result = fields.Selection([("accepted", "Accepted"), ("refused", "Refused")], required=True, default="accepted")
    accepted_by = fields.Char()
    date = fields.Date("Accepted On", default=fields.Date.context_today)
    document = fields.Binary("Certificate", attachment=False)
    filename = fields.Char()
    reason = fields.Text()

    def action_record(self):
        """Record what the customer said."""
        self.ensure_one()
        if self.result == "accepted":
            self.delivery_id.action_accept(self.accepted_by, self.date, self.document, self.filename)
        else:
            self.delivery_id.action_refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}
