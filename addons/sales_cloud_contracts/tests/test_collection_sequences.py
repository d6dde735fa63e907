import random

from odoo.tests import tagged
from odoo.tools import SQL

from .common import ContractsCommon

STEPS = 25
SEEDS = (7, 20260316)


@tagged("post_install", "-at_install")
class TestCollectionSequences(ContractsCommon):
    """Whatever happens to invoices and money in whatever order, the plan says what the books say.

    What is paid is compared with sums over `account_partial_reconcile` and `account_move_line` that know nothing of how
    the plan is computed: cash that crosses the border of an invoice and its credit notes, and open rests of payments.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contracts = cls._new_contract(user=cls.ann) | cls._new_contract(user=cls.bob)

    def test_any_sequence_of_invoices_and_money_leaves_the_plan_equal_to_the_books(self):
        acts = [
            *(self._invoice, self._invoice, self._pay, self._pay, self._pay_in_accounting, self._overpay),
            *(self._credit_note, self._pay_back, self._unreconcile, self._cancel_payment, self._redraft),
            *(self._cancel_invoice, self._delete_draft, self._waive, self._unwaive, self._replan),
        ]
        for seed in SEEDS:
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
                """,
                family=tuple(family),
            )
        )
        return rows[0][0]

    def _get_wanted(self, match):
        line = match.collection_id
        return max(min(match.amount, line.amount - sum(line.match_ids.mapped("amount_settled"))), 0.0)

    def _get_rest(self, payment):
        lines = payment.move_id.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable" and line.parent_state == "posted"
        )
        return -sum(lines.mapped("amount_residual_currency"))

    def _net(self, contract, metric):
        return round(sum(self.credit(contract, metric).values()), 2)

    # ------------------------------------------------------------
    # WHAT CAN HAPPEN
    # ------------------------------------------------------------

    def _lines(self):
        return self.contracts.collection_ids

    def _invoices(self, state="posted"):
        return self._lines().match_ids.move_id.filtered(lambda move: move.state == state)

    def _payments(self):
        return self.env["account.payment"].search(
            [("partner_id", "=", self.customer.id), ("state", "in", ("in_process", "paid"))]
        )

    def _choose(self, rng, records):
        return rng.choice(records.sorted("id")) if records else records

    def _invoice(self, rng):
        line = self._choose(
            rng,
            self._lines().filtered(lambda line: line.state in ("open", "partial") and line._get_amount_to_bill() > 0),
        )
        if line:
            self._bill(line, post=rng.random() < 0.8)

    def _pay(self, rng):
        line = self._choose(
            rng,
            self._lines().filtered(lambda line: line.state in ("open", "partial") and not line.has_draft_invoice),
        )
        if line and line.amount_residual > 0.02:
            self._receive(line, round(line.amount_residual * rng.choice([0.1, 0.333, 1]), 2))

    def _pay_in_accounting(self, rng, factor=None):
        """Pay an invoice where accountants do, maybe more than it asks for."""
        move = self._choose(rng, self._invoices().filtered(lambda move: move.amount_residual > 1))
        if move:
            wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids)
            amount = round(move.amount_residual * (factor or rng.choice([0.25, 1])), 2)
            wizard.create(
                {"amount": amount, "journal_id": self.journal.id, "payment_difference_handling": "open"}
            )._create_payments()

    def _overpay(self, rng):
        self._pay_in_accounting(rng, factor=1.2)

    def _credit_note(self, rng):
        move = self._choose(rng, self._invoices().filtered(lambda move: not move.reversal_move_ids))
        if move:
            made = move._reverse_moves(cancel=rng.random() < 0.5)
            made.filtered(lambda move: move.state == "draft").action_post()

    def _pay_back(self, rng):
        """Pay a credit note out."""
        notes = self._invoices().reversal_move_ids.filtered(lambda move: move.state == "posted")
        move = self._choose(rng, notes.filtered(lambda move: move.amount_residual > 1))
        if move:
            self.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids).create(
                {"journal_id": self.journal.id}
            )._create_payments()

    def _unreconcile(self, rng):
        move = self._choose(rng, self._invoices())
        move.line_ids.remove_move_reconcile()

    def _cancel_payment(self, rng):
        payment = self._choose(rng, self._payments())
        if payment:
            payment.action_draft()
            payment.action_cancel()

    def _redraft(self, rng):
        move = self._choose(rng, self._invoices().filtered(lambda move: not move.reversal_move_ids))
        if move:
            move.button_draft()
            move.action_post()

    def _cancel_invoice(self, rng):
        move = self._choose(rng, self._invoices().filtered(lambda move: not move.reversal_move_ids))
        if move:
            move.button_draft()
            move.button_cancel()

    def _delete_draft(self, rng):
        self._choose(rng, self._invoices("draft")).unlink()

    def _waive(self, rng):
        line = self._choose(rng, self._lines().filtered(lambda line: line.state in ("open", "partial")))
        if line:
            line.with_user(self.mia).action_waive("Goodwill")

    def _unwaive(self, rng):
        self._lines().filtered("is_waived").action_unwaive()

    def _replan(self, rng):
        contract = self._choose(rng, self.contracts)
        if contract.amount_total >= sum(contract.collection_ids.filtered("is_kept").mapped("amount")):
            contract.action_plan()
