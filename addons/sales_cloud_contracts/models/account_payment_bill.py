from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from odoo.addons.sales_cloud_core.models.locking import lock_rows

from .account_payment_means import PASSED_STATES, RECEIVED_STATES

OWN_FIELDS = {
    "bill_amount_net",
    "bill_date_cashed",
    "bill_date_dishonoured",
    "bill_interest",
    "bill_pass_move_id",
    "bill_reason",
    "bill_state",
    "bill_vendor_id",
    "is_counted_when_cashed",
    "is_uncollected",
}


class AccountPayment(models.Model):
    """The life of an acceptance bill (承兑汇票): held, then cashed when mature or passed on before, or dishonoured."""

    _inherit = "account.payment"

    bill_collection_ids = fields.Many2many(
        "sales.collection", compute="_compute_bill_collections", string="Paid Instalments"
    )
    is_bill_due = fields.Boolean(compute="_compute_is_bill_due")

    @api.depends("collection_match_ids", "invoice_ids", "move_id.line_ids.matched_debit_ids")
    def _compute_bill_collections(self):
        """A dishonoured bill still shows what it paid."""
        for payment in self:
            # sudo: finance reads which instalments its own payments pay
            registered = payment.sudo().invoice_ids.collection_match_ids.collection_id.sudo(False)
            payment.bill_collection_ids = payment._get_collections() | registered

    @api.depends("bill_state", "bill_maturity")
    @api.depends_context("tz")
    def _compute_is_bill_due(self):
        today = fields.Date.context_today(self)
        for payment in self:
            payment.is_bill_due = payment.bill_state == "held" and payment.bill_maturity <= today

    def write(self, vals):
        if OWN_FIELDS & vals.keys() and not self.env.su:
            raise AccessError(self.env._("What became of an acceptance bill changes by its buttons."))
        result = super().write(vals)
        if "is_uncollected" in vals:
            self._recompute_settled()
        return result

    def _recompute_settled(self):
        """Compute again what the invoices of these payments settled.

        As a dependency of the match this would compute it twice in every reconciliation.
        """
        # sudo: the plan follows the books, whoever keeps them
        invoices = self.sudo().move_id.line_ids.matched_debit_ids.debit_move_id.move_id
        invoices.collection_match_ids.modified(["amount"])

    def action_reject(self):
        """A rejected payment was never collected, whatever its entry says; a bill is dishonoured instead."""
        held = self.filtered(lambda payment: payment.bill_state and payment.bill_state != "dishonoured")
        if held:
            raise UserError(
                self.env._(
                    "%s is an acceptance bill. Record under Acceptance Bills that it was dishonoured.",
                    held[0].display_name,
                )
            )
        result = super().action_reject()
        self._count(False)
        return result

    def action_draft(self):
        result = super().action_draft()
        self.filtered(lambda payment: payment.is_uncollected and not payment.bill_state)._count(True)
        return result

    def _count(self, is_collected):
        """Let these payments count as collected, or not, from today."""
        self.sudo().is_uncollected = not is_collected  # sudo: follows from the state, whoever may change that
        self._get_collections().contract_id._book_credit(fields.Date.context_today(self))

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_cash_bill(self, date=None):
        """Record that the bank paid these bills (finance only): from that day they count as collected.

        :param date: day of the money, today when left out
        :raise AccessError: the user is not in the finance group
        :raise UserError: no bill, cashed or dishonoured already, or a day in the future or before the bill came
        """
        self._lock_bills()
        day = fields.Date.to_date(date) or fields.Date.context_today(self)
        for bill in self:
            bill._check_bill("held")
            bill._check_bill_day(day)
        self.sudo().write(  # sudo: what becomes of a bill changes by its actions alone, which have checked who calls
            {"bill_state": "cashed", "bill_date_cashed": day, "is_uncollected": False}
        )
        self._get_collections().contract_id._book_credit(day)
        return True

    def action_hold_bill(self):
        """Take back that these bills were cashed, endorsed or discounted (finance only).

        The entry that passed a bill on is reversed today: the vendor's bills are open again.

        :raise UserError: a bill is held or dishonoured, or the bank line of its money is linked with it
        """
        self._lock_bills()
        for bill in self:
            bill._check_bill("cashed", *PASSED_STATES)
            bill.bank_receipt_id._check_not_booked()
        self._hold_bills()
        return True

    def action_dishonour_bill(self, reason, date=None):
        """Record that the bank refused to pay these bills (finance only).

        A reversing entry of that day takes the payment off its invoices: exactly the instalments that the bill paid
        are open again, and credit is taken back on that day. The owners of the contracts are asked to act. Who holds a
        bill that was passed on has recourse: the vendor's bills are open again, or the bank takes the amount back.

        :param str reason: what the bank says; required
        :param date: day of the refusal, today when left out
        :raise UserError: no bill, cashed or dishonoured already, no reason, a day in the future or in a locked period
        """
        self._lock_bills()
        if not (reason or "").strip():
            raise UserError(self.env._("A dishonoured bill needs a reason. Say what the bank answered."))
        day = fields.Date.to_date(date) or fields.Date.context_today(self)
        for bill in self:
            bill._check_bill("held", *PASSED_STATES)
            bill._check_bill_day(day)
            bill._check_bill_period(day)
            if bill.bill_state == "held":
                bill.bank_receipt_id._check_not_booked()
            bill._dishonour(reason.strip(), day)
        return True

    # ------------------------------------------------------------
    # GUARDS
    # ------------------------------------------------------------

    def _lock_bills(self):
        """Let one person at a time decide about these bills; who comes second sees what the first did."""
        self.check_access("read")
        if not self.env["sales.collection"]._is_finance():
            raise AccessError(self.env._("Only finance decides about acceptance bills. Ask finance to do it."))
        lock_rows(self)

    def _check_bill(self, *states):
        labels = dict(self._fields["bill_state"]._description_selection(self.env))
        if self.receipt_means != "bill" or self.state not in (*RECEIVED_STATES, "rejected"):
            raise UserError(self.env._("%s is no acceptance bill in the books.", self.display_name))
        if self.bill_state not in states:
            raise UserError(
                self.env._(
                    "Bill %(number)s is “%(state)s”, so this cannot be done with it.",
                    number=self.bill_number,
                    state=labels[self.bill_state],
                )
            )

    def _check_bill_day(self, day):
        if day > fields.Date.context_today(self) or day < self.date:
            raise UserError(self.env._("Choose a day between the registration of bill %s and today.", self.bill_number))
        if self.bill_pass_move_id and day < self.bill_date_passed:
            raise UserError(
                self.env._(
                    "Bill %(number)s was passed on on %(date)s. Choose that day or a later one.",
                    number=self.bill_number,
                    date=format_date(self.env, self.bill_date_passed),
                )
            )

    def _check_bill_period(self, day, journal=None):
        """Refuse to book in a locked period, which Odoo would move to another day."""
        locks = self.company_id._get_violated_lock_dates(day, False, journal or self.journal_id)
        if locks:
            raise UserError(
                self.env._(
                    "%(day)s is closed by %(locks)s. Choose a later day.",
                    day=format_date(self.env, day),
                    locks=self.company_id._format_lock_dates(locks),
                )
            )

    # ------------------------------------------------------------
    # STEPS
    # ------------------------------------------------------------

    def _hold_bills(self):
        """Let these bills wait for their money as they did when they came."""
        today = fields.Date.context_today(self)
        for bill in self:
            passed = bill.bill_pass_move_id
            # sudo: what becomes of a bill changes by its actions alone, which have checked who calls
            bill.sudo().write(bill._prepare_held_vals())
            if passed:
                label = self.env._("Taken back: bill %s", bill.bill_number)
                bill._reverse_for_bill(passed, today, label)
                bill._message_log(body=self.env._("Taken back: %s", passed._get_html_link()))
        self._get_collections().contract_id._book_credit(today)

    def _prepare_held_vals(self):
        return {
            "bill_state": "held",
            "bill_date_cashed": False,
            "bill_pass_move_id": False,
            "bill_vendor_id": False,
            "bill_interest": False,
            "bill_amount_net": False,
            "is_uncollected": self.is_counted_when_cashed,
        }

    def _dishonour(self, reason, day):
        """Leave the bill out of what is collected on that day, then reverse its entry, which opens the invoices."""
        collections, came_from = self._get_collections(), self.bill_state
        # sudo: what becomes of a bill changes by its actions alone, which have checked who calls
        self.sudo().write(
            {
                "bill_state": "dishonoured",
                "bill_date_dishonoured": day,
                "bill_reason": reason,
                "is_uncollected": True,
            }
        )
        collections.contract_id._book_credit(day)
        self._reverse_bill(came_from, day, self.env._("Dishonoured: bill %s", self.bill_number))
        self.state = "rejected"
        collections._after_dishonour(self)

    def _reverse_bill(self, came_from, day, label):
        """Reverse what this bill booked.

        :param str came_from: what the bill was before it was dishonoured
        """
        self._reverse_for_bill(self.move_id, day, label)

    def _reverse_for_bill(self, moves, day, label):
        moves._reverse_moves([{"date": day, "ref": label} for _move in moves], cancel=True)

    def _get_collections(self):
        """Return the instalments that these payments pay: as advance, or through the invoices they settle."""
        # sudo: the plan follows the books, whoever keeps them
        payments = self.sudo()
        invoices = payments.move_id.line_ids.matched_debit_ids.debit_move_id.move_id
        matches = payments.collection_match_ids | invoices.collection_match_ids
        return matches.collection_id.sudo(False)

    def _get_receipt_account(self, receipt):
        """A bill lies on the account of bills receivable, where the company has one."""
        # sudo: which account a bill lies on is set-up, not a secret
        account = self.env.company.sudo().bill_account_id
        is_bill = receipt.values.get("receipt_means") == "bill"
        return account if is_bill and account else super()._get_receipt_account(receipt)

    def _prepare_bill_vals(self, company, number, maturity):
        """Return what the payment of a bill has beside others."""
        alive = [("bill_number", "=", number), ("state", "not in", ("canceled", "rejected"))]
        if self.search_count([*alive, ("company_id", "=", company.id)], limit=1):
            raise UserError(self.env._("Acceptance bill %s is registered already. Check its number.", number))
        waits = company.bill_counts_on == "cashed"
        return {
            "bill_number": number,
            "bill_maturity": maturity,
            "bill_state": "held",
            "is_counted_when_cashed": waits,
            "is_uncollected": waits,
        }
