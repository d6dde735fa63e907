from odoo import api, fields, models


class SalesBankLinkingLine(models.TransientModel):
    """A payment that a bank receipt can be the money of."""

    _name = "sales.bank.linking.line"
    _description = "Payment to Link"

    linking_id = fields.Many2one("sales.bank.linking", required=True, ondelete="cascade")
    payment_id = fields.Many2one("account.payment", "Registered Payment", required=True, ondelete="cascade")
    is_chosen = fields.Boolean("Chosen")
    date = fields.Date(related="payment_id.date")
    partner_id = fields.Many2one(related="payment_id.partner_id", string="Customer")
    memo = fields.Char(related="payment_id.memo")
    currency_id = fields.Many2one(related="payment_id.currency_id")
    amount = fields.Monetary(compute="_compute_amount")

    @api.depends("payment_id")
    def _compute_amount(self):
        for line in self:
            line.amount = line.payment_id._get_waiting_amount()
