from odoo import api, fields, models

FITS = [("none", "Nothing Chosen"), ("short", "Too Little"), ("exact", "Exactly"), ("charge", "Bank Charge")]


class SalesBankLinking(models.TransientModel):
    """Asks finance which payments a bank receipt is the money of; the receipt links them."""

    _name = "sales.bank.linking"
    _description = "Link a Bank Receipt with Payments"

    receipt_id = fields.Many2one("sales.bank.receipt", "Bank Receipt", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="receipt_id.company_id")
    currency_id = fields.Many2one(related="receipt_id.currency_id")
    payer_name = fields.Char(related="receipt_id.payer_name")
    amount = fields.Monetary(related="receipt_id.amount", string="Came In")
    date = fields.Date(related="receipt_id.date")
    line_ids = fields.One2many(
        "sales.bank.linking.line", "linking_id", "Payments", compute="_compute_line_ids", store=True, readonly=False
    )
    amount_chosen = fields.Monetary("Chosen", compute="_compute_fit")
    difference = fields.Monetary(compute="_compute_fit", help="What the payments make more or less than came in.")
    fit = fields.Selection(FITS, compute="_compute_fit")
    charge_account_id = fields.Many2one(
        "account.account",
        "Account of the Charge",
        compute="_compute_charge_account_id",
        store=True,
        readonly=False,
        check_company=True,
        domain="[('internal_group', '=', 'expense')]",
    )

    @api.depends("receipt_id")
    def _compute_line_ids(self):
        for wizard in self:
            wizard.line_ids = wizard.receipt_id._prepare_linking_lines() if wizard.receipt_id else False

    @api.depends("line_ids.is_chosen", "line_ids.amount", "amount")
    def _compute_fit(self):
        for wizard in self:
            chosen = wizard.line_ids.filtered("is_chosen")
            wizard.amount_chosen = sum(chosen.mapped("amount"))
            wizard.difference = wizard.amount_chosen - wizard.amount
            side = wizard.currency_id.compare_amounts(wizard.difference, 0.0) if wizard.currency_id else 0
            wizard.fit = {-1: "short", 0: "exact", 1: "charge"}[side] if chosen else "none"

    @api.depends("receipt_id")
    def _compute_charge_account_id(self):
        for wizard in self:
            wizard.charge_account_id = wizard.receipt_id.company_id.bank_charge_account_id

    def action_link(self):
        """Link the receipt with the chosen payments; what they make more is the bank's charge."""
        self.ensure_one()
        payments = self.line_ids.filtered("is_chosen").payment_id
        charge = self.difference if self.fit == "charge" else 0.0
        self.receipt_id.action_link(payments.ids, charge, self.charge_account_id.id)
        return {"type": "ir.actions.act_window_close"}
