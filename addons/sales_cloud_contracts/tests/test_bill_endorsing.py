from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common_bills import BillsCommon


@tagged("post_install", "-at_install")
class TestBillEndorsing(BillsCommon):
    """A bill in hand pays a vendor: once, reconciled, and undone as a whole."""

    def _payable(self):
        return self._balance(self.vendor.with_company(self.company).property_account_payable_id)

    # ------------------------------------------------------------
    # ENTRY
    # ------------------------------------------------------------

    def test_one_entry_takes_the_bill_out_of_its_account_and_pays_the_oldest_bills_first(self):
        self._bill(self.first)
        bill = self._take_bill()
        moves = self.env["account.move"].search_count([])
        move = bill.action_endorse_bill(self.vendor.id, date="2026-03-10")
        self.assertEqual(self.env["account.move"].search_count([]), moves + 1)
        self.assertEqual((move.state, str(move.date), move.move_type), ("posted", "2026-03-10", "entry"))
        self.assertEqual((self.older.payment_state, self.newer.amount_residual), ("paid", 200))
        self.assertEqual((self._balance(self.held_on), self._payable()), (0, -200))
        self.assertEqual(
            (bill.bill_state, bill.bill_vendor_id, bill.bill_pass_move_id), ("endorsed", self.vendor, move)
        )
        self.assertIn("BA1", bill.message_ids[:1].body)
        self.assertCollected(300)

    def test_what_the_bills_do_not_take_stays_the_vendors_advance(self):
        bill = self._take_bill()
        bill.action_endorse_bill(self.vendor.id, [(self.newer.id, 250)])
        self.assertEqual((self.older.amount_residual, self.newer.amount_residual), (100, 150))
        advance = bill.bill_pass_move_id.line_ids.filtered(lambda line: line.amount_residual > 0)
        self.assertEqual((advance.partner_id, advance.amount_residual), (self.vendor, 50))
        self.assertEqual(self._payable(), -200)

    def test_a_vendor_without_bills_gets_the_whole_bill_as_advance(self):
        other = self.env["res.partner"].create({"name": "Copper Mill"})
        bill = self._take_bill()
        bill.action_endorse_bill(other.id)
        self.assertEqual((self._balance(self.held_on), bill.bill_vendor_id), (0, other))
        self.assertEqual((self.older.amount_residual, self.newer.amount_residual), (100, 400))

    def test_endorsing_counts_as_cashing_where_bills_count_when_they_are_cashed(self):
        self.company.bill_counts_on = "cashed"
        self._bill(self.first)
        bill = self._take_bill()
        self.assertCollected(0)
        bill.action_endorse_bill(self.vendor.id, date="2026-03-10")
        self.assertEqual((self.first.amount_paid, self.first.amount_in_bills), (300, 0))
        self.assertCollected(300)
        self.assertEqual(self._credit_rows(), [("2026-03-10", True)])

    def test_without_an_account_of_their_own_bills_leave_that_of_outstanding_receipts(self):
        self.company.bill_account_id = False
        bill = self._take_bill()
        outstanding = bill.outstanding_account_id
        before = self._balance(outstanding)
        bill.action_endorse_bill(self.vendor.id)
        self.assertEqual(self._balance(outstanding), before - 300)

    # ------------------------------------------------------------
    # BACK
    # ------------------------------------------------------------

    def test_an_endorsed_bill_that_is_dishonoured_opens_both_sides_on_that_day(self):
        invoice = self._bill(self.first)
        bill = self._take_bill()
        move = bill.action_endorse_bill(self.vendor.id, date="2026-03-10")
        bill.action_dishonour_bill("No money", "2026-03-12")
        self.assertEqual((bill.bill_state, bill.state, bill.bill_pass_move_id), ("dishonoured", "rejected", move))
        self.assertEqual((self.older.amount_residual, self.newer.amount_residual), (100, 400))
        self.assertEqual(invoice.amount_residual, invoice.amount_total)
        self.assertEqual((self._balance(self.held_on), self._payable()), (0, -500))
        self.assertEqual(self.first.amount_paid, 0)
        self.assertEqual(self.first.activity_ids.user_id, self.ann)
        self.assertEqual(self._credit_rows(), [("2026-03-02", True), ("2026-03-12", False)])
        self.assertCollected(0)

    def test_a_mistake_goes_back_to_held_and_the_bill_can_be_passed_on_again(self):
        self.company.bill_counts_on = "cashed"
        bill = self._take_bill()
        move = bill.action_endorse_bill(self.vendor.id)
        self.company.bill_counts_on = "registered"
        bill.action_hold_bill()
        self.assertEqual((bill.bill_state, bill.is_uncollected), ("held", True), "the rule that the bill came under")
        self.assertFalse(bill.bill_pass_move_id or bill.bill_vendor_id)
        self.assertEqual(move.reversal_move_ids.state, "posted")
        self.assertEqual((self.older.amount_residual, self.newer.amount_residual), (100, 400))
        self.assertEqual((self._balance(self.held_on), self._payable()), (300, -500))
        self.assertCollected(0)
        bill.action_endorse_bill(self.vendor.id)
        self.assertEqual((self.older.payment_state, self._balance(self.held_on)), ("paid", 0))
        self.assertCollected(300)

    def test_accounting_cannot_undo_one_half(self):
        bill = self._take_bill()
        move = bill.action_endorse_bill(self.vendor.id)
        for act in (
            lambda: move.button_draft(),
            lambda: move._reverse_moves(cancel=True),
            lambda: bill.action_draft(),
            lambda: bill.action_cancel(),
            lambda: bill.move_id.button_draft(),
        ):
            with self.assertRaisesRegex(UserError, "Take that back under Acceptance Bills"):
                act()
        self.assertEqual((bill.bill_state, bill.state, move.state), ("endorsed", "paid", "posted"))

    # ------------------------------------------------------------
    # CURRENCIES, COMPANIES, REFUSALS
    # ------------------------------------------------------------

    def test_a_bill_in_another_currency_pays_bills_of_that_currency(self):
        euro = self.setup_other_currency("EUR", rates=[("2026-01-01", 0.5), ("2026-03-08", 0.4)])
        foreign = self._vendor_bill(100, "2026-02-01", currency_id=euro.id)
        bill = self._take_bill(150, currency_id=euro.id)
        self.assertEqual(bill.currency_id, euro)
        with self.assertRaisesRegex(UserError, "one currency"):
            bill.action_endorse_bill(self.vendor.id, [(self.newer.id, 100)])
        move = bill.action_endorse_bill(self.vendor.id, date="2026-03-10")
        self.assertEqual(foreign.payment_state, "paid")
        self.assertEqual(self._balance(self.held_on), 0, "the difference of the rates is booked by itself")
        self.assertEqual(sorted(move.line_ids.mapped("amount_currency")), [-150, 50, 100])
        self.assertEqual(sorted(move.line_ids.mapped("balance")), [-375, 125, 250])
        bill.action_dishonour_bill("No money")
        self.assertEqual((foreign.amount_residual, self._balance(self.held_on)), (100, 0))

    def test_refusals_are_clear_and_leave_nothing_behind(self):
        branch = self.env["res.company"].create({"name": "Branch"})
        theirs = self.env["res.partner"].create({"name": "Theirs", "company_id": branch.id})
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        bare = self.env["res.partner"].create({"name": "Bare"})
        bare.with_company(self.company).property_account_payable_id = False
        foreign = self._vendor_bill(50, "2026-03-01", vendor=stranger)
        bill = self._take_bill()
        cashed = self._take_bill(20, "BA2")
        cashed.action_cash_bill()
        old = self._take_bill(10, "BA3", maturity="2026-03-03")
        table = [
            (bill, (self.vendor.id, None, "2026-03-17"), "between the registration"),
            (bill, (self.vendor.id, None, "2026-03-01"), "between the registration"),
            (bill, (self.vendor.id, [(self.newer.id, 301)]), "Lower the amounts"),
            (bill, (self.vendor.id, [(self.older.id, 101)]), "is left to pay"),
            (bill, (self.vendor.id, [(self.older.id, 60), (self.older.id, 60)]), "is left to pay"),
            (bill, (self.vendor.id, [(foreign.id, 10)]), "is no bill of"),
            (bill, (self.vendor.id, [(self._bill(self.second).id, 10)]), "no confirmed vendor bill"),
            (bill, (False,), "Choose the vendor"),
            (bill, (theirs.id,), "belongs to Branch"),
            (bill, (bare.id,), "no account payable"),
            (cashed, (self.vendor.id,), "“Cashed”"),
            (old, (self.vendor.id,), "could be endorsed until"),
            (self._receive(self.second, 10).with_user(self.fin), (self.vendor.id,), "no acceptance bill"),
        ]
        for record, arguments, sentence in table:
            with self.subTest(sentence=sentence), self.assertRaisesRegex(UserError, sentence):
                record.action_endorse_bill(*arguments)
        self.assertEqual((bill.bill_state, self._balance(self.held_on)), ("held", 330))
        bill.action_endorse_bill(self.vendor.id)
        for act in (lambda: bill.action_endorse_bill(self.vendor.id), lambda: bill.action_cash_bill()):
            with self.assertRaisesRegex(UserError, "“Endorsed”"):
                act()

    def test_a_locked_period_is_refused_instead_of_moved(self):
        bill = self._take_bill()
        self.company.fiscalyear_lock_date = "2026-03-09"
        with self.assertRaisesRegex(UserError, "is closed by"):
            bill.action_endorse_bill(self.vendor.id, date="2026-03-09")
        with self.assertRaisesRegex(UserError, "is closed by"):
            bill.action_dishonour_bill("No money", date="2026-03-09")
        self.assertEqual(bill.bill_state, "held")
        self.assertEqual(str(bill.action_endorse_bill(self.vendor.id, date="2026-03-10").date), "2026-03-10")

    def test_only_finance_of_the_company_endorses(self):
        bill = self._take_bill()
        branch = self.env["res.company"].create({"name": "Branch"})
        stranger = self._new_user("foreign_fin", "sales_cloud_contracts.group_finance", company=branch)
        for user in (self.ann, self.mia, stranger):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                bill.with_user(user).action_endorse_bill(self.vendor.id)
        with self.assertRaises(AccessError):
            bill.write({"bill_vendor_id": self.vendor.id})

    # ------------------------------------------------------------
    # SCREEN
    # ------------------------------------------------------------

    def test_the_form_shares_the_bill_out_and_shows_the_rest(self):
        bill = self._take_bill(600)
        action = bill.action_open_endorsement()
        self.assertIn("BA1", action["name"])
        form = Form(self.env[action["res_model"]].with_user(self.fin).with_context(**action["context"]))
        self.assertEqual(form.partner_id, self.vendor, "the only vendor that waits for money")
        self.assertEqual([line["amount"] for line in form.line_ids._records], [100, 400])
        self.assertEqual(form.amount_rest, 100)
        with form.line_ids.edit(1) as line:
            line.amount = 250
        self.assertEqual(form.amount_rest, 250)
        form.save().action_endorse()
        self.assertEqual((self.older.amount_residual, self.newer.amount_residual), (0, 150))
