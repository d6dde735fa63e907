from odoo import api, fields, models


class SalesBankClaimingLine(models.TransientModel):
    """An instalment that is being claimed, with what it gets."""

    _name = "sales.bank.claiming.line"
    _description = "Instalment to Claim"

    claiming_id = fields.Many2one("sales.bank.claiming", required=True, ondelete="cascade")
    collection_id = fields.Many2one("sales.collection", "Instalment", required=True, ondelete="cascade")
    partner_id = fields.Many2one(related="collection_id.partner_id", related_sudo=False)
    date_due = fields.Date(related="collection_id.date_due", related_sudo=False)
    currency_id = fields.Many2one(related="collection_id.currency_id", related_sudo=False)
    receipt_currency_id = fields.Many2one(
        related="claiming_id.currency_id", string="Currency of the Receipt", related_sudo=False
    )
    amount_residual = fields.Monetary(related="collection_id.amount_residual", related_sudo=False)
    amount = fields.Monetary(compute="_compute_amount", compute_sudo=False, store=True, readonly=False, required=True)
    amount_received = fields.Monetary(
        "Received",
        currency_field="receipt_currency_id",
        compute="_compute_amount_received",
        compute_sudo=False,
        store=True,
        readonly=False,
        help="What of the bank line pays it, in the currency of the bank line.",
    )

    @api.depends("collection_id")
    def _compute_amount(self):
        for line in self:
            if line.collection_id and not line.amount:
                line.amount = line.collection_id._get_amount_to_receive()

    @api.depends("amount", "collection_id")
    def _compute_amount_received(self):
        for line in self:
            receipt, currency = line.claiming_id.receipt_id, line.currency_id
            if not currency or currency == receipt.currency_id:
                line.amount_received = line.amount
            else:
                line.amount_received = currency._convert(
                    line.amount, receipt.currency_id, receipt.company_id, receipt.date
                )
