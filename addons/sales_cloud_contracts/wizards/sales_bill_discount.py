from odoo import api, fields, models

from ..tools.discounting import discount_days, discount_interest


class SalesBillDiscount(models.TransientModel):
    """Asks finance at which bank an acceptance bill is discounted and what that costs; the bill does it."""

    _name = "sales.bill.discount"
    _description = "Discount an Acceptance Bill"
    _inherit = "sales.bill.dialog.mixin"

    date = fields.Date("Discounted On", required=True, default=fields.Date.context_today)
    journal_id = fields.Many2one(
        "account.journal",
        "Bank",
        compute="_compute_journal_id",
        store=True,
        readonly=False,
        required=True,
        domain="[('type', '=', 'bank'), ('company_id', '=', company_id)]",
    )
    rate = fields.Float("Rate a Year (%)", digits=(16, 4), help="The interest is computed from it; 360 days a year.")
    days = fields.Integer(
        compute="_compute_days",
        store=True,
        readonly=False,
        help="From the day of the discount to the day before the maturity. Add three days for an acceptor in another "
        "place where the bank does.",
    )
    interest = fields.Monetary(compute="_compute_interest", store=True, readonly=False)
    amount_net = fields.Monetary("The Bank Pays", compute="_compute_amount_net")
    account_id = fields.Many2one(
        "account.account",
        "Interest Account",
        compute="_compute_account_id",
        store=True,
        readonly=False,
        domain="[('internal_group', '=', 'expense'), ('company_ids', 'parent_of', company_id)]",
    )

    @api.depends("payment_id")
    def _compute_journal_id(self):
        for wizard in self:
            journal = wizard.payment_id.journal_id
            wizard.journal_id = journal if journal.type == "bank" else False

    @api.depends("payment_id")
    def _compute_account_id(self):
        for wizard in self:
            # sudo: which account interest goes to is set-up, not a secret
            wizard.account_id = wizard.company_id.sudo().bill_interest_account_id

    @api.depends("date", "bill_maturity")
    def _compute_days(self):
        for wizard in self:
            is_known = wizard.date and wizard.bill_maturity
            wizard.days = discount_days(wizard.date, wizard.bill_maturity) if is_known else 0

    @api.depends("amount", "rate", "days")
    def _compute_interest(self):
        for wizard in self:
            interest = discount_interest(wizard.amount, wizard.rate, wizard.days)
            wizard.interest = wizard.currency_id.round(interest) if wizard.currency_id else interest

    @api.depends("amount", "interest")
    def _compute_amount_net(self):
        for wizard in self:
            wizard.amount_net = wizard.amount - wizard.interest

    def action_discount(self):
        """Discount the bill."""
        self.ensure_one()
        self.payment_id.action_discount_bill(self.journal_id.id, self.interest, self.date, self.account_id.id)
        return {"type": "ir.actions.act_window_close"}
