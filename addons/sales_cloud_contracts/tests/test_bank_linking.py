from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import ContractsCommon


@tagged("post_install", "-at_install")
class TestBankLinking(ContractsCommon):
    """A bank line whose money finance registered by hand before: linked, booked once, and undone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._new_contract()
        cls.first, cls.second, cls.third = cls.contract.collection_ids
        cls.invoice = cls._bill(cls.first)

    def _bank_line(self, amount, payer="Dragon Machines", date="2026-03-12", **values):
        vals = {"journal_id": self.journal.id, "date": date, "amount": amount, "payment_ref": "Deposit"}
        lines = self.env["account.bank.statement.line"].with_user(self.fin)
        return lines.create({**vals, "partner_name": payer, **values}).bank_receipt_ids

    def _bank_balance(self):
        domain = [("account_id", "=", self.journal.default_account_id.id), ("parent_state", "=", "posted")]
        return sum(self.env["account.move.line"].search(domain).mapped("balance"))

    def _payments(self):
        return self.env["account.payment"].search([("partner_id", "=", self.customer.id)])

    def test_the_bank_line_is_settled_with_the_payment_and_nothing_is_booked_again(self):
        payment = self._receive(self.first, 100, date="2026-03-11", journal_id=self.journal.id)
        receipt = self._bank_line(100)
        seen = receipt.with_user(self.fin)
        self.assertEqual(seen.suggested_payment_id, payment)
        seen.action_link()
        self.assertEqual((receipt.state, receipt.payment_id, receipt.is_linked), ("confirmed", payment, True))
        self.assertTrue(receipt.statement_line_id.is_reconciled)
        self.assertEqual((payment.state, self._payments(), self._bank_balance()), ("paid", payment, 100))
        self.assertEqual(self.first.amount_paid, 100)
        with self.assertRaisesRegex(UserError, "Undo the confirmation there"):
            payment.action_draft()

    def test_undoing_parts_the_two_and_leaves_the_payment(self):
        payment = self._receive(self.first, 100, date="2026-03-11", journal_id=self.journal.id)
        receipt = self._bank_line(100)
        receipt.with_user(self.fin).action_link(payment.id)
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
            receipt.with_user(self.ann).action_link(payment.id)
        with self.assertRaisesRegex(UserError, "cannot be the money of"):
            receipt.action_link(other.id)
        with self.assertRaisesRegex(UserError, "Choose the payment"):
            self._bank_line(55).with_user(self.fin).action_link()
        claimed = self._bank_line(100).with_user(self.fin)
        claimed.action_claim([(self.second.id, 100)])
        with self.assertRaisesRegex(UserError, "is claimed"):
            claimed.action_link(payment.id)
        receipt.action_link(payment.id)
        with self.assertRaisesRegex(UserError, "decided already"):
            receipt.action_link(payment.id)
        second = self._bank_line(100).with_user(self.fin)
        with self.assertRaisesRegex(UserError, "cannot be the money of"):
            second.action_link(payment.id)

    def test_the_form_offers_what_fits(self):
        payment = self._receive(self.first, 100, date="2026-03-11")
        receipt = self._bank_line(100)
        form = Form(self.env["sales.bank.linking"].with_user(self.fin).with_context(default_receipt_id=receipt.id))
        self.assertEqual(form.payment_id, payment)
        form.save().action_link()
        self.assertEqual(receipt.payment_id, payment)
