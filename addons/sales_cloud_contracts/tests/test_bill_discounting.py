from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common_bills import BillsCommon


@tagged("post_install", "-at_install")
class TestBillDiscounting(BillsCommon):
    """A bank pays a bill before its maturity and keeps interest, which is our cost: the customer paid in full."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bank = cls.journal.default_account_id

    def _discount(self, bill, interest=9, date="2026-03-16", **values):
        return bill.action_discount_bill(self.journal.id, interest, date, **values)

    def _bank_line(self, amount, date="2026-03-16", payer="Our Bank"):
        vals = {"journal_id": self.journal.id, "date": date, "amount": amount, "partner_name": payer}
        lines = self.env["account.bank.statement.line"].with_user(self.fin)
        return lines.create({**vals, "payment_ref": "Discount"}).bank_receipt_ids.with_user(self.fin)

    # ------------------------------------------------------------
    # ENTRY
    # ------------------------------------------------------------

    def test_one_entry_books_what_the_bank_pays_and_what_it_keeps(self):
        bill = self._take_bill()
        moves = self.env["account.move"].search_count([])
        move = self._discount(bill)
        self.assertEqual(self.env["account.move"].search_count([]), moves + 1)
        self.assertEqual((move.state, move.journal_id, str(move.date)), ("posted", self.journal, "2026-03-16"))
        self.assertEqual((self._balance(self.held_on), self._balance(self.interest)), (0, 9))
        waiting = bill._get_waiting_item()
        self.assertEqual((waiting.balance, waiting.account_id.reconcile, waiting.reconciled), (291, True, False))
        self.assertEqual((bill.bill_state, bill.bill_interest, bill.bill_amount_net), ("discounted", 9, 291))

    def test_the_customer_has_paid_in_full_whatever_the_bank_keeps(self):
        self.company.bill_counts_on = "cashed"
        invoice = self._bill(self.first)
        bill = self._take_bill(self.first.amount)
        self.assertCollected(0)
        self._discount(bill, 50, "2026-03-10")
        self.assertEqual((self.first.state, self.first.amount_paid), ("paid", self.first.amount))
        self.assertEqual(invoice.payment_state, "paid")
        self.assertCollected(self.first.amount)
        self.assertEqual(self._credit_rows(), [("2026-03-10", True)])

    def test_without_interest_no_account_is_needed(self):
        self.company.bill_interest_account_id = False
        bill = self._take_bill()
        with self.assertRaisesRegex(UserError, "no account for the interest"):
            self._discount(bill)
        self.assertEqual(len(self._discount(bill, 0).line_ids), 2)
        self.assertEqual(bill.bill_amount_net, 300)

    # ------------------------------------------------------------
    # BANK LINE
    # ------------------------------------------------------------

    def test_the_bank_line_of_the_net_amount_is_linked_and_nothing_is_booked_again(self):
        bill = self._take_bill()
        self._discount(bill)
        whole, receipt = self._bank_line(300), self._bank_line(291)
        self.assertNotIn(bill, whole._find_linkable(exact=True))
        self.assertEqual(receipt._find_linkable(exact=True), bill)
        receipt.action_link(bill.ids)
        self.assertEqual((receipt.state, receipt.payment_ids, bill.bill_state), ("confirmed", bill, "discounted"))
        self.assertTrue(receipt.statement_line_id.is_reconciled and bill._get_waiting_item().reconciled)
        self.assertEqual(self._balance(self.bank), 591)
        with self.assertRaisesRegex(UserError, "Undo the confirmation there"):
            bill.action_hold_bill()
        receipt.action_undo("Another bill")
        self.assertEqual((receipt.state, bill.bill_state), ("unclaimed", "discounted"))
        self.assertFalse(bill._get_waiting_item().reconciled)
        receipt.action_link(bill.ids)
        self.assertEqual(receipt.state, "confirmed")

    def test_the_line_of_the_bank_that_discounted_is_suggested(self):
        self.journal.bank_id = self.env["res.bank"].create({"name": "Harbour Bank"})
        bill = self._take_bill()
        self._discount(bill)
        self.assertEqual(self._bank_line(291, payer="Harbour Bank").suggested_payment_id, bill)
        self.assertFalse(self._bank_line(291, payer="Dragon Machines").suggested_payment_id)

    # ------------------------------------------------------------
    # BACK
    # ------------------------------------------------------------

    def test_the_bank_takes_the_whole_amount_back_when_the_bill_is_dishonoured(self):
        invoice = self._bill(self.first)
        bill = self._take_bill()
        self._discount(bill, date="2026-03-10")
        self._bank_line(291).action_link(bill.ids)
        outbound = bill._get_recourse_account(self.journal)
        bill.action_dishonour_bill("No money", "2026-03-12")
        self.assertEqual((bill.bill_state, bill.state), ("dishonoured", "rejected"))
        self.assertEqual((self.first.amount_paid, invoice.amount_residual), (0, invoice.amount_total))
        self.assertEqual((self._balance(self.held_on), self._balance(self.interest)), (0, 9))
        self.assertEqual((self._balance(outbound), self._balance(self.bank)), (-300, 291))
        lines = self.env["account.move.line"].search([("account_id", "=", self.held_on.id)])
        self.assertTrue(all(lines.mapped("reconciled")))
        self.assertEqual(self._credit_rows(), [("2026-03-02", True), ("2026-03-12", False)])
        self.assertCollected(0)

    def test_a_mistake_goes_back_to_held_with_all_that_it_booked(self):
        self.company.bill_account_id = False  # then the bill and what the bank pays share an account
        self.company.bill_counts_on = "cashed"
        bill = self._take_bill()
        outstanding = bill._get_waiting_item()
        self._discount(bill)
        self.assertEqual(self._balance(outstanding.account_id), 291)
        bill.action_hold_bill()
        self.assertEqual((bill.bill_state, bill.bill_interest, bill.bill_amount_net), ("held", 0, 0))
        self.assertEqual((self._balance(outstanding.account_id), self._balance(self.interest)), (300, 0))
        self.assertFalse(outstanding.reconciled)
        self.assertCollected(0)
        self._bank_line(300).action_link(bill.ids)
        self.assertEqual(bill.bill_state, "cashed")

    # ------------------------------------------------------------
    # CURRENCIES AND REFUSALS
    # ------------------------------------------------------------

    def test_a_foreign_bill_is_discounted_at_a_bank_account_of_its_currency(self):
        euro = self.setup_other_currency("EUR", rates=[("2026-01-01", 0.5), ("2026-03-08", 0.4)])
        abroad = self.journal.copy({"name": "Euro Bank", "code": "EURB", "currency_id": euro.id})
        bill = self._take_bill(150, currency_id=euro.id)
        with self.assertRaisesRegex(UserError, "in EUR"):
            self._discount(bill)
        move = bill.action_discount_bill(abroad.id, 10, "2026-03-10")
        self.assertEqual(sorted(move.line_ids.mapped("amount_currency")), [-150, 10, 140])
        self.assertEqual(sorted(move.line_ids.mapped("balance")), [-375, 25, 350])
        self.assertEqual(self._balance(self.held_on), 0, "the difference of the rates is booked by itself")
        bill.action_dishonour_bill("No money")
        self.assertEqual(self._balance(self.held_on), 0)
        self.assertCollected(0)

    def test_refusals_are_clear_and_leave_nothing_behind(self):
        branch = self.env["res.company"].create({"name": "Branch"})
        vals = {"name": "Branch Bank", "code": "BRB", "type": "bank", "company_id": branch.id}
        theirs = self.env["account.journal"].create(vals)
        bill = self._take_bill()
        matured = self._take_bill(20, "BA2", maturity="2026-03-16")
        ours, income = self.journal.id, self.company_data["default_account_revenue"]
        table = [
            (bill, (theirs.id, 9), "Choose a bank account of"),
            (bill, (self.company_data["default_journal_misc"].id, 9), "Choose a bank account of"),
            (bill, (ours, -1), "at least nothing"),
            (bill, (ours, 300), "at least nothing"),
            (bill, (ours, 9, "2026-03-17"), "between the registration"),
            (bill, (ours, 9, "2026-03-01"), "between the registration"),
            (bill, (ours, 9, None, income.id), "no expense account"),
            (matured, (ours, 0), "has matured"),
        ]
        for record, arguments, sentence in table:
            with self.subTest(sentence=sentence), self.assertRaisesRegex(UserError, sentence):
                record.action_discount_bill(*arguments)
        self.assertEqual((bill.bill_state, self._balance(self.held_on)), ("held", 320))
        self._discount(bill)
        with self.assertRaisesRegex(UserError, "“Discounted”"):
            self._discount(bill)
        with self.assertRaisesRegex(UserError, "was passed on"):
            bill.action_dishonour_bill("x", "2026-03-15")

    def test_a_bill_that_its_bank_line_is_matched_with_in_accounting_is_not_passed_on(self):
        bill = self._take_bill()
        receipt = self._bank_line(300)
        suspense = receipt.statement_line_id._seek_for_lines()[1]
        suspense.account_id = self.held_on
        (suspense | bill._get_waiting_item()).reconcile()
        with self.assertRaisesRegex(UserError, "cannot be taken out of"):
            self._discount(bill)

    def test_only_finance_of_the_company_discounts(self):
        bill = self._take_bill()
        for user in (self.ann, self.mia):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._discount(bill.with_user(user))
        with self.assertRaises(AccessError):
            bill.write({"bill_amount_net": 1})

    # ------------------------------------------------------------
    # SCREEN
    # ------------------------------------------------------------

    def test_the_form_computes_the_interest_and_lets_finance_correct_it(self):
        bill = self._take_bill(10000, line=self._raise_first(10000))
        action = bill.action_open_discount()
        self.assertIn("BA1", action["name"])
        form = Form(self.env[action["res_model"]].with_user(self.fin).with_context(**action["context"]))
        self.assertEqual((form.journal_id, form.account_id, form.days), (self.journal, self.interest, 90))
        form.rate = 3.6
        self.assertEqual((form.interest, form.amount_net), (90, 9910))
        form.days = 93
        self.assertEqual(form.interest, 93)
        form.interest = 92.5
        form.save().action_discount()
        self.assertEqual((bill.bill_state, bill.bill_amount_net), ("discounted", 9907.5))

    def _raise_first(self, amount):
        """Return an instalment of more than an amount."""
        order = self._new_order()
        order.order_line.filtered(lambda line: line.product_id == self.machine).product_uom_qty = 30
        line = self._new_contract(order=order).collection_ids.sorted("amount")[-1]
        self.assertGreater(line.amount, amount)
        return line
