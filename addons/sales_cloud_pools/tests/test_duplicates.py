from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestDuplicates(PoolCase):
    """Anna makes leads in the South pool; Ben holds one, Carl of the East another, which Anna cannot open."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        east_team = cls.env["crm.team"].create(
            {"name": "East", "company_id": cls.company.id, "member_ids": [Command.set(cls.carl.ids)]}
        )
        cls.east.team_id = east_team
        cls.free = cls.new_leads(pool=cls.south, name="Free pump", email_from="free@pump.example")
        cls.carls = cls.new_leads(
            pool=cls.east, user=cls.carl, name="Secret fan", partner_name="华风股份有限公司", phone="+86 755 2661 3301"
        )
        cls.customers = cls.new_customer_pool()
        cls.customer = cls.env["res.partner"].create(
            {"name": "Acme Tools Co., Ltd.", "is_company": True, "user_id": cls.ben.id, "pool_id": cls.customers.id}
        )
        cls.env["res.partner"].create(
            {"name": "Wu", "parent_id": cls.customer.id, "email": "wu@acme.example", "vat": "91440300708461136T"}
        )

    def make(self, user=None, **vals):
        """Create a lead in the South pool as a person types it in."""
        lead = self.as_user(user or self.anna, self.env["crm.lead"])
        return lead.create({"name": "New", "type": "lead", "pool_id": self.south.id, **vals})

    def test_what_looks_alike_is_flagged_by_default_with_a_link_where_the_user_may_read(self):
        table = [
            ({"email_from": "FREE@pump.example"}, ["/odoo/crm.lead/", "Free pump", "free in South pool"]),
            ({"partner_name": "ACME TOOLS"}, ["/odoo/res.partner/", "Acme Tools", "held by Ben"]),
            ({"email_from": "wu@acme.example"}, ["Acme Tools", "held by Ben"]),
            ({"partner_name": "华风"}, ["a record held by the team East"]),
            ({"phone": "0755 2661 3301", "country_id": self.env.ref("base.cn").id}, ["held by the team East"]),
        ]
        for vals, phrases in table:
            with self.subTest(vals):
                notice = self.make(**vals).duplicate_notice
                for phrase in phrases:
                    self.assertIn(phrase, notice)
                self.assertNotIn("Secret fan", notice)
        self.assertFalse(self.make(partner_name="Bolt Ltd").duplicate_notice)

    def test_a_pool_may_refuse_with_a_sentence_that_names_only_what_the_user_may_read(self):
        self.south.duplicate_policy = "refuse"
        for vals, sentence in [
            ({"email_from": "free@pump.example"}, "Free pump .free in South pool.. The pool “South pool” takes no dup"),
            ({"partner_name": "华风"}, "exists already: a record held by the team East"),
        ]:
            with self.assertRaisesRegex(UserError, sentence) as refused, self.env.cr.savepoint():
                self.make(**vals)
            self.assertNotIn("Secret", str(refused.exception))
            self.assertNotIn("<a", str(refused.exception))
        self.assertTrue(self.make(partner_name="Bolt Ltd"))

    def test_a_pool_may_take_everything(self):
        self.south.duplicate_policy = "accept"
        self.assertFalse(self.make(email_from="free@pump.example").duplicate_notice)

    def test_an_import_names_the_row_that_is_refused(self):
        self.south.duplicate_policy = "refuse"
        bolt, pump, nut = ["Bolt", "bolt@x.example"], ["Pump", "free@pump.example"], ["Nut", "bolt@x.example"]
        leads = self.as_user(self.anna, self.env["crm.lead"]).with_context(
            import_file=True, default_type="lead", default_pool_id=self.south.id
        )
        for rows, twin in [([bolt, pump], "Free pump"), ([bolt, nut], "Bolt")]:
            result = leads.load(["name", "email_from"], rows)
            self.assertFalse(result["ids"])
            (told,) = [message["message"] for message in result["messages"] if message.get("record") == 1]
            self.assertIn(twin, told)
        self.assertEqual(len(leads.load(["name", "email_from"], [bolt])["ids"]), 1)

    def import_file(self, rows, dryrun):
        """Import rows of name and email into the South pool on the import screen, as Anna."""
        screen = self.as_user(self.anna, self.env["base_import.import"]).with_context(
            default_type="lead", default_pool_id=self.south.id
        )
        lines = "\n".join(",".join(row) for row in rows)
        wizard = screen.create({"res_model": "crm.lead", "file": lines.encode(), "file_type": "text/csv"})
        columns, options = ["name", "email_from"], {"quoting": '"', "separator": ",", "has_headers": False}
        with patch.object(type(self.env["res.users"]), "_bus_send") as told:
            result = wizard.execute_import(columns, columns, options, dryrun=dryrun)
        return result, [
            call.args[1]["message"] for call in told.call_args_list if call.args[0] == "simple_notification"
        ]

    def test_an_import_that_only_flags_says_so_at_once(self):
        rows = [["Bolt", "bolt@x.example"], ["Pump", "free@pump.example"], ["Acme", "wu@acme.example"]]
        told = (
            "2 imported records look like what is there already. Pump: Possible duplicate of Free pump (free in South "
            "pool); Acme: Possible duplicate of Acme Tools Co., Ltd. (held by Ben)"
        )
        result, aside = self.import_file(rows, dryrun=True)
        self.assertEqual([(each["type"], each["message"]) for each in result["messages"]], [("warning", told)])
        self.assertFalse(aside)
        result, aside = self.import_file(rows, dryrun=False)
        self.assertEqual((len(result["ids"]), result["messages"], aside), (3, [], [told]), "a warning would stop it")

    def test_an_import_tells_nothing_that_the_pool_hides(self):
        self.south.masked_field_ids = self.env.ref("crm.field_crm_lead__email_from")
        result, _aside = self.import_file([["Pump", "free@pump.example"]], dryrun=True)
        self.assertEqual(result["messages"], [])

    def test_customers_are_compared_by_tax_number_too(self):
        self.customers.duplicate_policy = "refuse"
        self.customer.vat = "DE136695976"
        partners = self.as_user(self.anna, self.env["res.partner"]).sudo(False)
        self.anna.group_ids = [Command.link(self.env.ref("base.group_partner_manager").id)]
        with self.assertRaisesRegex(UserError, "Acme Tools"):
            partners.create({"name": "X", "is_company": True, "vat": "DE136695976", "pool_id": self.customers.id})

    def test_another_company_is_no_duplicate(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.free.unlink()
        self.new_leads(
            user=self.new_user("stranger", company=other), company_id=other.id, team_id=False, email_from="a@b.example"
        )
        self.assertFalse(self.make(email_from="a@b.example").duplicate_notice)

    def test_what_runs_by_itself_is_never_refused(self):
        self.south.duplicate_policy = "refuse"
        twin = self.new_leads(pool=self.south, email_from="free@pump.example")
        self.assertIn("Free pump", twin.duplicate_notice)

    def test_a_batch_costs_no_more_queries_than_one(self):
        self.south.duplicate_policy = "refuse"
        leads = self.new_leads(30, pool=self.south)
        for number, lead in enumerate(leads):
            lead.email_from = f"{number}@batch.example"
        counts = []
        for some in (leads[:1], leads):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some._refuse_duplicates()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1], counts)
        self.assertLessEqual(counts[0], 8)
