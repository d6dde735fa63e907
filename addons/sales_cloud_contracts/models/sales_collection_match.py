from datetime import date

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.collecting import fill_oldest_first
from .account_payment_means import RECEIVED_STATES


class SalesCollectionMatch(models.Model):
    """The intent that an invoice bills, or a payment pays, an amount of an instalment.

    What really happened is derived: the reconciled part of an invoice fills its oldest instalment first
    (``amount_settled``), and the unreconciled rest of a posted payment is an advance (``amount_advance``).
    """

    _name = "sales.collection.match"
    _description = "Instalment Match"
    _inherit = ["sales.derived.mixin"]
    _order = "date_due, sequence, id"
    _check_company_auto = True

    collection_id = fields.Many2one("sales.collection", "Instalment", required=True, ondelete="cascade", index=True)
    contract_id = fields.Many2one(related="collection_id.contract_id", store=True, precompute=True, index=True)
    company_id = fields.Many2one(related="collection_id.company_id", store=True, precompute=True, index=True)
    currency_id = fields.Many2one(related="collection_id.currency_id", store=True, precompute=True)
    date_due = fields.Date(related="collection_id.date_due", store=True, precompute=True)
    sequence = fields.Integer(related="collection_id.sequence", store=True, precompute=True)
    move_id = fields.Many2one(
        "account.move",
        "Invoice",
        check_company=True,
        ondelete="cascade",
        index="btree_not_null",
        domain="[('move_type', '=', 'out_invoice'), ('currency_id', '=', currency_id)]",
    )
    payment_id = fields.Many2one("account.payment", check_company=True, ondelete="cascade", index="btree_not_null")
    payment_line_id = fields.Many2one(
        "account.move.line",
        "Item of the Payment",
        ondelete="set null",
        index="btree_not_null",
        help="The journal item that keeps this advance, where the payment has one for each instalment.",
    )
    amount = fields.Monetary(required=True, help="Tax included, in the contract's currency.")
    amount_invoiced = fields.Monetary("Invoiced", compute="_compute_from_invoice", store=True)
    amount_settled = fields.Monetary("Reconciled", compute="_compute_from_invoice", store=True)
    amount_advance = fields.Monetary("Advance", compute="_compute_amount_advance", store=True)
    amount_paid = fields.Monetary("Collected", compute="_compute_amount_paid", store=True)

    _one_document = models.Constraint(
        "CHECK (num_nonnulls(move_id, payment_id) = 1)", "A match links an instalment with one invoice or one payment."
    )
    _amount_not_zero = models.Constraint("CHECK (amount != 0)", "A match needs an amount.")
    _invoice_once = models.UniqueIndex(
        "(collection_id, move_id) WHERE move_id IS NOT NULL",
        "This invoice is already matched with the instalment. Change the existing match instead.",
    )
    _payment_once = models.UniqueIndex(
        "(collection_id, payment_id) WHERE payment_id IS NOT NULL",
        "This payment is already matched with the instalment. Change the existing match instead.",
    )

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends(
        "amount",
        "date_due",
        "sequence",
        "move_id.state",
        "move_id.amount_total",
        "move_id.line_ids.amount_residual_currency",
        "move_id.reversal_move_ids.state",
        "move_id.reversal_move_ids.refunded_collection_id",
        "move_id.reversal_move_ids.line_ids.amount_residual_currency",
        "move_id.collection_match_ids.amount",
        "move_id.collection_match_ids.date_due",
    )
    def _compute_from_invoice(self):
        self.amount_invoiced = self.amount_settled = 0.0
        for move, matches in self.grouped("move_id").items():
            if not move:
                continue
            invoiced, settled = move._get_billed_and_settled()
            siblings = (move.collection_match_ids | matches).sorted(lambda match: match._get_age())
            wanted = [match._get_amount_billed() for match in siblings]
            parts = zip(siblings, fill_oldest_first(invoiced, wanted), fill_oldest_first(settled, wanted), strict=True)
            for match, invoiced_part, settled_part in parts:
                if match in matches:
                    match.amount_invoiced, match.amount_settled = invoiced_part, settled_part

    @api.depends(
        "amount",
        "date_due",
        "sequence",
        "collection_id.amount",
        "collection_id.match_ids.amount_settled",
        "payment_id.state",
        "payment_id.is_uncollected",
        "payment_id.move_id.state",
        "payment_id.move_id.line_ids.amount_residual_currency",
        "payment_id.collection_match_ids.amount",
        "payment_id.collection_match_ids.date_due",
        "payment_line_id.amount_residual_currency",
        "payment_line_id.parent_state",
    )
    def _compute_amount_advance(self):
        self.amount_advance = 0.0
        bound = self.filtered("payment_line_id")
        for match in bound:
            match.amount_advance = min(match._get_advance_kept(), match._get_advance_wanted(), key=abs)
        for payment, matches in (self - bound).grouped("payment_id").items():
            if not payment:
                continue
            siblings = (payment.collection_match_ids | matches).sorted(lambda match: match._get_age())
            siblings = siblings.filtered(lambda match: not match.payment_line_id)
            wanted = [match._get_advance_wanted() for match in siblings]
            parts = fill_oldest_first(payment._get_advance(), wanted)
            for match, part in zip(siblings, parts, strict=True):
                if match in matches:
                    match.amount_advance = part

    @api.depends("amount_settled", "amount_advance")
    def _compute_amount_paid(self):
        for match in self:
            match.amount_paid = match.amount_settled + match.amount_advance

    def _get_amount_billed(self):
        """Return how much of the instalment the invoice was made for, less the refunds of this very instalment."""
        notes = self.move_id.reversal_move_ids.filtered(
            lambda note: note.state == "posted" and note.refunded_collection_id == self.collection_id
        )
        credited = min(sum(notes.mapped("amount_total")), abs(self.amount))
        return self.currency_id.round(self.amount - credited if self.amount > 0 else self.amount + credited)

    def _get_age(self):
        """Return the sort key that puts the oldest instalment first."""
        return (self.date_due or date.max, self.sequence, self.collection_id.id or 0)

    def _get_replaced_notes(self):
        """Return the receivable items of credit notes that keep what was paid on invoices credited whole."""
        replaced = self.filtered(lambda match: match.amount_settled and not match.amount_invoiced).move_id
        return replaced.reversal_move_ids.filtered(lambda note: not note.refunded_collection_id)._get_receivable_lines()

    def _get_advance_kept(self):
        """Return what the item of this match still keeps for the instalment."""
        return 0.0 if self.payment_id.is_uncollected else self._get_open_item()

    def _get_open_item(self):
        line = self.payment_line_id
        if line.parent_state != "posted" or self.payment_id.state not in RECEIVED_STATES:
            return 0.0
        return self.currency_id.round(-line.amount_residual_currency)

    def _get_advance_wanted(self):
        """Return how much of a payment this instalment can still use: never more than invoices left unpaid."""
        settled = sum(self.collection_id.match_ids.mapped("amount_settled"))
        left = self.currency_id.round(self.collection_id.amount - settled)
        return min(self.amount, left, key=abs) if left * self.amount > 0 else 0.0

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        matches = super().create(vals_list)
        matches._after_change()
        return matches

    def write(self, vals):
        contracts = self.contract_id
        result = super().write(vals)
        self._after_change()
        (contracts - self.contract_id)._book_credit(fields.Date.context_today(self))
        return result

    def unlink(self):
        contracts = self.contract_id
        result = super().unlink()
        contracts._book_credit(fields.Date.context_today(self))
        return result

    def _after_change(self):
        """Let the ledger follow a match of documents that already count."""
        today = fields.Date.context_today(self)
        by_date = self.grouped(lambda match: match.move_id.invoice_date or match.payment_id.date or today)
        for day, matches in sorted(by_date.items()):
            matches.contract_id._book_credit(day)

    # ------------------------------------------------------------
    # CHECKS
    # ------------------------------------------------------------

    @api.constrains("amount", "move_id", "payment_id", "collection_id")
    def _check_amounts(self):
        """Refuse to match more than there is, on either side."""
        for match in self:
            if match.move_id:
                match._check_document(match.move_id, match.move_id.amount_total, "move_id")
            elif not match.payment_line_id:
                kept = sum(match.payment_id.collection_match_ids.filtered("payment_line_id").mapped("amount"))
                match._check_document(match.payment_id, match.payment_id.amount - kept, "payment_id")

    def _check_document(self, document, total, link):
        instalment = self.collection_id
        if document.currency_id != self.currency_id:
            raise ValidationError(
                self.env._(
                    "%(document)s is in %(currency)s, but the contract is in %(expected)s. "
                    "Match a document in the currency of the contract.",
                    document=document.display_name,
                    currency=document.currency_id.name,
                    expected=self.currency_id.name,
                )
            )
        on_document = sum(abs(match.amount) for match in document.collection_match_ids if not match.payment_line_id)
        on_instalment = sum(abs(match._get_amount_taken()) for match in instalment.match_ids.filtered(link))
        compare = self.currency_id.compare_amounts
        if compare(on_document, abs(total)) > 0 or compare(on_instalment, abs(instalment.amount)) > 0:
            raise ValidationError(
                self.env._(
                    "%(amount)s of %(document)s cannot be matched with instalment %(instalment)s: more is matched "
                    "than there is. Lower the amount.",
                    amount=self.currency_id.format(self.amount),
                    document=document.display_name,
                    instalment=instalment.display_name,
                )
            )

    def _get_amount_taken(self):
        """Return how much of the instalment this match takes: of a confirmed invoice, what it still bills."""
        if not self._is_alive():
            return 0.0
        return self.amount_invoiced if self.move_id.state == "posted" else self.amount

    def _is_alive(self):
        """Say whether the document can still count: a cancelled or fully credited invoice leaves room for another."""
        if self.payment_id:
            return self.payment_id.state not in ("canceled", "rejected")
        return self.move_id.state == "draft" or (self.move_id.state == "posted" and bool(self.amount_invoiced))
