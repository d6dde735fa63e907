from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestCleaning(TransactionCase):
    """Whatever way a lead comes in, its values are made usable and nothing is lost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.cn")
        cls.rep = new_test_user(cls.env, "clean_rep", "sales_team.group_sale_salesman")
        cls.Lead = cls.env["crm.lead"].with_user(cls.rep)

    def assertValues(self, record, expected):
        found = {name: record[name] for name in expected}
        ids = {name: value.id if hasattr(value, "_name") else value for name, value in found.items()}
        self.assertEqual(ids, {name: getattr(value, "id", value) for name, value in expected.items()})

    def test_untidy_values_become_usable(self):
        lead = self.Lead.create(
            {
                "partner_name": ' "ＡＣＭＥ  Pumps, Inc." ',
                "contact_name": " Anna   Wu ",
                "website": "WWW.Acme.COM/?utm_source=fair",
                "email_from": "mailto:anna@acme.com",
                "phone": "Tel: (651) 555-0132",
                "city": "12 River Road, Maplewood, Minnesota 55109 , U.S.",
                "employee_count": "c. 1,200 (2024)",
                "industry_note": "Pumps ; Machinery;machinery",
            }
        )
        self.assertValues(
            lead,
            {
                "name": "ACME Pumps, Inc.",
                "partner_name": "ACME Pumps, Inc.",
                "name_key": "acme pumps",
                "contact_name": "Anna Wu",
                "website": "http://www.acme.com",
                "email_from": "anna@acme.com",
                "phone": "+1 651-555-0132",
                "street": "12 River Road",
                "zip": "55109",
                "city": "Maplewood",
                "state_id": self.env["res.country.state"].search([("name", "=", "Minnesota")]),
                "country_id": self.env.ref("base.us"),
                "employee_count": 1200,
                "industry_note": "Pumps; Machinery",
                "industry_id": self.env.ref("base.res_partner_industry_C"),
            },
        )

    def test_what_cleaning_could_not_keep_stays_in_a_note(self):
        lead = self.Lead.create(
            {
                "partner_name": "Acme",
                "website": "Official website",
                "city": "Maplewood, Minnesota , U.S. (legal) Boston, U.S. (sales)",
                "employee_count": "about a hundred",
                "import_note": "From the fair",
            }
        )
        self.assertFalse(lead.website)
        self.assertEqual(
            lead.import_note.splitlines(),
            [
                "From the fair",
                "Website: Official website",
                "Employees: about a hundred",
                "City: Maplewood, Minnesota , U.S. (legal) Boston, U.S. (sales)",
            ],
        )

    def test_a_chinese_address_is_taken_apart(self):
        lead = self.Lead.create({"name": "X", "city": "广东省深圳市南山区科技园", "phone": "电话：0755-8668 8000"})
        self.assertValues(
            lead,
            {
                "city": "深圳市",
                "street": "南山区科技园",
                "state_id": self.env.ref("base.state_cn_GD"),
                "country_id": self.env.ref("base.cn"),
                "phone": "+86 755 8668 8000",
            },
        )

    def test_tidy_values_stay_as_they_are(self):
        values = {
            "name": "Pumps",
            "partner_name": "Acme",
            "website": "https://acme.com/en",
            "city": "Frankfurt am Main",
            "country_id": self.env.ref("base.de").id,
            "phone": "+49 69 12345678",
            "employee_count": 12,
        }
        lead = self.Lead.create(values)
        self.assertEqual({name: lead._fields[name].convert_to_write(lead[name], lead) for name in values}, values)
        self.assertFalse(lead.import_note)

    def test_a_number_typed_by_itself_stays_and_one_from_a_file_is_formatted(self):
        china = self.env.ref("base.cn").id
        values = {"name": "Pumps", "phone": "0755-86688000", "country_id": china}
        typed = self.Lead.create(dict(values))
        from_file = self.Lead.with_context(import_file=True).create(dict(values))
        self.assertEqual((typed.phone, from_file.phone), ("0755-86688000", "+86 755 8668 8000"))
        self.assertEqual(typed.phone_sanitized, from_file.phone_sanitized)

    def test_text_without_a_value_replaces_none(self):
        lead = self.Lead.create(
            {"name": "X", "website": "acme.com", "phone": "+49 69 12345678", "employee_count": 12, "city": "Bonn"}
        )
        lead.write({"website": "n/a", "phone": "-", "employee_count": "unknown", "name": "Y"})
        self.assertValues(
            lead, {"website": "http://acme.com", "phone": "+49 69 12345678", "employee_count": 12, "name": "Y"}
        )
        lead.write({"website": False, "employee_count": 0})
        self.assertValues(lead, {"website": False, "employee_count": 0})

    def test_an_address_written_into_the_city_replaces_the_old_one(self):
        lead = self.Lead.create({"name": "X", "city": "Herzogenaurach, Bavaria , Germany", "street": "Main 1"})
        self.assertEqual(lead.state_id.name, "Bayern")
        lead.city = "100 Park Avenue, Paris , France"
        self.assertValues(
            lead,
            {"city": "Paris", "country_id": self.env.ref("base.fr"), "state_id": False, "street": "Main 1"},
        )

    def test_spellings_of_one_company_share_a_stored_key(self):
        spellings = ["Acme Tools Co., Ltd.", "ACME TOOLS GmbH", "acme-tools"]
        leads = self.Lead.create([{"partner_name": name} for name in spellings])
        self.assertEqual(self.Lead.search([("name_key", "=", "acme tools")]), leads.sorted("id", reverse=True))

    def test_an_industry_of_that_name_comes_before_the_standard_sections(self):
        pumps = self.env["res.partner.industry"].create({"name": "Pumps & Valves"})
        lead = self.Lead.create({"name": "X", "industry_note": "Machinery; pumps and valves; PUMPS & valves"})
        self.assertEqual(lead.industry_id, pumps)

    def test_conversion_hands_size_and_industry_to_the_customer(self):
        lead = self.Lead.create(
            {"partner_name": "Acme", "contact_name": "Wu", "employee_count": "2k", "industry_note": "Banking"}
        )
        lead._handle_partner_assignment()
        company = lead.partner_id.parent_id
        self.assertValues(company, {"employee_count": 2000, "industry_id": self.env.ref("base.res_partner_industry_K")})
        self.assertFalse(lead.partner_id.employee_count)

    def test_a_lead_takes_from_its_customer_what_it_does_not_know(self):
        banking = self.env.ref("base.res_partner_industry_K")
        company = self.env["res.partner"].create({"name": "Acme", "is_company": True, "employee_count": 40})
        company.industry_id = banking
        contact = self.env["res.partner"].create({"name": "Wu", "parent_id": company.id})
        known, unknown = self.Lead.create(
            [{"name": "A", "partner_id": contact.id, "employee_count": 50}, {"name": "B", "partner_id": contact.id}]
        )
        self.assertValues(known, {"employee_count": 50, "industry_id": banking})
        self.assertValues(unknown, {"employee_count": 40, "industry_id": banking})

    def test_a_merge_keeps_size_industry_and_notes(self):
        first, second = self.Lead.create(
            [
                {"partner_name": "Acme", "website": "Official website"},
                {"partner_name": "Acme", "employee_count": "c. 50", "industry_note": "Banking", "website": "none yet"},
            ]
        )
        merged = (first | second).merge_opportunity()
        self.assertEqual(merged.employee_count, 50)
        self.assertEqual(merged.industry_id, self.env.ref("base.res_partner_industry_K"))
        self.assertEqual(len(merged.import_note.splitlines()), 3)

    def test_cleaning_costs_no_query_per_lead(self):
        untidy = {
            "city": "Maplewood, Minnesota , U.S.",
            "industry_note": "Machinery",
            "phone": "(651) 555-0132",
            "website": "acme.com",
            "employee_count": "c. 12",
        }
        Lead = self.env["crm.lead"].with_context(tracking_disable=True)

        def queries(count):
            vals_list = [{"partner_name": f"Acme {number}", **untidy} for number in range(count)]
            Lead._clean_vals_list([dict(vals) for vals in vals_list])  # warm the caches of names and rights
            before = self.env.cr.sql_log_count
            Lead._clean_vals_list(vals_list)
            return self.env.cr.sql_log_count - before

        self.assertEqual(queries(500), queries(1))
        self.assertLessEqual(queries(500), 3)
