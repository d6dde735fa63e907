from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import ContractsCommon


@tagged("post_install", "-at_install")
class TestContractReceipts(ContractsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._new_contract()
        cls.first, cls.second, cls.third = cls.contract.collection_ids

    def assertInvariant(self):
        """Paid is what is reconciled plus the matched advances, and never more than planned."""
        for line in self.contract.collection_ids:
            parts = line.match_ids
            self.assertEqual(
                line.amount_paid, round(sum(parts.mapped("amount_settled")) + sum(parts.mapped("amount_advance")), 2)
            )
            self.assertLessEqual(line.amount_paid, line.amount)

    def test_a_receipt_pays_the_invoice_of_the_instalment(self):
        invoice = self._bill(self.first)
        payment = self._receive(self.first, 500, date="2026-03-10", memo="BANK 1")
        self.assertEqual((payment.amount, payment.memo, payment.date.isoformat()), (500, "BANK 1", "2026-03-10"))
        self.assertEqual(invoice.payment_state, "partial")
        self.assertEqual((self.first.amount_paid, self.first.state), (500, "partial"))
        self._receive(self.first, self.first.amount_residual)
        self.assertEqual(self.first.state, "paid")
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))
        self.assertInvariant()

    def test_money_before_the_invoice_is_an_advance_that_the_invoice_takes(self):
        payment = self._receive(self.first, 400)
        self.assertEqual((self.first.amount_paid, self.first.state), (400, "partial"))
        self.assertEqual(self.first.match_ids.amount_advance, 400)
        invoice = self._bill(self.first)
        self.assertAlmostEqual(invoice.amount_residual, self.first.amount - 400, places=6)
        self.assertTrue(payment.is_reconciled)
        self.assertEqual(self.first.amount_paid, 400)
        self.assertEqual(sum(self.first.match_ids.mapped("amount_advance")), 0)
        self._receive(self.first, self.first.amount_residual)
        self.assertEqual(self.first.state, "paid")
        self.assertInvariant()

    def test_undoing_a_reconciliation_undoes_the_payment_of_the_instalment(self):
        invoice = self._bill(self.first)
        self._receive(self.first, self.first.amount)
        invoice.line_ids.remove_move_reconcile()
        self.assertEqual((self.first.amount_paid, self.first.state), (0, "open"))

    def test_cancelling_an_advance_opens_the_instalment_again(self):
        payment = self._receive(self.first, 400)
        payment.action_draft()
        self.assertEqual((self.first.amount_paid, self.first.state), (0, "open"))
        payment.action_cancel()
        self.assertEqual(self._receive(self.first, self.first.amount).amount, self.first.amount)
        self.assertInvariant()

    def test_a_payment_made_in_accounting_counts_too(self):
        invoice = self._bill(self.first)
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        register.create({})._create_payments()
        self.assertEqual(self.first.state, "paid")

    def test_a_credit_note_is_not_money(self):
        invoice = self._bill(self.first)
        invoice._reverse_moves(cancel=True)
        self.assertIn(invoice.payment_state, ("reversed", "paid"))
        self.assertEqual((self.first.amount_invoiced, self.first.amount_paid), (0, 0))

    def test_a_refund_of_a_paid_invoice_opens_the_instalment_again(self):
        invoice = self._bill(self.first)
        self._receive(self.first, self.first.amount)
        refund = invoice._reverse_moves()
        refund.action_post()
        self.assertEqual((self.first.amount_invoiced, self.first.amount_paid), (0, self.first.amount))
        self.env["account.payment.register"].with_context(active_model="account.move", active_ids=refund.ids).create(
            {}
        )._create_payments()
        self.assertEqual((self.first.amount_paid, self.first.state), (0, "open"))

    def test_the_oldest_instalment_of_a_shared_invoice_is_paid_first(self):
        invoice = self.init_invoice("out_invoice", partner=self.customer, amounts=[1000], post=True)
        invoice_total = invoice.amount_total
        match = self.env["sales.collection.match"]
        match.create({"collection_id": self.second.id, "move_id": invoice.id, "amount": invoice_total - 300})
        match.create({"collection_id": self.first.id, "move_id": invoice.id, "amount": 300})
        self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids).create(
            {"amount": 450}
        )._create_payments()
        self.assertEqual((self.first.amount_paid, self.second.amount_paid), (300, 150))
        with self.assertRaisesRegex(ValidationError, "more is matched than there is"):
            match.create({"collection_id": self.third.id, "move_id": invoice.id, "amount": 1})

    def test_receipts_are_refused_with_a_clear_sentence(self):
        draft = self._new_contract(sign=False).collection_ids[0]
        paid = self.second
        self._bill(paid)
        self._receive(paid, paid.amount)
        self._bill(self.third, post=False)
        other = self.env["account.journal"].search([("company_id", "!=", self.company.id)], limit=1)
        sale_journal = self.company_data["default_journal_sale"]
        table = [
            (self.first, self.first.amount + 0.01, {}, "more than the"),
            (self.first, 0, {}, "above zero"),
            (self.first, -5, {}, "above zero"),
            (self.first, 5, {"date": "2026-03-17"}, "in the future"),
            (self.first, 5, {"journal_id": sale_journal.id}, "no such bank or cash journal"),
            (self.first, 5, {"journal_id": other.id or 10**6}, "no such bank or cash journal"),
            (paid, 5, {}, "Nothing is left to collect"),
            (self.third, 5, {}, "is a draft"),
            (draft, 5, {}, "not signed yet"),
        ]
        for line, amount, values, sentence in table:
            with self.subTest(sentence=sentence), self.assertRaisesRegex(UserError, sentence):
                self._receive(line, amount, **values)

    def test_representatives_and_managers_do_not_post_payments(self):
        for user in (self.ann, self.mia):
            with self.subTest(user=user.login), self.assertRaisesRegex(AccessError, "Only finance"):
                self.first.with_user(user).action_register_receipt(10)
            with self.subTest(user=user.login), self.assertRaisesRegex(AccessError, "Only finance"):
                self.first.with_user(user).action_create_invoice()

    def test_the_wizard_proposes_what_is_left(self):
        self._bill(self.first)
        form = Form(
            self.env["sales.collection.receipt"].with_user(self.fin).with_context(default_collection_id=self.first.id)
        )
        self.assertEqual((form.amount, form.journal_id.type), (self.first.amount, "bank"))
        form.save().action_register()
        self.assertEqual(self.first.state, "paid")

    def test_another_company_registers_nothing(self):
        other = self.env["res.company"].create({"name": "Branch"})
        stranger = self._new_user("foreign_fin", "sales_cloud_contracts.group_finance", company=other)
        with self.assertRaises(AccessError):
            self.first.with_user(stranger).action_register_receipt(10)
