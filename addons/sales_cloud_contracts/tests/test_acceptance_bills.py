from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import ContractsCommon


@tagged("post_install", "-at_install")
class TestAcceptanceBills(ContractsCommon):
    """Bills that count at once or only when they are cashed; bills that the bank refuses to pay."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._new_contract()
        cls.first, cls.second, cls.third = cls.contract.collection_ids
        cls.other = cls._new_contract(user=cls.bob)

    def _take_bill(self, shares, number="BA1", maturity="2026-03-16", date="2026-03-02", **terms):
        model = self.env["sales.collection"].with_user(self.fin)
        return model.action_register_receipts(
            [(line.id, *rest) for line, *rest in shares],
            round(sum(share[1] for share in shares), 2),
            date,
            means="bill",
            bill_number=number,
            bill_maturity=maturity,
            **terms,
        )

    def _count_when_cashed(self):
        self.company.bill_counts_on = "cashed"

    def assertCollected(self, amount, contract=None):
        """Compare what is paid of the contract, and its credit, with an amount (tax included)."""
        contract = contract or self.contract
        self.assertAlmostEqual(contract.amount_paid, amount, 2)
        net = sum(self.credit(contract, "collected").values())
        self.assertAlmostEqual(net, contract._get_credit_amounts()["collected"], 2)

    # ------------------------------------------------------------
    # WHEN IT COUNTS
    # ------------------------------------------------------------

    def test_a_bill_counts_on_registration_where_the_company_says_so(self):
        self._bill(self.first)
        bill = self._take_bill([(self.first, self.first.amount)])
        self.assertEqual((bill.bill_state, bill.is_uncollected, self.first.state), ("held", False, "paid"))
        self.assertCollected(self.first.amount)
        bill.with_user(self.fin).action_cash_bill("2026-03-16")
        self.assertEqual(bill.bill_state, "cashed")
        self.assertCollected(self.first.amount)

    def test_a_bill_counts_only_when_it_is_cashed_where_the_company_says_so(self):
        self._count_when_cashed()
        invoice = self._bill(self.first)
        bill = self._take_bill([(self.first, self.first.amount), (self.second, 50)])
        self.assertEqual(invoice.payment_state, "paid", "the books hold the bill")
        self.assertEqual((self.first.state, self.first.amount_in_bills), ("open", self.first.amount))
        self.assertEqual((self.second.amount_paid, self.second.amount_in_bills), (0, 50))
        self.assertCollected(0)
        bill.with_user(self.fin).action_cash_bill("2026-03-10")
        self.assertEqual((self.first.state, self.first.amount_in_bills, self.second.amount_paid), ("paid", 0, 50))
        self.assertCollected(self.first.amount + 50)
        row = self.env["sales.credit"].search([("contract_id", "=", self.contract.id), ("metric", "=", "collected")])
        self.assertEqual(row.mapped(lambda row: str(row.date)), ["2026-03-10"])
        bill.with_user(self.fin).action_hold_bill()
        self.assertEqual((bill.bill_state, self.first.state), ("held", "open"))
        self.assertCollected(0)

    def test_a_changed_setting_leaves_the_bills_as_they_came(self):
        early = self._take_bill([(self.first, 100)])
        self._count_when_cashed()
        late = self._take_bill([(self.first, 100)], number="BA2")
        self.assertEqual((early.is_uncollected, late.is_uncollected), (False, True))
        self.assertCollected(100)

    def test_what_a_bill_covers_is_not_received_again_nor_reminded_of_before_its_maturity(self):
        self._count_when_cashed()
        self._take_bill([(self.first, self.first.amount)], maturity="2026-09-01")
        self.assertEqual(
            (str(self.first.date_promised), str(self.first.date_reminder_paused)), ("2026-09-01", "2026-09-01")
        )
        with self.assertRaisesRegex(UserError, "bills in hand cover"):
            self._receive(self.first, 1)

    def test_a_receipt_and_a_claim_begin_with_what_no_bill_covers(self):
        self._count_when_cashed()
        self._take_bill([(self.first, 100), (self.second, self.second.amount)])
        lines = (self.first | self.second).with_user(self.fin)
        model = self.env["sales.collection.receipt"].with_user(self.fin)
        with Form(model.with_context(active_model="sales.collection", active_ids=lines.ids)) as form:
            self.assertAlmostEqual(form.amount, self.first.amount - 100, 2)
            self.assertAlmostEqual(form.amount_in_bills, self.second.amount + 100, 2)
            self.assertAlmostEqual(form.amount_residual, self.first.amount + self.second.amount, 2)
        wizard = form.record
        wizard.action_register()
        self.assertAlmostEqual(self.first.amount_paid, self.first.amount - 100, 2)

        self._take_bill([(self.third, 50)], number="BA2")
        claiming = self.env["sales.bank.claiming.line"].new({"collection_id": self.third.id})
        self.assertAlmostEqual(claiming.amount, self.third.amount - 50, 2)

    def test_an_advance_by_bill_covers_the_invoice_that_comes_later(self):
        self._count_when_cashed()
        bill = self._take_bill([(self.first, 100)])
        invoice = self._bill(self.first)
        self.assertAlmostEqual(invoice.amount_residual, self.first.amount - 100, 2)
        self.assertEqual((self.first.amount_paid, self.first.amount_in_bills), (0, 100))
        bill.with_user(self.fin).action_cash_bill()
        self.assertEqual((self.first.amount_paid, self.first.amount_in_bills), (100, 0))
        self.assertCollected(100)

    # ------------------------------------------------------------
    # DISHONOUR
    # ------------------------------------------------------------

    def test_a_dishonoured_bill_opens_exactly_what_it_paid_and_takes_the_credit_back_on_its_day(self):
        invoice = self._bill(self.first)
        self._receive(self.first, 30)
        theirs = self.other.collection_ids[0]
        bill = self._take_bill([(self.first, 100), (self.second, 50), (theirs, 20)])
        self.assertCollected(180)
        self.assertCollected(20, self.other)

        bill.with_user(self.fin).action_dishonour_bill("Account closed", "2026-03-12")

        self.assertEqual((bill.bill_state, bill.state), ("dishonoured", "rejected"))
        self.assertEqual(bill.bill_collection_ids, self.first | self.second | theirs)
        self.assertEqual((self.first.amount_paid, self.second.amount_paid, theirs.amount_paid), (30, 0, 0))
        self.assertAlmostEqual(invoice.amount_residual, invoice.amount_total - 30, 2)
        self.assertCollected(30)
        self.assertCollected(0, self.other)
        taken_back = self.env["sales.credit"].search([("metric", "=", "collected"), ("amount", "<", 0)])
        ours = taken_back.filtered(lambda row: row.contract_id in self.contract | self.other)
        self.assertEqual(set(ours.mapped(lambda row: str(row.date))), {"2026-03-12"})
        self.assertEqual(len(ours), 2)

    def test_the_books_are_even_after_a_dishonour(self):
        self._bill(self.first)
        bill = self._take_bill([(self.first, 100)])
        bill.with_user(self.fin).action_dishonour_bill("No money", "2026-03-12")
        reversal = bill.move_id.reversal_move_ids
        self.assertEqual((reversal.state, str(reversal.date)), ("posted", "2026-03-12"))
        lines = (bill.move_id | reversal).line_ids.filtered(lambda line: line.account_id.reconcile)
        self.assertTrue(all(lines.mapped("reconciled")), "what the bill booked and its reversal close each other")

    def test_the_owners_are_asked_to_act_and_reminders_go_on(self):
        self._count_when_cashed()
        bill = self._take_bill([(self.first, self.first.amount)], maturity="2026-03-16")
        bill.with_user(self.fin).action_dishonour_bill("No money", "2026-03-16")
        activity = self.first.activity_ids
        self.assertEqual((activity.user_id, activity.summary), (self.ann, "Acceptance bill BA1 was dishonoured"))
        self.assertIn("No money", activity.note)
        self.assertFalse(self.first.date_promised or self.first.date_reminder_paused)
        self.assertEqual((self.first.state, self.first.amount_in_bills), ("open", 0))
        self.assertCollected(0)

    def test_the_instalment_is_paid_again_also_with_the_same_bill(self):
        invoice = self._bill(self.first)
        self._take_bill([(self.first, 100)]).with_user(self.fin).action_dishonour_bill("Signature unclear")
        again = self._take_bill([(self.first, 100)])
        self._receive(self.first, self.first.amount - 100)
        self.assertEqual((again.bill_state, self.first.state, invoice.payment_state), ("held", "paid", "paid"))
        self.assertCollected(self.first.amount)

    def test_a_discount_that_came_with_the_bill_is_open_again_too(self):
        invoice = self._bill(self.first)
        total = self.first.amount
        bill = self._take_bill([(self.first, round(total - 20, 2), 20)])
        self.assertEqual(self.first.state, "paid")
        bill.with_user(self.fin).action_dishonour_bill("No money")
        self.assertEqual((self.first.state, invoice.amount_residual), ("open", invoice.amount_total))
        self.assertCollected(0)

    # ------------------------------------------------------------
    # REFUSALS
    # ------------------------------------------------------------

    def test_steps_out_of_order_are_refused_with_a_clear_sentence(self):
        bill = self._take_bill([(self.first, 100)]).with_user(self.fin)
        transfer = self._receive(self.second, 10)
        cashed = self._take_bill([(self.first, 50)], number="BA2").with_user(self.fin)
        cashed.action_cash_bill()
        table = [
            (lambda: transfer.with_user(self.fin).action_cash_bill(), "no acceptance bill"),
            (lambda: transfer.with_user(self.fin).action_dishonour_bill("x"), "no acceptance bill"),
            (lambda: bill.action_dishonour_bill(" "), "needs a reason"),
            (lambda: bill.action_dishonour_bill("x", "2026-03-17"), "between the registration"),
            (lambda: bill.action_cash_bill("2026-03-01"), "between the registration"),
            (lambda: bill.action_hold_bill(), "“Held”"),
            (lambda: cashed.action_cash_bill(), "“Cashed”"),
            (lambda: cashed.action_dishonour_bill("x"), "“Cashed”"),
            (lambda: bill.action_reject(), "Record under Acceptance Bills"),
        ]
        for act, sentence in table:
            with self.subTest(sentence=sentence), self.assertRaisesRegex(UserError, sentence):
                act()
        self.assertEqual((bill.bill_state, self.first.amount_paid), ("held", 150))

    def test_only_finance_decides_and_nobody_types_the_state(self):
        bill = self._take_bill([(self.first, 100)])
        for user in (self.ann, self.mia):
            for act in (
                lambda as_user: as_user.action_cash_bill(),
                lambda as_user: as_user.action_dishonour_bill("x"),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    act(bill.with_user(user))
        with self.assertRaises(AccessError):
            bill.with_user(self.fin).write({"bill_state": "cashed"})
        branch = self.env["res.company"].create({"name": "Branch"})
        stranger = self._new_user("foreign_fin", "sales_cloud_contracts.group_finance", company=branch)
        with self.assertRaises(AccessError):
            bill.with_user(stranger).action_cash_bill()

    # ------------------------------------------------------------
    # SCREENS
    # ------------------------------------------------------------

    def test_finance_lists_what_is_due_and_takes_the_step_in_the_list(self):
        due = self._take_bill([(self.first, 100)])
        later = self._take_bill([(self.first, 50)], number="BA2", maturity="2026-09-01")
        self.assertEqual((due.is_bill_due, later.is_bill_due), (True, False))
        context = {"active_model": "account.payment", "active_ids": due.ids}
        form = Form(self.env["sales.bill.step"].with_user(self.fin).with_context(**context))
        form.save().action_take()
        self.assertEqual(due.bill_state, "cashed")
        context = {"active_model": "account.payment", "active_ids": later.ids, "default_kind": "dishonour"}
        wizard = self.env["sales.bill.step"].with_user(self.fin).with_context(**context).create({"reason": "No money"})
        wizard.action_take()
        self.assertEqual(later.bill_state, "dishonoured")

    def test_a_company_keeps_its_bills_on_an_account_of_their_own(self):
        account = self.env["account.account"].create(
            {"name": "Bills receivable", "code": "112100", "account_type": "asset_current", "reconcile": True}
        )
        self.company.bill_account_id = account
        bill = self._take_bill([(self.first, 100)])
        self.assertEqual(bill.outstanding_account_id, account)
        self.assertEqual(sum(bill.move_id.line_ids.filtered(lambda x: x.account_id == account).mapped("balance")), 100)
        bill.with_user(self.fin).action_dishonour_bill("No money")
        lines = self.env["account.move.line"].search([("account_id", "=", account.id)])
        self.assertEqual(sum(lines.mapped("balance")), 0)
