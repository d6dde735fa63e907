from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .bank_linking import BankLinkingCommon


@tagged("post_install", "-at_install")
class TestBankLinking(BankLinkingCommon):
    """A bank line whose money finance registered by hand before: linked, booked once, and undone."""

    def test_the_bank_line_is_settled_with_the_payment_and_nothing_is_booked_again(self):
        payment = self._receive(self.first, 100, date="2026-03-11", journal_id=self.journal.id)
        receipt = self._bank_line(100)
        seen = receipt.with_user(self.fin)
        self.assertEqual(seen.suggested_payment_id, payment)
        seen.action_link()
        self.assertEqual((receipt.state, receipt.payment_ids, receipt.is_linked), ("confirmed", payment, True))
        self.assertTrue(receipt.statement_line_id.is_reconciled)
        self.assertEqual((payment.state, self._payments(), self._bank_balance()), ("paid", payment, 100))
        self.assertEqual(self.first.amount_paid, 100)
        with self.assertRaisesRegex(UserError, "Undo the confirmation there"):
            payment.action_draft()

    def test_undoing_parts_the_two_and_leaves_the_payment(self):
        payment = self._receive(self.first, 100, date="2026-03-11", journal_id=self.journal.id)
        receipt = self._bank_line(100)
        receipt.with_user(self.fin).action_link(payment.ids)
        receipt.with_user(self.fin).action_undo("Another receipt")
        self.assertEqual((receipt.state, receipt.is_linked, receipt.is_reconciled), ("unclaimed", False, False))
        self.assertEqual((payment.state, self.first.amount_paid), ("in_process", 100))
        self.assertTrue(self.credit(self.contract, "collected"))
        receipt.with_user(self.fin).action_link()
        self.assertEqual(receipt.state, "confirmed")

    def test_a_bill_is_cashed_by_its_bank_line_and_held_again_when_that_is_undone(self):
        self.company.bill_counts_on = "cashed"
        bill = (
            self.env["sales.collection"]
            .with_user(self.fin)
            .action_register_receipts(
                [(self.first.id, 100)], 100, "2026-01-10", means="bill", bill_number="BA1", bill_maturity="2026-03-11"
            )
        )
        self.assertEqual(self.first.amount_paid, 0)
        receipt = self._bank_line(100).with_user(self.fin)
        self.assertEqual(receipt.suggested_payment_id, bill)
        receipt.action_link()
        self.assertEqual((bill.bill_state, str(bill.bill_date_cashed)), ("cashed", "2026-03-12"))
        self.assertEqual(self.first.amount_paid, 100)
        with self.assertRaisesRegex(UserError, "Undo the confirmation there"):
            bill.with_user(self.fin).action_hold_bill()
        receipt.action_undo("Not this one")
        self.assertEqual((bill.bill_state, self.first.amount_paid), ("held", 0))

    def test_only_one_payment_that_fits_is_suggested(self):
        receipt = self._bank_line(100).with_user(self.fin)
        self.assertFalse(receipt.suggested_payment_id)
        self._receive(self.second, 100, date="2026-01-05")
        self.assertFalse(receipt.suggested_payment_id, "too long ago")
        near = self._receive(self.first, 100, date="2026-03-11")
        receipt.invalidate_recordset()
        self.assertEqual(receipt.suggested_payment_id, near)
        self._receive(self.second, 100, date="2026-03-13")
        receipt.invalidate_recordset()
        self.assertFalse(receipt.suggested_payment_id, "two are as good")
        stranger = self._bank_line(100, payer="Tiger Trading").with_user(self.fin)
        self.assertFalse(stranger.suggested_payment_id, "another payer")
        self.assertIn(near, stranger._find_linkable())

    def test_links_are_refused_with_a_clear_sentence(self):
        payment = self._receive(self.first, 100, date="2026-03-11")
        receipt = self._bank_line(100).with_user(self.fin)
        other = self._receive(self.second, 90, date="2026-03-11")
        with self.assertRaises(AccessError):
            receipt.with_user(self.ann).action_link(payment.ids)
        with self.assertRaisesRegex(UserError, "make only .*90.00"):
            receipt.action_link(other.ids)
        with self.assertRaisesRegex(UserError, "Choose the payments"):
            self._bank_line(55).with_user(self.fin).action_link()
        claimed = self._bank_line(100).with_user(self.fin)
        claimed.action_claim([(self.second.id, 100)])
        with self.assertRaisesRegex(UserError, "is claimed"):
            claimed.action_link(payment.ids)
        receipt.action_link(payment.ids)
        with self.assertRaisesRegex(UserError, "decided already"):
            receipt.action_link(payment.ids)
        second = self._bank_line(100).with_user(self.fin)
        with self.assertRaisesRegex(UserError, "linked with bank receipt .* already"):
            second.action_link(payment.ids)

    def test_the_form_offers_what_fits(self):
        payment = self._receive(self.first, 100, date="2026-03-11")
        receipt = self._bank_line(100)
        form = Form(self.env["sales.bank.linking"].with_user(self.fin).with_context(default_receipt_id=receipt.id))
        self.assertEqual((form.amount_chosen, form.fit), (100, "exact"))
        form.save().action_link()
        self.assertEqual(receipt.payment_ids, payment)
