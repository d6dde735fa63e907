import io

import openpyxl
from pypdf import PdfReader

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..report import dashboard_xlsx, pdf_font
from .common import ReportsCommon


@tagged("post_install", "-at_install")
class TestExport(ReportsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        plan = cls.new_plan()
        cls.new_target(plan, 400, cls.li, cls.south)
        plan.action_publish()
        cls.liu.name = "=HYPERLINK(1)"
        cls.book("collected", "2025-04-02", {cls.li: 100.01, cls.liu: 40})
        cls.book("won", "2025-04-03", {cls.li: 500})
        cls.env.flush_all()

    def export(self, user, file_format, *args):
        dashboard = self.env["sales.dashboard"].with_user(user)
        return getattr(dashboard, f"_export_{file_format}")(*args)

    def workbook(self, user, *args, data_only=True):
        _name, content = self.export(user, "xlsx", *args)
        return openpyxl.load_workbook(io.BytesIO(content), data_only=data_only)

    def test_the_workbook_holds_what_the_ledger_says(self):
        sheet = self.workbook(self.gao, "month")["People"]
        header = [cell.value for cell in sheet[4]]
        column = header.index("Collected")
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
        by_name = {row[0]: row[column] for row in rows if row[0]}
        ledger = self.env["sales.credit"]._read_group(
            [("metric", "=", "collected"), ("company_id", "=", self.company.id)], ["user_id"], ["amount_company:sum"]
        )
        for user, amount in ledger:
            self.assertAlmostEqual(by_name[user.name], amount, 7)
        self.assertEqual(by_name["Total"], 140.01)
        self.assertEqual([row[header.index("Attainment")] for row in rows if row[0] == self.li.name], [0.25])

    def test_the_workbook_has_native_charts_filters_and_a_frozen_header(self):
        workbook = self.workbook(self.gao, "month", data_only=False)
        self.assertEqual(workbook.sheetnames, ["Key Figures", "People", "Twelve Months", "Pipeline by Stage"])
        for name, charts in [("Key Figures", 0), ("People", 1), ("Twelve Months", 1), ("Pipeline by Stage", 1)]:
            with self.subTest(name):
                sheet = workbook[name]
                self.assertEqual(len(sheet._charts), charts)
                self.assertEqual(sheet.freeze_panes, "B5")
                self.assertTrue(sheet.auto_filter.ref.startswith("A4:"))
        people = workbook["People"]
        reference = people._charts[0].series[0].val.numRef.f
        self.assertEqual(reference, "People!$G$5:$G$6", "the chart is bound to the cells")
        self.assertEqual(people["B5"].number_format, "#,##0.00")
        self.assertEqual(people["B7"].value, "=SUBTOTAL(109,B5:B6)")

    def test_a_name_is_never_a_formula(self):
        sheet = self.workbook(self.gao, "month", data_only=False)["People"]
        cells = [cell for row in sheet for cell in row if cell.value == "=HYPERLINK(1)"]
        self.assertTrue(cells)
        content = self.export(self.gao, "xlsx", "month")[1]
        self.assertNotIn(b"<f>HYPERLINK", content)
        self.assertTrue(all(cell.data_type != "f" or cell.value != "HYPERLINK(1)" for cell in cells))

    def test_the_pdf_draws_chinese_and_numbers_its_pages(self):
        name, content = self.export(self.gao, "pdf", "month")
        self.assertEqual(name, "sales-dashboard-2025-04.pdf")
        reader = PdfReader(io.BytesIO(content))
        text = "\n".join(page.extract_text() for page in reader.pages)
        self.assertIn("华鑫测试", text)
        self.assertIn("140.01", text)
        self.assertIn(f"Page 1 of {len(reader.pages)}", text)

    def test_a_pdf_without_a_font_file_names_the_readers_chinese_font(self):
        self.assertIsNone(pdf_font.find_font_file(("/nowhere",)))
        self.assertEqual(pdf_font.get_font_name(("/nowhere",)), "STSong-Light")

    def test_an_empty_dashboard_exports_too(self):
        for file_format in ("xlsx", "pdf"):
            with self.subTest(file_format):
                self.assertTrue(self.export(self.gao, file_format, "last_year")[1])

    def test_sheet_names_lose_what_workbooks_refuse(self):
        self.assertEqual(dashboard_xlsx._sheet_name("Won: a/b?" + "x" * 40), "Won  a b " + "x" * 22)

    def test_only_the_export_group_takes_figures_away(self):
        self.assertTrue(self.export(self.chen, "xlsx", "month"))
        with self.assertRaises(AccessError):
            self.export(self.li, "xlsx", "month")
