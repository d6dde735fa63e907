import base64

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ContractsCommon

FILE = """交易日期,收入金额,对方户名,对方账号,流水号,摘要,币种,外币金额
2026-03-10,"1,130.00",Dragon Machines,622201,B1,Deposit,,
2026-03-11,50,Tiger,622202,B2,Rest,,
2026-03-11,-7,Bank,,B3,Fee,,
soon,5,Dragon Machines,,B4,x,,
2026-03-12,5,Dragon Machines,,B1,x,,
2026-03-12,5,Dragon Machines,,,x,,
2026-04-12,5,Dragon Machines,,B6,x,,
2026-03-12,710,Dragon Machines,,B7,x,USD,
"""


@tagged("post_install", "-at_install")
class TestBankImport(ContractsCommon):
    """Files of the bank: errors by row, nothing twice; receipts in another currency."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.euro = cls.setup_other_currency("EUR", rates=[("2026-01-01", 0.5)])

    def _wizard(self, text=FILE, user=None):
        content = base64.b64encode(text.encode())
        values = {"journal_id": self.journal.id, "file": content, "filename": "bank.csv"}
        return self.env["sales.bank.import"].with_user(user or self.fin).create(values)

    def test_errors_are_told_by_row_and_the_good_rows_come_in_once(self):
        wizard = self._wizard()
        wizard.action_check()
        self.assertEqual(
            wizard.row_ids.mapped(lambda row: (row.number, row.status, bool(row.message))),
            [
                (2, "new", False),
                (3, "new", False),
                (4, "skipped", True),
                (5, "error", True),
                (6, "error", True),
                (7, "error", True),
                (8, "error", True),
                (9, "error" if self.currency.name != "USD" else "new", self.currency.name != "USD"),
            ],
        )
        found = wizard.action_import()
        receipts = self.env["sales.bank.receipt"].search(found["domain"])
        self.assertEqual(set(receipts.mapped("bank_reference")) & {"B1", "B2"}, {"B1", "B2"})
        with self.assertRaisesRegex(UserError, "No row"):
            self._wizard().action_import()
        self.assertEqual(self.env["sales.bank.receipt"].search_count([("bank_reference", "=", "B1")]), 1)

    def test_files_that_are_none_and_people_who_may_not_are_refused(self):
        with self.assertRaisesRegex(UserError, "names no column for: Bank reference"):
            self._wizard("date,amount\n2026-01-01,5\n").action_check()
        with self.assertRaisesRegex(UserError, "cannot be read"):
            self._wizard("PK123").action_check()
        with self.assertRaises(AccessError):
            self._wizard(user=self.ann)

    def test_a_receipt_in_another_currency_pays_exactly_and_leaves_the_exchange_difference_to_odoo(self):
        contract = self._euro_contract()
        invoice = self._bill(contract.collection_ids[0])
        due = contract.collection_ids[0].amount
        journal = self.journal
        line = (
            self.env["account.bank.statement.line"]
            .with_user(self.fin)
            .create(
                {
                    "journal_id": journal.id,
                    "date": "2026-03-12",
                    "amount": due * 3,
                    "foreign_currency_id": self.euro.id,
                    "amount_currency": due,
                    "partner_name": self.customer.name,
                    "payment_ref": "Euro",
                }
            )
        )
        receipt = line.bank_receipt_ids
        self.assertEqual((receipt.currency_id, receipt.amount), (self.euro, due))
        receipt.with_user(self.fin).action_claim([(contract.collection_ids[0].id, due)])
        receipt.with_user(self.fin).action_confirm()
        self.assertEqual((contract.collection_ids[0].state, invoice.payment_state), ("paid", "paid"))
        self.assertTrue(line.is_reconciled)
        exchange = invoice.line_ids.matched_credit_ids.exchange_move_id
        self.assertAlmostEqual(abs(sum(exchange.line_ids.mapped("debit"))), due, places=2)

    def test_a_contract_in_another_currency_than_the_bank_line_gets_the_amounts_that_were_agreed(self):
        contract = self._euro_contract()
        first = contract.collection_ids[0]
        line = self.env["account.bank.statement.line"].with_user(self.fin)
        line = line.create(
            {
                "journal_id": self.journal.id,
                "date": "2026-03-12",
                "amount": 250,
                "partner_name": self.customer.name,
                "payment_ref": "Paid in our currency",
            }
        )
        receipt = line.bank_receipt_ids
        receipt.with_user(self.fin).action_claim([(first.id, 100, 250)])
        receipt.with_user(self.fin).action_confirm()
        self.assertEqual((first.amount_paid, first.currency_id), (100, self.euro))
        self.assertEqual(receipt.payment_ids.amount, 250)
        invoice = self._bill(first)
        self.assertAlmostEqual(invoice.amount_residual, first.amount - 100, places=2)
        self.assertEqual(first.amount_paid, 100)

    def _euro_contract(self):
        contract = self.env["sales.contract"].create(
            {
                "partner_id": self.customer.id,
                "user_id": self.ann.id,
                "currency_id": self.euro.id,
                "collection_template_id": self.template.id,
                "line_ids": [
                    Command.create(
                        {"product_id": self.service.id, "name": "Service", "quantity": 1, "price_unit": 1000}
                    )
                ],
            }
        )
        contract.action_plan()
        contract.action_sign()
        return contract
