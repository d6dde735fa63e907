import base64
import io

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ContractsCommon

HEAD = ["合同编号", "客户", "负责人", "签订日期", "状态", "税率", "期次", "应收日期", "应收金额", "已收", "收款日期"]
SOUND = [
    [
        "OLD-1",
        "Dragon Machines",
        "ann",
        "2025-03-10",
        "执行中",
        "13%",
        "预付款",
        "2025-03-20",
        "300",
        "300",
        "2025-03-18",
    ],
    ["OLD-1", "", "", "", "", "", "发货款", "2025-06-30", "600.01", "200", ""],
    ["OLD-1", "", "", "", "", "", "验收款", "", "100", "", ""],
    ["OLD-2", "Dragon Machines", "", "2025-12-01", "已完成", "", "全款", "2025-12-31", "50", "50", "2026-01-05"],
    ["OLD-3", "Dragon Machines", "bob", "2026-02-01", "暂停", "13%", "全款", "2026-06-30", "0.01", "", ""],
]


@tagged("post_install", "-at_install")
class TestContractImport(ContractsCommon):
    """Contracts that were signed before come in with their numbers, states, plans and what was paid of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ops = cls._new_user("ops", "sales_cloud_core.group_operations")
        cls.careful = cls.env["sales.contract.type"].create({"name": "Careful", "needs_approval": True})

    def _wizard(self, rows, user=None, head=HEAD):
        content = "\n".join(",".join(row) for row in [head, *rows]).encode("gb18030")
        wizards = self.env["sales.contract.import"].with_user(user or self.ops).with_company(self.company)
        return wizards.create({"file": base64.b64encode(content), "filename": "contracts.csv"})

    def _import(self, rows):
        action = self._wizard(rows).action_import()
        found = [action["res_id"]] if action.get("res_id") else action["domain"][0][2]
        return self.env["sales.contract"].browse(found).sorted("name")

    def test_numbers_days_states_plans_and_payments_come_along(self):
        contracts = self._import(SOUND)
        self.assertEqual(
            [
                (
                    contract.name,
                    contract.state,
                    str(contract.date_signed),
                    contract.user_id.login,
                    contract.amount_total,
                )
                for contract in contracts
            ],
            [
                ("OLD-1", "running", "2025-03-10", "ann", 1000.01),
                ("OLD-2", "done", "2025-12-01", False, 50),
                ("OLD-3", "suspended", "2026-02-01", "bob", 0.01),
            ],
        )
        first = contracts[0]
        self.assertPlan(first, [(300, 0, 300, "paid"), (600.01, 0, 200, "partial"), (100, 0, 0, "open")])
        self.assertEqual(first.line_ids[0].tax_ids, self.tax)
        self.assertEqual(
            first.collection_ids.mapped(lambda line: str(line.date_due)), ["2025-03-20", "2025-06-30", "False"]
        )
        self.assertTrue(first.collection_ids[1].is_overdue)

    def test_credit_counts_on_its_own_days_and_the_books_stay_as_they_are(self):
        moves = self.env["account.move"].search_count([])
        first = self._import(SOUND[:3])
        self.assertEqual(self.env["account.move"].search_count([]), moves)
        rows = first.credit_ids.sorted("id").mapped(lambda row: (row.metric, str(row.date), row.user_id.login))
        self.assertEqual(
            rows,
            [("signed", "2025-03-10", "ann"), ("collected", "2025-03-18", "ann"), ("collected", "2025-06-30", "ann")],
        )
        self.assertEqual(sum(self.credit(first, "signed").values()), first.amount_untaxed)
        self.env["sales.credit"]._check_ledger(self.company)
        self.assertFalse(self.env["sales.credit.difference"].search([("res_id", "=", first.id)]))
        first.collection_ids.match_ids.payment_id[:1].sudo().action_cancel()
        self.assertEqual(first.collection_ids[0].state, "open")

    def test_what_comes_afterwards_goes_on_as_usual(self):
        first = self._import(SOUND[:3])
        line = first.collection_ids[1]
        self._receive(line, 400.01)
        self.assertEqual((line.state, first.amount_paid), ("paid", 900.01))
        with self.assertRaisesRegex(UserError, "Nothing is left to collect"):
            self._receive(line, 1)
        following = self._new_contract()
        self.assertNotIn("OLD", following.name)

    def test_errors_are_told_by_row_and_nothing_comes_in_until_they_are_gone(self):
        table = [
            ("customer", ["BAD", "Nobody", "", "2025-01-01", "", "", "全款", "", "5", "", ""], "no customer Nobody"),
            ("owner", ["BAD", "Dragon Machines", "zoe", "2025-01-01", "", "", "全款", "", "5", "", ""], "no user zoe"),
            ("tax", ["BAD", "Dragon Machines", "", "2025-01-01", "", "99%", "全款", "", "5", "", ""], "no sales tax"),
            ("future", ["BAD", "Dragon Machines", "", "2030-01-01", "", "", "全款", "", "5", "", ""], "future"),
            ("day", ["BAD", "Dragon Machines", "", "soon", "", "", "全款", "", "5", "", ""], "cannot be read"),
            ("paid", ["BAD", "Dragon Machines", "", "2025-01-01", "", "", "全款", "", "5", "6", ""], "between zero"),
            ("left", ["BAD", "Dragon Machines", "", "2025-01-01", "完成", "", "全款", "", "5", "1", ""], "to collect"),
        ]
        count = self.env["sales.contract"].search_count([])
        for name, row, sentence in table:
            wizard = self._wizard([*SOUND, row])
            wizard.action_check()
            with self.subTest(name=name):
                self.assertEqual(wizard.row_ids.mapped("status"), ["new"] * 5 + ["error"])
                self.assertIn(sentence, wizard.row_ids[-1].message)
                with self.assertRaisesRegex(UserError, "Nothing is imported while rows have errors: 7"):
                    wizard.action_import()
                self.assertEqual(self.env["sales.contract"].search_count([]), count)

    def test_the_same_file_brings_nothing_in_twice(self):
        self._import(SOUND)
        wizard = self._wizard(SOUND)
        wizard.action_check()
        self.assertEqual(set(wizard.row_ids.mapped("status")), {"known"})
        with self.assertRaisesRegex(UserError, "No row of this file is new"):
            wizard.action_import()

    def test_an_excel_file_is_read_alike(self):
        book = openpyxl.Workbook()
        for row in [HEAD, *SOUND[:3]]:
            book.active.append(row)
        content = io.BytesIO()
        book.save(content)
        wizard = self._wizard(SOUND)
        wizard.file = base64.b64encode(content.getvalue())
        wizard.action_check()
        self.assertEqual(wizard.row_ids.mapped("status"), ["new"] * 3)

    def test_what_was_signed_before_is_not_approved_again_but_amendments_are(self):
        wizard = self._wizard(SOUND[:3])
        wizard.type_id = self.careful
        contract = self.env["sales.contract"].browse(wizard.action_import()["res_id"])
        self.assertEqual(contract.state, "running")
        self.assertTrue(contract._is_amendment_judged(contract.amount_total))

    def test_only_operations_bring_contracts_in(self):
        for user in (self.ann, self.mia):
            with self.subTest(login=user.login), self.assertRaises(AccessError):
                self._wizard(SOUND, user)
            with self.assertRaises(AccessError):
                self.env["sales.contract"].with_user(user).create(
                    {"name": "OLD-9", "partner_id": self.customer.id, "imported_on": "2026-01-01"}
                )
        contract = self._new_contract(sign=False)
        with self.assertRaises(AccessError):
            contract.with_user(self.ann).imported_on = "2026-01-01"
