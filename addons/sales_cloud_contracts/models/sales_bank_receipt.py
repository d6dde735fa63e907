from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.sales_cloud_core.tools.names import company_key

from ..tools import claiming

STATES = [
    ("unclaimed", "Unclaimed"),
    ("claimed", "Claimed"),
    ("disputed", "Disputed"),
    ("confirmed", "Confirmed"),
    ("ignored", "Not from a Customer"),
]
WAITING_STATES = ("unclaimed", "claimed", "disputed")


class SalesBankReceipt(models.Model):
    """Money that a bank line says came in, until it is known whose it is.

    Sales people see this and not the bank line, which shows the balance of the account. ``amount`` is in
    ``currency_id``: the foreign currency of the line where it has one, else that of the bank account.
    """

    _name = "sales.bank.receipt"
    _description = "Bank Receipt"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"
    _rec_names_search = ["name", "payer_name", "bank_reference"]
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char(compute="_compute_name", store=True)
    statement_line_id = fields.Many2one(
        "account.bank.statement.line",
        "Bank Line",
        required=True,
        readonly=True,
        ondelete="cascade",
        check_company=True,
        groups="sales_cloud_contracts.group_finance",
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    journal_id = fields.Many2one("account.journal", "Bank", required=True, readonly=True, ondelete="restrict")
    bank_reference = fields.Char(readonly=True, help="The number that the bank gave this line; it comes only once.")
    date = fields.Date(compute="_compute_from_line", store=True)
    currency_id = fields.Many2one("res.currency", compute="_compute_from_line", store=True)
    amount = fields.Monetary(compute="_compute_from_line", store=True)
    payer_name = fields.Char("Payer", compute="_compute_from_line", store=True)
    account_number = fields.Char(
        "Payer's Account", compute="_compute_from_line", store=True, groups="sales_cloud_contracts.group_finance"
    )
    label = fields.Char("Purpose", compute="_compute_from_line", store=True)
    is_reconciled = fields.Boolean("Reconciled in Accounting", compute="_compute_from_line", store=True)
    partner_id = fields.Many2one(
        "res.partner",
        "Paid By",
        compute="_compute_partner_id",
        store=True,
        ondelete="restrict",
        check_company=True,
        help="The partner that the bank account, or exactly this name, belongs to.",
    )
    state = fields.Selection(STATES, "Status", default="unclaimed", required=True, readonly=True, tracking=True)
    claim_ids = fields.One2many("sales.bank.claim", "receipt_id", "Claims")
    amount_claimed = fields.Monetary("Claimed", compute="_compute_amount_claimed", compute_sudo=True)
    amount_unclaimed = fields.Monetary("Not Claimed", compute="_compute_amount_claimed", compute_sudo=True)
    payment_ids = fields.One2many("account.payment", "bank_receipt_id", "Payments", readonly=True)
    confirmed_by = fields.Many2one("res.users", readonly=True)
    ignore_reason = fields.Char(readonly=True)

    _line_once = models.UniqueIndex("(statement_line_id)", "This bank line has its receipt already.")
    _reference_once = models.UniqueIndex(
        "(journal_id, bank_reference) WHERE bank_reference IS NOT NULL",
        "A line with this bank reference is already imported for this bank account.",
    )
    _confirmed_by_somebody = models.Constraint(
        "CHECK ((state = 'confirmed') = (confirmed_by IS NOT NULL))", "A confirmed receipt tells who confirmed it."
    )
    _waiting_idx = models.Index("(company_id, date) WHERE state IN ('unclaimed', 'claimed', 'disputed')")

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("payer_name", "date", "bank_reference")
    def _compute_name(self):
        for receipt in self:
            parts = [receipt.payer_name or self.env._("Unknown payer"), receipt.bank_reference or str(receipt.date)]
            receipt.name = " · ".join(parts)

    @api.depends(
        "statement_line_id.amount",
        "statement_line_id.amount_currency",
        "statement_line_id.foreign_currency_id",
        "statement_line_id.currency_id",
        "statement_line_id.partner_name",
        "statement_line_id.account_number",
        "statement_line_id.payment_ref",
        "statement_line_id.is_reconciled",
        "statement_line_id.move_id.date",
    )
    def _compute_from_line(self):
        for receipt in self:
            line = receipt.statement_line_id
            receipt.date = line.date
            receipt.currency_id = line.foreign_currency_id or line.currency_id
            receipt.amount = line.amount_currency if line.foreign_currency_id else line.amount
            receipt.payer_name = line.partner_name or line.partner_id.name
            receipt.account_number = line.account_number
            receipt.label = line.payment_ref
            receipt.is_reconciled = line.is_reconciled

    @api.depends("payer_name", "account_number", "statement_line_id.partner_id")
    def _compute_partner_id(self):
        by_account, by_name = self._find_payers()
        for receipt in self:
            found = receipt.statement_line_id.partner_id.commercial_partner_id
            found = found or by_account.get(receipt._get_account_key(), found)
            receipt.partner_id = found or by_name.get(receipt._get_payer_key(), found)

    def _find_payers(self):
        """Return the partners of these bank accounts, and those of these names where only one has it."""
        accounts = {receipt._get_account_key() for receipt in self} - {""}
        keys = {receipt._get_payer_key() for receipt in self} - {""}
        companies = [*self.company_id.ids, False]
        banks = self.env["res.partner.bank"].search(
            [("sanitized_acc_number", "in", list(accounts)), ("partner_id.company_id", "in", companies)]
        )
        partners = self.env["res.partner"].search(
            [("name_key", "in", list(keys)), ("parent_id", "=", False), ("company_id", "in", companies)]
        )
        by_name = {key: same for key, same in partners.grouped("name_key").items() if len(same) == 1}
        by_account = {
            number: same.partner_id.commercial_partner_id
            for number, same in banks.grouped("sanitized_acc_number").items()
        }
        return {number: same for number, same in by_account.items() if len(same) == 1}, by_name

    def _get_account_key(self):
        return "".join(char for char in (self.account_number or "") if char.isalnum()).upper()

    def _get_payer_key(self):
        return company_key(self.payer_name) if self.payer_name else ""

    @api.depends("claim_ids.state", "claim_ids.amount", "amount")
    def _compute_amount_claimed(self):
        # by query: the claims that were read already may be the reader's own alone
        domain = [("receipt_id", "in", self.ids), ("state", "in", ("submitted", "confirmed"))]
        claimed = dict(self.env["sales.bank.claim"]._read_group(domain, ["receipt_id"], ["amount:sum"]))
        for receipt in self:
            receipt.amount_claimed = claimed.get(receipt._origin, 0.0)
            receipt.amount_unclaimed = max(receipt.amount - receipt.amount_claimed, 0.0)

    # ------------------------------------------------------------
    # STATE
    # ------------------------------------------------------------

    def _update_state(self):
        """Let the state follow the claims."""
        for receipt in self:
            pending = receipt.claim_ids.filtered(lambda claim: claim.state == "submitted")
            receipt.state = claiming.state_of(
                receipt.amount,
                pending.mapped("amount"),
                len(pending.line_ids.collection_id._get_receipt_partner()),
                receipt.currency_id.compare_amounts,
            )

    def _check_not_booked(self):
        """Refuse to change in accounting what a confirmation made."""
        for receipt in self.filtered(lambda receipt: receipt.state == "confirmed"):
            raise UserError(
                self.env._(
                    "This belongs to bank receipt %s, which is confirmed. Undo the confirmation there; it undoes what "
                    "it made.",
                    receipt.display_name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unclaimed(self):
        self._check_not_booked()
