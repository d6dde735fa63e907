from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    """Invoices tell the instalments they bill what became of them."""

    _inherit = "account.move"

    refunded_collection_id = fields.Many2one(
        "sales.collection",
        "Refunded Instalment",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The instalment that this credit note takes from, where its invoice bills several.",
    )
    collection_match_ids = fields.One2many("sales.collection.match", "move_id", "Instalments", copy=False)
    sales_contract_count = fields.Integer(compute="_compute_sales_contract_count")

    @api.depends("collection_match_ids")
    def _compute_sales_contract_count(self):
        counts = dict(
            self.env["sales.collection.match"]._read_group(
                [("move_id", "in", self.ids)], ["move_id"], ["contract_id:count_distinct"]
            )
        )
        for move in self:
            move.sales_contract_count = counts.get(move, 0)

    # ------------------------------------------------------------
    # WHAT AN INVOICE IS WORTH
    # ------------------------------------------------------------

    def _get_billed_and_settled(self):
        """Return what this invoice still bills and how much of it was really settled, as (billed, settled).

        Both are in the invoice's currency, tax included. A credit note of the invoice lowers what it bills; money
        that leaves again through such a credit note (a refund, or another invoice paid with it) is no longer
        settled. A credit note of another invoice settles like money, because that is where the money went.
        """
        self.ensure_one()
        if self.state != "posted":
            return 0.0, 0.0
        billed, settled = self.amount_total, 0.0
        for partial in self._get_receivable_lines().matched_credit_ids:
            counterpart = partial.credit_move_id.move_id
            if not counterpart._is_collected():
                continue
            if counterpart.move_type != "out_refund" or counterpart.reversed_entry_id not in (self, self.browse()):
                settled += partial.debit_amount_currency
            elif not counterpart.reversed_entry_id:
                billed -= partial.debit_amount_currency
        for credit_note in self.reversal_move_ids.filtered(lambda move: move.state == "posted"):
            billed -= credit_note.amount_total
            for partial in credit_note._get_receivable_lines().matched_debit_ids:
                if partial.debit_move_id.move_id != self:
                    settled -= partial.credit_amount_currency
        return self.currency_id.round(billed), self.currency_id.round(settled)

    def _get_receivable_lines(self):
        return self.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")

    # ------------------------------------------------------------
    # EVENTS
    # ------------------------------------------------------------

    def _post(self, soft=True):
        """Post day by day what concerns contracts: each entry is credited on its own day."""
        self._check_matched_currency()
        self._align_due_dates()
        matches = self._get_collection_matches()
        if not matches:
            return super()._post(soft)
        by_day = self.grouped(lambda move: (move._filter_matches(matches) and move._get_event_date()) or date.min)
        posted = self.browse()
        for day, moves in sorted(by_day.items()):
            done = super(AccountMove, moves)._post(soft)
            own = done._filter_matches(matches)
            own.collection_id._update_due_dates()
            done._apply_matched_advances()
            own.contract_id._book_credit(day)
            posted |= done
        return posted

    def _check_matched_currency(self):
        """Refuse to confirm an invoice in another currency than the instalments that it bills."""
        for move in self:
            currency = move.sudo().collection_match_ids.currency_id  # sudo: whoever confirms the invoice
            if currency and currency != move.currency_id:
                raise UserError(
                    self.env._(
                        "%(invoice)s bills a contract in %(expected)s, but is in %(currency)s. Set its currency right, "
                        "or delete the draft and invoice the instalment anew.",
                        invoice=move.display_name,
                        expected=currency[0].name,
                        currency=move.currency_id.name,
                    )
                )

    def _get_event_date(self):
        """Return the day on which this entry counts for contracts; an invoice without a date gets that of today."""
        self.ensure_one()
        if self.is_sale_document(include_receipts=True):
            return self.invoice_date or fields.Date.context_today(self)
        return self.date

    def _align_due_dates(self):
        """Let invoices from which their instalment counts fall due with it."""
        for move in self:
            # sudo: the invoice falls due as the plan says, whoever confirms it
            counted = move.sudo().collection_match_ids.collection_id.filtered(lambda line: line.due_base == "invoice")
            if counted:
                day = move.invoice_date or fields.Date.context_today(move)
                dues = [line._get_date_due_when_invoiced(day) for line in counted]
                move.write({"invoice_payment_term_id": False, "invoice_date_due": min(dues)})

    def unlink(self):
        """Draft invoices leave their instalments before they go, so that these can be invoiced again."""
        # sudo: the plan follows the books, whoever keeps them
        billing = self.filtered(lambda move: move.sudo().collection_match_ids)
        billing.check_access("unlink")
        billing.sudo().collection_match_ids.unlink()
        # sudo: the down payments of an order go with their draft, as they came; finance may not edit the order
        super(AccountMove, billing.sudo()).unlink()
        return super(AccountMove, self - billing).unlink()

    def button_draft(self):
        # sudo: a bill clerk may not read bank receipts, and is refused all the same
        self.origin_payment_id.sudo().bank_receipt_id._check_not_booked()
        result = super().button_draft()
        self._after_undone()
        return result

    def button_cancel(self):
        result = super().button_cancel()
        self._after_undone()
        return result

    def _after_undone(self):
        """Let due dates and ledger follow entries that do not count any more."""
        matches = self._get_collection_matches()
        matches.filtered("move_id").collection_id._update_due_dates()
        matches.contract_id._book_credit(fields.Date.context_today(self))

    def _get_collection_matches(self):
        """Return the matches that these entries count for: as invoice, as its credit note, or as payment."""
        if not self:
            return self.env["sales.collection.match"]
        # sudo: the plan follows the books, whoever keeps them
        return (
            self.env["sales.collection.match"]
            .sudo()
            .search(
                [
                    "|",
                    ("move_id", "in", (self | self.reversed_entry_id).ids),
                    ("payment_id", "in", self.origin_payment_id.ids),
                ]
            )
        )

    def _filter_matches(self, matches):
        """Return those of ``matches`` (of `_get_collection_matches`) that these entries count for."""
        moves, payments = self | self.reversed_entry_id, self.origin_payment_id
        return matches.filtered(lambda match: match.move_id in moves or match.payment_id in payments)

    def _apply_matched_advances(self):
        """Reconcile invoices with what was received for the same instalments already.

        That is advances, and the money of an earlier invoice that was credited whole: its credit note keeps it.
        """
        for move in self.filtered("collection_match_ids"):
            matches = move.collection_match_ids.collection_id.match_ids
            advances = matches.filtered("payment_id")
            unbound = advances.filtered(lambda match: not match.payment_line_id).payment_id
            items = advances.payment_line_id | unbound._get_free_items() | matches._get_replaced_notes()
            items |= move._get_receivable_lines()
            lines = items.filtered(lambda line: line.parent_state == "posted" and not line.reconciled)
            for account_lines in lines.grouped("account_id").values():
                if len(account_lines.move_id) > 1 and move in account_lines.move_id:
                    account_lines.reconcile()

    @api.readonly
    def action_view_sales_contracts(self):
        """Open the contracts that this invoice bills."""
        contracts = self.collection_match_ids.contract_id
        return contracts._get_records_action(name=self.env._("Contracts"))
