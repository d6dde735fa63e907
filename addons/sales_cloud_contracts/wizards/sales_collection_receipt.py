from odoo import Command, api, fields, models

from ..models.account_payment_means import MEANS
from ..models.sales_collection import OPEN_STATES
from ..tools.collecting import fill_oldest_first


class SalesCollectionReceipt(models.TransientModel):
    """Asks finance what came in for one instalment, or for those selected; the instalments register it."""

    _name = "sales.collection.receipt"
    _description = "Register a Receipt"

    collection_id = fields.Many2one(
        "sales.collection",
        "Instalment",
        required=True,
        ondelete="cascade",
        default=lambda self: self._get_selected()._sort_oldest_first()[:1],
    )
    contract_id = fields.Many2one(related="collection_id.contract_id")
    partner_id = fields.Many2one(related="collection_id.partner_id")
    company_id = fields.Many2one(related="collection_id.company_id")
    contract_currency_id = fields.Many2one(related="collection_id.currency_id", string="Currency of the Contract")
    currency_id = fields.Many2one("res.currency", compute="_compute_lines", store=True, readonly=False, required=True)
    amount_residual = fields.Monetary(
        "Left to Collect", currency_field="contract_currency_id", compute="_compute_amounts_open"
    )
    amount_in_bills = fields.Monetary(
        "In Bills",
        currency_field="contract_currency_id",
        compute="_compute_amounts_open",
        help="Acceptance bills in hand cover so much of it; it is received when they are cashed.",
    )
    line_ids = fields.One2many(
        "sales.collection.receipt.line",
        "receipt_id",
        "Instalments",
        compute="_compute_lines",
        store=True,
        readonly=False,
    )
    amount = fields.Monetary("Amount Received", compute="_compute_lines", store=True, readonly=False, required=True)
    amount_rest = fields.Monetary("Credit of the Customer", compute="_compute_amount_rest")
    keep_rest = fields.Boolean("Keep the Rest as Credit")
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
    same_payment_id = fields.Many2one("account.payment", compute="_compute_same_payment")
    means = fields.Selection(MEANS, default="transfer", required=True)
    bill_number = fields.Char()
    bill_maturity = fields.Date()

    def _get_selected(self):
        """Return the instalments that were selected in a list."""
        is_list = self.env.context.get("active_model") == "sales.collection"
        return self.env["sales.collection"].browse(self.env.context.get("active_ids", []) if is_list else [])

    def _get_collections(self):
        selected = self._get_selected()
        lines = selected if self.collection_id in selected else self.collection_id
        open_lines = lines.filtered(lambda line: line.state in OPEN_STATES)
        return (open_lines or self.collection_id)._sort_oldest_first()

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("collection_id")
    def _compute_lines(self):
        for wizard in self:
            lines = wizard._get_collections()
            parts = [line._get_amount_to_receive() for line in lines]
            wizard.currency_id = wizard.collection_id.currency_id
            wizard.amount = sum(parts)
            wizard.line_ids = [
                Command.clear(),
                *(
                    Command.create({"collection_id": line.id, "amount": part})
                    for line, part in zip(lines, parts, strict=True)
                ),
            ]

    @api.depends("line_ids.collection_id")
    def _compute_amounts_open(self):
        for wizard in self:
            wizard.amount_residual = sum(wizard.line_ids.collection_id.mapped("amount_residual"))
            wizard.amount_in_bills = sum(wizard.line_ids.collection_id.mapped("amount_in_bills"))

    @api.depends("amount", "currency_id", "line_ids.amount")
    def _compute_amount_rest(self):
        for wizard in self:
            is_same = wizard.currency_id == wizard.contract_currency_id
            wizard.amount_rest = max(wizard.amount - sum(wizard.line_ids.mapped("amount")), 0.0) if is_same else 0.0

    @api.depends("collection_id")
    def _compute_journal_id(self):
        for wizard in self:
            wizard.journal_id = wizard.collection_id._get_receipt_journal(False) if wizard.collection_id else False

    @api.depends("memo", "journal_id")
    def _compute_same_payment(self):
        for wizard in self:
            wizard.same_payment_id = wizard.collection_id._find_same_reference(wizard.journal_id, wizard.memo)

    @api.onchange("amount")
    def _onchange_amount(self):
        """Let the oldest instalments have what came in."""
        if self.currency_id == self.contract_currency_id:
            wanted = [line.collection_id._get_amount_to_receive() - line.discount for line in self.line_ids]
            for line, part in zip(self.line_ids, fill_oldest_first(self.amount, wanted), strict=True):
                line.amount = part

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_register(self):
        """Register the receipt and return to the instalment."""
        self.ensure_one()
        paid = self.line_ids.filtered(lambda line: line.amount)
        self.env["sales.collection"].action_register_receipts(
            [(line.collection_id.id, line.amount, line.discount) for line in paid],
            self.amount,
            self.date,
            self.journal_id.id,
            self.memo,
            currency_id=self.currency_id.id,
            keep_rest=self.keep_rest,
            means=self.means,
            bill_number=self.bill_number,
            bill_maturity=self.bill_maturity,
        )
        return {"type": "ir.actions.act_window_close"}
