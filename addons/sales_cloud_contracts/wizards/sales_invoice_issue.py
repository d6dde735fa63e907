from odoo import fields, models


class SalesInvoiceIssue(models.TransientModel):
    """Asks finance for the number or the reason; the invoice request carries it out."""

    _name = "sales.invoice.issue"
    _description = "Issue or Take Back an Invoice"

    request_id = fields.Many2one("sales.invoice.request", required=True, readonly=True, ondelete="cascade")
    kind = fields.Selection(
        [("issue", "Issue Invoice"), ("red", "Red-Letter Invoice"), ("void", "Void Invoice")],
        "Step",
        required=True,
        readonly=True,
    )
    currency_id = fields.Many2one(related="request_id.currency_id")
    amount = fields.Monetary(related="request_id.amount")
    tax_invoice_number = fields.Char(related="request_id.tax_invoice_number", string="Taken Back")
    number = fields.Char("Tax Invoice Number")
    date = fields.Date("Issued On", default=fields.Date.context_today)
    reason = fields.Char()

    def action_carry_out(self):
        """Issue, red-letter or void."""
        self.ensure_one()
        if self.kind == "issue":
            self.request_id.action_issue(self.number, self.date)
        elif self.kind == "red":
            self.request_id.action_red_letter(self.reason, self.number)
        else:
            self.request_id.action_void(self.reason)
        return {"type": "ir.actions.act_window_close"}
