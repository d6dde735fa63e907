from odoo import api, fields, models


class SalesBankLinking(models.TransientModel):
    """Asks finance which payment a bank receipt is the money of; the receipt links it."""

    _name = "sales.bank.linking"
    _description = "Link a Bank Receipt with a Payment"

    receipt_id = fields.Many2one("sales.bank.receipt", "Bank Receipt", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="receipt_id.currency_id")
    payer_name = fields.Char(related="receipt_id.payer_name")
    amount = fields.Monetary(related="receipt_id.amount", string="Came In")
    date = fields.Date(related="receipt_id.date")
    candidate_ids = fields.Many2many("account.payment", compute="_compute_candidate_ids")
    payment_id = fields.Many2one(
        "account.payment",
        compute="_compute_payment_id",
        store=True,
        readonly=False,
        required=True,
        domain="[('id', 'in', candidate_ids)]",
    )

    @api.depends("receipt_id")
    def _compute_candidate_ids(self):
        for wizard in self:
            wizard.candidate_ids = wizard.receipt_id._find_linkable() if wizard.receipt_id else False

    @api.depends("receipt_id")
    def _compute_payment_id(self):
        for wizard in self:
            wizard.payment_id = wizard.receipt_id.suggested_payment_id or wizard.candidate_ids[:1]

    def action_link(self):
        """Link the receipt with the payment."""
        self.ensure_one()
        self.receipt_id.action_link(self.payment_id.id)
        return {"type": "ir.actions.act_window_close"}
