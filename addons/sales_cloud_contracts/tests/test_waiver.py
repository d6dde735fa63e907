from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import ContractsCommon


@tagged("post_install", "-at_install")
class TestWaiver(ContractsCommon):
    """What is given up is approved; what is written off in accounting counts as nothing collected."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._new_contract()
        cls.first, cls.second, cls.third = cls.contract.collection_ids

    def _write_off(self, invoice):
        """Book the invoice as a bad debt and reconcile it, as an accountant does."""
        receivable = invoice.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        vals = {"partner_id": self.customer.id}
        amount = invoice.amount_residual
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": "2026-03-16",
                "line_ids": [
                    Command.create({**vals, "account_id": receivable.account_id.id, "credit": amount}),
                    Command.create({"account_id": self.company_data["default_account_expense"].id, "debit": amount}),
                ],
            }
        )
        entry.action_post()
        (receivable | entry.line_ids.filtered(lambda line: line.account_id == receivable.account_id)).reconcile()
        return entry

    def test_a_representative_asks_and_the_manager_decides(self):
        form = Form(
            self.env["sales.collection.waiver"].with_user(self.ann).with_context(default_collection_id=self.third.id)
        )
        form.reason = "Complaint settled"
        form.save().action_waive()
        self.assertEqual((self.third.state, self.third.approval_state), ("open", "pending"))
        approval = self.third.approval_id
        self.assertEqual((approval.topic, approval.amount), ("waiver", self.third.amount))
        approval.with_user(self.mia).action_approve()
        self.assertEqual((self.third.state, self.third.amount_waived), ("waived", self.third.amount))

    def test_a_refused_waiver_changes_nothing(self):
        self.third.with_user(self.ann).action_request_waiver("Please")
        self.third.approval_id.with_user(self.mia).action_refuse("No")
        self.assertEqual(self.third.state, "open")

    def test_managers_and_finance_waive_at_once_unless_a_rule_applies(self):
        self.second.with_user(self.fin).action_request_waiver("Goodwill")
        self.assertEqual(self.second.state, "waived")
        self.env["sales.approval.rule"].create(
            {
                "name": "Waivers",
                "model": "sales.collection",
                "topic": "waiver",
                "company_id": self.company.id,
                "currency_id": self.currency.id,
                "level_ids": [Command.create({"approver": "person", "user_ids": [Command.set(self.mia.ids)]})],
            }
        )
        with self.assertRaisesRegex(UserError, "Ask for the waiver instead"):
            self.third.with_user(self.fin).action_waive("Goodwill")
        self.third.with_user(self.fin).action_request_waiver("Goodwill")
        self.assertEqual((self.third.state, self.third.approval_state), ("open", "pending"))

    def test_waivers_are_refused_with_a_clear_sentence(self):
        self._receive(self.first, self.first.amount)
        table = [(self.first, "x", "Nothing of"), (self.second, " ", "needs a reason")]
        for line, reason, sentence in table:
            with self.subTest(sentence=sentence), self.assertRaisesRegex(UserError, sentence):
                line.with_user(self.ann).action_request_waiver(reason)
        self.company.bill_counts_on = "cashed"
        bill = {"means": "bill", "bill_number": "BA1", "bill_maturity": "2026-09-01"}
        model = self.env["sales.collection"].with_user(self.fin)
        model.action_register_receipts([(self.second.id, 100)], 100, **bill)
        with self.assertRaisesRegex(UserError, "bill in hand"):
            self.second.with_user(self.fin).action_request_waiver("x")

    def test_a_write_off_closes_the_invoice_and_counts_as_nothing_collected(self):
        invoice = self._bill(self.first)
        self._receive(self.first, 100)
        entry = self._write_off(invoice)
        self.assertEqual((invoice.payment_state, self.first.amount_paid, self.first.state), ("paid", 100, "partial"))
        self.assertEqual(sum(self.credit(self.contract, "collected").values()), self.contract._untaxed(100))
        self.first.with_user(self.fin).action_request_waiver("Insolvent")
        self.assertEqual((self.first.state, self.first.amount_residual), ("waived", 0))
        entry.line_ids.remove_move_reconcile()
        self.first.with_user(self.fin).action_unwaive()
        self._receive(self.first, self.first.amount - 100)
        self.assertEqual((self.first.state, invoice.payment_state), ("paid", "paid"))

    def test_money_that_accountants_book_by_hand_counts_as_collected(self):
        invoice = self._bill(self.first)
        receivable = invoice.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "line_ids": [
                    Command.create(
                        {"partner_id": self.customer.id, "account_id": receivable.account_id.id, "credit": 100}
                    ),
                    Command.create({"account_id": self.journal.default_account_id.id, "debit": 100}),
                ],
            }
        )
        entry.action_post()
        (receivable | entry.line_ids.filtered(lambda line: line.account_id == receivable.account_id)).reconcile()
        self.assertEqual(self.first.amount_paid, 100)
