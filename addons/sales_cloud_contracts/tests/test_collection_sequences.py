import random

from odoo.tests import tagged
from odoo.tools import SQL

from .sequence_acts import SequenceActs

STEPS = 25
SEEDS = (7, 20260316)
MIXED_SEEDS = (1, 11, 20261122)


@tagged("post_install", "-at_install")
class TestCollectionSequences(SequenceActs):
    """Whatever happens to invoices and money in whatever order, the plan says what the books say.

    What is paid is compared with sums over `account_partial_reconcile` and `account_move_line` that know nothing of how
    the plan is computed: cash that crosses the border of an invoice and its credit notes, and open rests of payments.
    """

    def test_any_sequence_of_invoices_and_money_leaves_the_plan_equal_to_the_books(self):
        acts = [
            *(self._invoice, self._invoice, self._pay, self._pay, self._pay_in_accounting, self._overpay),
            *(self._credit_note, self._pay_back, self._unreconcile, self._cancel_payment, self._redraft),
            *(self._cancel_invoice, self._delete_draft, self._waive, self._unwaive, self._replan),
        ]
        self._live_through(acts, SEEDS)

    def test_amendments_bills_discounts_offsets_and_refunds_leave_the_plan_equal_to_the_books(self):
        acts = [
            *(self._invoice, self._invoice, self._pay, self._amend, self._amend, self._replan),
            *(self._take_bill, self._take_bill, self._cash_bill, self._hold_bill, self._dishonour, self._dishonour),
            *(self._endorse_bill, self._discount_bill, self._hold_bill),
            *(self._pay_early, self._offset, self._undo_offset, self._refund, self._change_bill_setting),
            *(self._credit_note, self._unreconcile, self._cancel_payment, self._waive, self._unwaive),
        ]
        self._live_through(acts, MIXED_SEEDS)

    def _live_through(self, acts, seeds):
        for seed in seeds:
            rng, done = random.Random(seed), []
            for _step in range(STEPS):
                act = rng.choice(acts)
                act(rng)
                done.append(act.__name__)
                self.env.flush_all()
                self.env.cr.precommit.run()
                with self.subTest(seed=seed, done=done):
                    self._check_books()
        self.env["sales.credit"]._check_ledger(self.company)
        self.assertFalse(self.env["sales.credit.difference"].search([("company_id", "=", self.company.id)]))

    # ------------------------------------------------------------
    # WHAT ALWAYS HOLDS
    # ------------------------------------------------------------

    def _check_books(self):
        in_hand = sum(self._bills("held", "cashed").mapped("amount"))
        items = self.env["account.move.line"].search(
            [("account_id", "=", self.held_on.id), ("parent_state", "=", "posted")]
        )
        self.assertAlmostEqual(sum(items.mapped("balance")), in_hand, 2, "bills lie there until they leave us")
        for contract in self.contracts:
            plan, matches = contract.collection_ids, contract.collection_ids.match_ids
            self.assertAlmostEqual(sum(plan.mapped("amount")), contract.amount_total, 2)
            self.assertAlmostEqual(contract.amount_planned, contract.amount_total, 2)
            self.assertAlmostEqual(sum(plan.mapped("amount_paid")), contract.amount_paid, 2)
            self.assertAlmostEqual(contract.amount_paid, self._get_cash(matches), 2, "paid is what was reconciled")
            self._check_matched_once(matches)
            for line in plan:
                self.assertLessEqual(line.amount_paid, line.amount + 0.001, line.display_name)
            booked = {metric: self._net(contract, metric) for metric in contract._get_credit_amounts()}
            self.assertEqual(booked, contract._get_credit_amounts())

    def _check_matched_once(self, matches):
        for move in matches.move_id:
            self.assertLessEqual(sum(move.collection_match_ids.mapped("amount")), move.amount_total + 0.001)
            self.assertLessEqual(sum(move.collection_match_ids.mapped("amount_settled")), move.amount_total + 0.001)
        for payment in matches.payment_id:
            self.assertLessEqual(sum(payment.collection_match_ids.mapped("amount")), payment.amount + 0.001)
            kept = sum(payment.collection_match_ids.mapped("amount_advance"))
            wanted = sum(self._get_wanted(match) for match in payment.collection_match_ids)
            self.assertAlmostEqual(kept, min(self._get_rest(payment), wanted), 2, "an advance is what is left of it")

    def _get_cash(self, matches):
        """Return what came in for these matches: by invoice, and as advances that an instalment can still use."""
        settled = sum(max(self._get_cash_of(move), 0.0) for move in matches.move_id)
        return settled + sum(matches.filtered("payment_id").mapped("amount_advance"))

    def _get_cash_of(self, move):
        """Return the cash that crossed the border of an invoice and its credit notes."""
        family = (move | move.reversal_move_ids).ids
        rows = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(SUM(CASE WHEN debit.move_id IN %(family)s THEN partial.debit_amount_currency
                                         ELSE -partial.credit_amount_currency END), 0)
                  FROM account_partial_reconcile partial
                  JOIN account_move_line debit ON debit.id = partial.debit_move_id
                  JOIN account_move_line credit ON credit.id = partial.credit_move_id
                 WHERE (debit.move_id IN %(family)s) <> (credit.move_id IN %(family)s)
                   AND NOT EXISTS (SELECT FROM account_payment bill
                                    WHERE bill.move_id IN (debit.move_id, credit.move_id) AND bill.is_uncollected)
                """,
                family=tuple(family),
            )
        )
        return rows[0][0]

    def _get_wanted(self, match):
        line = match.collection_id
        return max(min(match.amount, line.amount - sum(line.match_ids.mapped("amount_settled"))), 0.0)

    def _get_rest(self, payment):
        if payment.is_uncollected:
            return 0.0
        lines = payment.move_id.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable" and line.parent_state == "posted"
        )
        return -sum(lines.mapped("amount_residual_currency"))

    def _net(self, contract, metric):
        return round(sum(self.credit(contract, metric).values()), 2)
