from odoo import api, fields, models


class SalesCollectionReceipt(models.TransientModel):
    """Asks finance what came in; the instalment registers it."""

    _name = "sales.collection.receipt"
    _description = "Register a Receipt"

    collection_id = fields.Many2one("sales.collection", "Instalment", required=True, ondelete="cascade")
    contract_id = fields.Many2one(related="collection_id.contract_id")
    partner_id = fields.Many2one(related="collection_id.partner_id")
    company_id = fields.Many2one(related="collection_id.company_id")
    currency_id = fields.Many2one(related="collection_id.currency_id")
    amount_residual = fields.Monetary(related="collection_id.amount_residual")
    amount = fields.Monetary("Amount Received", compute="_compute_amount", store=True, readonly=False, required=True)
    date = fields.Date("Received On", default=fields.Date.context_today, required=True)
    journal_id = fields.Many2one(
        "account.journal",
        compute="_compute_journal_id",
        store=True,
        readonly=False,
        required=True,
        check_company=True,
        domain="[('type', 'in', ('bank', 'cash', 'credit'))]",
    )
    memo = fields.Char("Bank Reference")

    @api.depends("collection_id")
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = wizard.collection_id.amount_residual

    @api.depends("collection_id")
    def _compute_journal_id(self):
        for wizard in self:
            wizard.journal_id = wizard.collection_id._get_receipt_journal(False) if wizard.collection_id else False

    def action_register(self):
        """Register the receipt and return to the instalment."""
        self.ensure_one()
        self.collection_id.action_register_receipt(self.amount, self.date, self.journal_id.id, self.memo)
        return {"type": "ir.actions.act_window_close"}
