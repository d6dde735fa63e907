import csv
import io
from collections import Counter

from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import file_open

OPTIONS = {
    "has_headers": True,
    "quoting": '"',
    "separator": ",",
    "encoding": "utf-8",
    "float_thousand_separator": ",",
    "float_decimal_separator": ".",
    "date_format": "",
    "datetime_format": "",
}


@tagged("post_install", "-at_install")
class TestImport(TransactionCase):
    """A file of companies comes in by Odoo's own import screen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.operations = new_test_user(
            cls.env, "imp_ops", "sales_cloud_core.group_operations", context={"no_reset_password": True}
        )
        cls.rep = new_test_user(cls.env, "imp_rep", "sales_team.group_sale_salesman")

    def _import(self, text, fields=None, user=None, **options):
        """Import CSV text; the columns fill the fields of the same names unless others are given."""
        wizard = self._wizard(text, user)
        headers = next(csv.reader(io.StringIO(text)))
        return wizard.execute_import(fields or headers, headers, {**OPTIONS, **options})

    def _wizard(self, text, user=None):
        Wizard = self.env["base_import.import"].with_user(user or self.operations)
        return Wizard.with_context(tracking_disable=True).create(
            {"res_model": "crm.lead", "file": text.encode(), "file_type": "text/csv", "file_name": "leads.csv"}
        )

    def _suggest(self, text):
        """Return the field that the import screen proposes for each column, False for none."""
        matches = self._wizard(text).parse_preview({**OPTIONS})["matches"]
        return [
            "/".join(matches.get(column, [])) or False for column in range(len(next(csv.reader(io.StringIO(text)))))
        ]

    def _import_leads(self, text, **kwargs):
        result = self._import(text, **kwargs)
        self.assertFalse(result["messages"])
        return self.env["crm.lead"].browse(result["ids"])

    def test_the_real_file_imports_whole_and_nearly_all_of_it_is_understood(self):
        with file_open("sales_cloud_core/tests/data/companies.csv", "r") as file:
            text = file.read()
        rows = list(csv.DictReader(io.StringIO(text)))
        leads = self._import_leads(text, fields=self._suggest(text))
        self.assertEqual(len(leads), 1437)
        self.assertFalse(leads.user_id)
        self.assertEqual(leads.company_id, self.env.company)
        self.assertEqual(leads.mapped("name"), leads.mapped("partner_name"))
        rates = self._rates(rows, leads)
        for what, minimum in [
            ("country", 0.97),
            ("city", 0.95),
            ("employees", 0.95),
            ("industry", 0.95),
            ("website", 0.95),
        ]:
            self.assertGreater(rates[what], minimum, what)

    def _rates(self, rows, leads):
        """Return which part of what the file tells about companies was understood."""
        told, understood = Counter(), Counter()
        for row, lead in zip(rows, leads, strict=True):
            for what, is_told, value in [
                ("country", row["country"] not in ("", "none") or row["headquarters"], lead.country_id),
                ("city", row["headquarters"] or "," in row["country"], lead.city),
                ("employees", row["employees"], lead.employee_count),
                ("industry", row["industries"], lead.industry_id),
                ("website", row["website"], lead.website),
            ]:
                told[what] += bool(is_told)
                understood[what] += bool(is_told and value)
        return {what: understood[what] / told[what] for what in told}

    def test_a_place_in_the_country_column_gives_city_state_and_country(self):
        lead = self._import_leads('partner_name,country_id\nAcme,"San Jose, California"\n')
        self.assertEqual((lead.city, lead.state_id.code, lead.country_id.code), ("San Jose", "CA", "US"))
        self.assertFalse(lead.import_note, "nothing was lost")
        lead = self._import_leads('partner_name,country_id,city\nAcme,"Miami, Florida","Doral, Florida , U.S."\n')
        self.assertEqual((lead.city, lead.import_note), ("Doral", "Country: Miami, Florida"))

    def test_chinese_columns_map_by_themselves_and_import(self):
        text = (
            "公司名称,联系人,电话,国家,省份,城市,员工数,行业,备注\n"
            "鸿远机械有限公司,王芳,0769-85550132,中国,广东,东莞市,约300人,机械设备,展会\n"
        )
        found = self._suggest(text)
        expected = ["partner_name", "contact_name", "phone", "country_id", "state_id", "city", "employee_count"]
        self.assertEqual(found, [*expected, "industry_note", "description"])
        lead = self._import_leads(text, fields=found)
        self.assertEqual((lead.state_id, lead.country_id), (self.env.ref("base.state_cn_GD"), self.env.ref("base.cn")))
        self.assertEqual((lead.employee_count, lead.phone), (300, "+86 769 8555 0132"))

    def test_english_headers_map_by_themselves(self):
        text = "Company Name,Headquarters,Employees,Industries,Phone,Country,Website\nAcme,Bonn,c. 5,Banks,1,UK,a.com\n"
        self.assertEqual(
            self._suggest(text),
            ["partner_name", "city", "employee_count", "industry_note", "phone", "country_id", "website"],
        )

    def test_a_column_name_is_the_company_in_a_list_of_companies_and_the_lead_elsewhere(self):
        companies = "name,country,headquarters,industries,website,employees\nAcme,Germany,Bonn,Banks,a.com,5\n"
        leads = "Name,Email,Expected Revenue\nA new line,a@example.com,100\n"
        exported = "name,partner_name,employee_count\nA new line,Acme,5\n"
        for _attempt in ("before", "after importing the list"):
            self.assertEqual(
                self._suggest(companies),
                ["partner_name", "country_id", "city", "industry_note", "website", "employee_count"],
            )
            self.assertEqual(self._suggest(leads), ["name", "email_from", "expected_revenue"])
            self.assertEqual(self._suggest(exported), ["name", "partner_name", "employee_count"])
            self._import_leads(companies, fields=self._suggest(companies))

    def test_what_stays_unreadable_is_an_error_of_its_row_and_nothing_is_imported(self):
        text = "partner_name,country_id,employee_count\nAcme,UK,c. 50\nBeta,Atlantis,10\nGamma,Germany,several\n"
        result = self._import(text)
        self.assertFalse(result["ids"])
        errors = [(message["rows"]["from"], message["field"]) for message in result["messages"]]
        self.assertEqual(sorted(errors), [(1, "country_id"), (2, "employee_count")])
        self.assertFalse(self.env["crm.lead"].search([("partner_name", "in", ["Acme", "Beta", "Gamma"])]))

    def test_a_representative_owns_what_they_import(self):
        self.assertEqual(self._import_leads("partner_name\nAcme\n", user=self.rep).user_id, self.rep)

    def test_a_salesperson_column_is_respected(self):
        leads = self._import_leads(f"partner_name,user_id\nAcme,{self.rep.name}\nBeta,\n")
        self.assertEqual([lead.user_id for lead in leads], [self.rep, self.rep.browse()])

    def test_an_update_import_wipes_no_value_and_no_owner(self):
        lead = self.env["crm.lead"].create({"name": "Acme", "user_id": self.rep.id, "city": "Bonn", "import_note": "x"})
        self._import_leads(f'.id,country_id\n{lead.id},"San Jose, California"\n')
        self.assertEqual((lead.user_id, lead.city, lead.import_note), (self.rep, "Bonn", "x"))
        self.assertEqual(lead.country_id, self.env.ref("base.us"))

    def test_untidy_columns_cost_no_more_queries_than_tidy_ones(self):
        untidy = "partner_name,country_id,city,employee_count,industry_note\n" + "".join(
            f'Acme {number},"San Jose, California","San Jose, California , U.S.",c. 12 (2024),Software\n'
            for number in range(100)
        )
        tidy = "partner_name,country_id,city,employee_count,industry_note\n" + "".join(
            f"Acme {number},United States,San Jose,12,Software\n" for number in range(100)
        )
        self._import_leads(tidy)  # warm the caches
        queries = {}
        for name, text in [("tidy", tidy), ("untidy", untidy)]:
            before = self.env.cr.sql_log_count
            self._import_leads(text)
            self.env.cr.flush()
            queries[name] = self.env.cr.sql_log_count - before
        self.assertLessEqual(queries["untidy"] - queries["tidy"], 6)

    def test_the_templates_map_by_themselves_and_import(self):
        for language, first_header, employees in [("en_US", "Company Name", 1200), ("zh_CN", "公司名称", 300)]:
            with self.subTest(language):
                self.env["res.lang"]._activate_lang(language)
                Lead = self.env["crm.lead"].with_context(lang=language)
                path = Lead.get_import_templates()[0]["template"].lstrip("/")
                with file_open(path, "rb") as file:
                    content = file.read()
                wizard = self._wizard("")
                wizard.write({"file": content, "file_name": "leads.xlsx", "file_type": self._xlsx_type()})
                preview = wizard.parse_preview({**OPTIONS})
                self.assertEqual(preview["headers"][0], first_header)
                fields = [preview["matches"][column][0] for column in range(len(preview["headers"]))]
                result = wizard.execute_import(fields, preview["headers"], {**OPTIONS})
                self.assertFalse(result["messages"])
                self.assertEqual(self.env["crm.lead"].browse(result["ids"][0]).employee_count, employees)

    def _xlsx_type(self):
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
