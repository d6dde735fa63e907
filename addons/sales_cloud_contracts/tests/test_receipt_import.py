import base64
import io
from datetime import datetime

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ContractsCommon

HEADER = ["收款日期", "收款金额", "合同编号", "期次", "流水号", "收款方式", "票据号", "票据到期日"]
# what the wrong rows of the test are told, by the number of the row
SENTENCES = {
    4: "2026-01-31",
    5: "above zero",
    6: "has no contract HT0",
    7: "Nothing is left",
    8: "twice",
    9: "reference is missing",
    10: "means of payment",
    11: "number and its maturity",
    12: "BA1 is registered already",
    13: "future",
    14: "more came in",
}


@tagged("post_install", "-at_install")
class TestReceiptImport(ContractsCommon):
    """Files of receipts that were kept by hand, CSV and XLSX: errors by row, all of them or none."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._new_contract()
        cls.first, cls.second, cls.third = cls.contract.collection_ids
        cls.number = cls.contract.name

    def _wizard(self, content, user=None, model="sales.receipt.import"):
        values = {"journal_id": self.journal.id, "file": base64.b64encode(content)}
        return self.env[model].with_user(user or self.fin).create(values)

    def _csv(self, rows, **values):
        lines = [",".join(map(str, row)) for row in (HEADER, *rows)]
        return self._wizard("\n".join(lines).encode("gb18030"), **values)

    def _xlsx(self, rows, **values):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        content = io.BytesIO()
        book.save(content)
        return self._wizard(content.getvalue(), **values)

    def _told(self, wizard):
        return wizard.row_ids.mapped(lambda row: (row.number, row.status))

    def test_each_row_is_told_what_registering_would_say(self):
        total = self.first.amount
        rows = [
            ["2026-03-02", 100, self.number, "", "R1", "", "", ""],
            ["2026-03-03", total - 100, self.number, "", "R2", "承兑汇票", "BA1", "2026-09-01"],
            ["soon", 5, self.number, "", "R3", "", "", ""],
            ["2026-03-03", -5, self.number, "", "R4", "", "", ""],
            ["2026-03-03", 5, "HT0", "", "R5", "", "", ""],
            ["2026-03-03", 5, self.number, "Nothing", "R6", "", "", ""],
            ["2026-03-03", 5, self.number, "", "R1", "", "", ""],
            ["2026-03-03", 5, self.number, "", "", "", "", ""],
            ["2026-03-03", 5, self.number, "", "R8", "bitcoin", "", ""],
            ["2026-03-03", 5, self.number, "", "R9", "承兑汇票", "", ""],
            ["2026-03-03", 5, self.number, "", "R10", "承兑汇票", "BA1", "2026-09-01"],
            ["2026-04-03", 5, self.number, "", "R11", "", "", ""],
            ["2026-03-03", self.contract.amount_total, self.number, "", "R12", "", "", ""],
            ["2026-03-04", 7, self.number, self.third.name, "R13", "转账", "", ""],
        ]
        wizard = self._csv(rows)
        wizard.action_check()
        self.assertEqual(
            self._told(wizard), [(2, "new"), (3, "new"), *((number, "error") for number in range(4, 15)), (15, "new")]
        )
        for row in wizard.row_ids.filtered("message"):
            with self.subTest(row=row.number):
                self.assertIn(SENTENCES[row.number], row.message)
        self.assertFalse(self.env["account.payment"].search([("memo", "in", ["R1", "R2", "R13"])]))
        self.assertEqual(self.contract.amount_paid, 0)

    def test_nothing_is_imported_while_a_row_is_wrong(self):
        rows = [["2026-03-02", 100, self.number, "", "R1", "", "", ""], ["soon", 5, self.number, "", "R2", "", "", ""]]
        with self.assertRaisesRegex(UserError, "Nothing is imported while rows have errors: 3"):
            self._csv(rows).action_import()
        self.assertEqual(self.contract.amount_paid, 0)
        self.assertFalse(
            self.env["sales.credit"].search([("contract_id", "=", self.contract.id), ("metric", "=", "collected")])
        )

    def test_receipts_of_a_spreadsheet_come_in_once_over_the_oldest_instalments(self):
        total = self.first.amount
        rows = [HEADER, ["2026-03-02", total + 10, self.number, None, "R1", None, None, None]]
        rows += [["2026-03-03", 20, self.number, self.third.name, 12, "承兑", "BA1", "2026-09-01"]]
        action = self._xlsx(rows).action_import()
        payments = self.env["account.payment"].search(action["domain"])
        self.assertEqual(sorted(payments.mapped("memo")), ["12", "R1"])
        self.assertEqual((self.first.state, self.second.amount_paid, self.third.amount_paid), ("paid", 10, 20))
        self.assertEqual(payments.filtered("bill_number").bill_state, "held")
        self.assertAlmostEqual(
            sum(self.credit(self.contract, "collected").values()), self.contract._get_credit_amounts()["collected"], 2
        )
        with self.assertRaisesRegex(UserError, "No row of this file is new"):
            self._xlsx(rows).action_import()
        again = self._xlsx([*rows, ["2026-03-04", 1, self.number, None, "R3", None, None, None]])
        again.action_check()
        self.assertEqual(self._told(again), [(2, "known"), (3, "known"), (4, "new")])

    def test_an_instalment_without_a_due_day_is_paid_after_those_that_have_one(self):
        self.second.sudo().write({"due_base": "delivery", "date_due": False})
        self.third.sudo().date_due = "2027-01-01"
        rows = [HEADER, ["2026-03-02", self.first.amount + 10, self.number, None, "R1", None, None, None]]
        self._xlsx(rows).action_import()
        self.assertEqual((self.second.amount_paid, self.third.amount_paid), (0, 10))

    def test_lines_of_the_bank_come_from_a_spreadsheet_too(self):
        rows = [
            ["交易日期", "收入金额", "对方户名", "流水号"],
            [datetime(2026, 3, 10, 9), 1130.5, "Dragon Machines", 20260310001.0],
            ["2026/3/11", "1,000", "Tiger", "B2"],
            [None, None, None, None],
            ["2026-03-11", "many", "Tiger", "B3"],
        ]
        wizard = self._xlsx(rows, model="sales.bank.import")
        wizard.action_check()
        self.assertEqual(self._told(wizard), [(2, "new"), (3, "new"), (4, "error")])
        receipts = self.env["sales.bank.receipt"].search(wizard.action_import()["domain"])
        self.assertEqual(
            sorted(receipts.mapped(lambda each: (each.bank_reference, str(each.date), each.amount))),
            [("20260310001", "2026-03-10", 1130.5), ("B2", "2026-03-11", 1000)],
        )

    def test_a_reference_that_the_bank_brought_is_claimed_instead(self):
        line = self.env["account.bank.statement.line"].create(
            {"journal_id": self.journal.id, "amount": 10, "payment_ref": "x", "partner_name": "Dragon"}
        )
        line.bank_receipt_ids.sudo().bank_reference = "B7"
        wizard = self._csv([["2026-03-02", 10, self.number, "", "B7", "", "", ""]])
        wizard.action_check()
        self.assertIn("Claim and confirm", wizard.row_ids.message)

    def test_only_finance_imports_and_files_without_columns_are_refused(self):
        with self.assertRaises(AccessError):
            self._csv([], user=self.ann)
        with self.assertRaisesRegex(UserError, "names no column for: Contract number"):
            self._wizard(b"date,amount,reference\n").action_check()
        branch = self.env["res.company"].create({"name": "Branch"})
        stranger = self._new_user("foreign_fin", "sales_cloud_contracts.group_finance", company=branch)
        wizard = self._csv([["2026-03-02", 1, self.number, "", "R1", "", "", ""]])
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            wizard.with_user(stranger).action_check()
