from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import ContractsCommon


@tagged("post_install", "-at_install")
class TestContractReceiptsWide(ContractsCommon):
    """One receipt over several instalments and contracts: credit, discount, currency, bill."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._new_contract()
        cls.first, cls.second, cls.third = cls.contract.collection_ids
        cls.other = cls._new_contract(user=cls.bob)

    def _register(self, shares, amount, user=None, **terms):
        model = self.env["sales.collection"].with_user(user or self.fin)
        return model.action_register_receipts([(line.id, *rest) for line, *rest in shares], amount, **terms)

    def test_one_receipt_pays_instalments_of_two_contracts_exactly(self):
        invoice = self._bill(self.first)
        ours, theirs = self.first, self.other.collection_ids[0]
        payment = self._register([(ours, 100.01), (theirs, 50)], 150.01, memo="B1", date="2026-03-10")
        self.assertEqual((payment.amount, ours.amount_paid, theirs.amount_paid), (150.01, 100.01, 50))
        self.assertAlmostEqual(invoice.amount_residual, invoice.amount_total - 100.01, places=2)
        self.assertEqual(self.credit(self.other, "collected"), {"bob": self.other._get_credit_amounts()["collected"]})

    def test_over_payment_is_refused_or_stays_visible_as_credit(self):
        with self.assertRaisesRegex(UserError, "more came in"):
            self._register([(self.first, 100)], 130)
        payment = self._register([(self.first, 100)], 130, keep_rest=True)
        self.assertEqual((self.first.amount_paid, payment._get_advance()), (100, 30))
        self.assertEqual(self.customer.credit, -130)
        with self.assertRaisesRegex(UserError, "only"):
            self._register([(self.first, 100), (self.second, 50)], 120)

    def test_an_early_payment_discount_closes_the_invoice(self):
        company = self.company
        account = company.account_journal_early_pay_discount_loss_account_id
        invoice = self._bill(self.first)
        total = self.first.amount
        with self.assertRaisesRegex(UserError, "Take it off"):
            self._register([(self.second, 90, 10)], 90)
        payment = self._register([(self.first, round(total - 20, 2), 20)], round(total - 20, 2))
        self.assertEqual((self.first.state, invoice.amount_residual), ("paid", 0))
        given = payment.move_id.line_ids.filtered(lambda line: line.account_id == account)
        self.assertEqual(given.balance, 20)

    def test_a_receipt_in_another_currency_shares_it_by_amount(self):
        euro = self.setup_other_currency("EUR", rates=[("2026-01-01", 0.5)])
        first, second = self.first, self.second
        payment = self._register([(first, 100), (second, 200)], 150, currency_id=euro.id)
        self.assertEqual((payment.currency_id, payment.amount), (euro, 150))
        self.assertEqual((first.amount_paid, second.amount_paid), (100, 200))

    def test_an_acceptance_bill_is_registered_once_with_number_and_maturity(self):
        with self.assertRaisesRegex(UserError, "number and its maturity"):
            self._register([(self.first, 10)], 10, means="bill")
        bill = {"means": "bill", "bill_number": "BA1", "bill_maturity": "2026-09-01"}
        payment = self._register([(self.first, 10)], 10, **bill)
        self.assertEqual((payment.bill_number, str(payment.bill_maturity)), ("BA1", "2026-09-01"))
        with self.assertRaisesRegex(UserError, "BA1 is registered already"):
            self._register([(self.first, 10)], 10, **bill)
        other = self._register([(self.first, 10)], 10, **{**bill, "bill_number": "BA2"})
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            other.bill_number = "BA1"
            other.flush_recordset()

    def test_a_reference_of_the_bank_is_refused_and_a_repeated_one_warned_about(self):
        line = self.env["account.bank.statement.line"].create(
            {"journal_id": self.journal.id, "amount": 10, "payment_ref": "x", "partner_name": "Dragon"}
        )
        line.bank_receipt_ids.sudo().bank_reference = "B7"
        for memo in ("B7", " B7 "):
            with self.subTest(memo), self.assertRaisesRegex(UserError, "Claim and confirm that bank receipt"):
                self._register([(self.first, 10)], 10, memo=memo)
        payment = self._register([(self.first, 10)], 10, memo="B8", journal_id=self.journal.id)
        form = Form(
            self.env["sales.collection.receipt"].with_user(self.fin).with_context(default_collection_id=self.first.id)
        )
        form.journal_id = self.journal
        form.memo = "B8"
        self.assertEqual(form.same_payment_id, payment)

    def test_the_wizard_gives_the_oldest_instalments_what_came_in(self):
        lines = self.first | self.second
        context = {"active_model": "sales.collection", "active_ids": lines.ids}
        form = Form(self.env["sales.collection.receipt"].with_user(self.fin).with_context(**context))
        self.assertAlmostEqual(form.amount, sum(lines.mapped("amount")), places=2)
        form.amount = self.first.amount + 1
        form.save().action_register()
        self.assertEqual((self.first.state, self.second.amount_paid), ("paid", 1))

    def test_customers_are_not_mixed_and_only_finance_registers(self):
        stranger = self.env["res.partner"].create({"name": "Tiger"})
        order = self._new_order(partner_id=stranger.id)
        theirs = self._new_contract(order=order).collection_ids[0]
        with self.assertRaisesRegex(UserError, "one customer"):
            self._register([(self.first, 10), (theirs, 10)], 20)
        with self.assertRaises(AccessError):
            self._register([(self.first, 10)], 10, user=self.ann)

    def test_twenty_instalments_are_registered_in_one_go(self):
        contract = self._new_contract(sign=False)
        parts = [{"name": f"Part {n}", "amount": 100, "due_fixed_date": "2026-03-01"} for n in range(20)]
        rest = contract.amount_total - 2000
        contract.collection_ids.unlink()
        contract.write(
            {"collection_ids": [Command.create(part) for part in [*parts, {"name": "Rest", "amount": rest}]]}
        )
        contract.action_sign()
        lines = contract.collection_ids[:20]
        self._register([(line, 100) for line in lines], 2000)
        self.assertEqual(set(lines.mapped("state")), {"paid"})
