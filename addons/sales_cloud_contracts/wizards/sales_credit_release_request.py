from datetime import timedelta

from odoo import api, fields, models


class SalesCreditReleaseRequest(models.TransientModel):
    """Asks why a blocked document should go on, and until when; the document asks for the release."""

    _name = "sales.credit.release.request"
    _description = "Ask for a Credit Release"

    res_model = fields.Selection(
        [("sale.order", "Order"), ("sales.contract", "Contract"), ("sales.contract.amendment", "Amendment")],
        required=True,
    )
    res_id = fields.Many2oneReference("Document", model_field="res_model", required=True)
    reason = fields.Text(required=True)
    currency_id = fields.Many2one("res.currency", compute="_compute_amount", store=True)
    amount = fields.Monetary(
        "Up To",
        compute="_compute_amount",
        store=True,
        readonly=False,
        help="The total, tax included, that the document may have.",
    )
    date_until = fields.Date(
        "Valid Until", required=True, default=lambda self: fields.Date.context_today(self) + timedelta(days=30)
    )

    @api.depends("res_model", "res_id")
    def _compute_amount(self):
        for request in self:
            document = request._get_document()
            request.currency_id = document.currency_id
            request.amount = document.amount_total

    def _get_document(self):
        return self.env[self.res_model].browse(self.res_id)

    def action_request(self):
        """Ask for the release."""
        self.ensure_one()
        self._get_document().action_request_credit_release(self.reason, self.date_until, self.amount)
        return {"type": "ir.actions.act_window_close"}
