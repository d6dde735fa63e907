from datetime import timedelta

from odoo import fields, models


class SalesCreditReleaseRequest(models.TransientModel):
    """Asks why a blocked document should go on, and until when; the document asks for the release."""

    _name = "sales.credit.release.request"
    _description = "Ask for a Credit Release"

    res_model = fields.Selection([("sale.order", "Order"), ("sales.contract", "Contract")], required=True)
    res_id = fields.Many2oneReference("Document", model_field="res_model", required=True)
    reason = fields.Text(required=True)
    date_until = fields.Date(
        "Valid Until", required=True, default=lambda self: fields.Date.context_today(self) + timedelta(days=30)
    )

    def action_request(self):
        """Ask for the release."""
        self.ensure_one()
        document = self.env[self.res_model].browse(self.res_id)
        document.action_request_credit_release(self.reason, self.date_until)
        return {"type": "ir.actions.act_window_close"}
