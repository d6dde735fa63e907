from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestEntry(PoolCase):
    """Leads find their pool by rule."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.south.write({"is_entry_automatic": True, "entry_domain": "[('city', '=', 'Shenzhen')]", "sequence": 1})
        cls.east.write(
            {"is_entry_automatic": True, "entry_domain": "[('city', 'in', ['Shanghai', 'Shenzhen'])]", "sequence": 2}
        )

    def test_a_new_unowned_lead_flows_into_the_first_pool_that_matches(self):
        shenzhen, shanghai, paris = (self.new_leads(city=city) for city in ("Shenzhen", "Shanghai", "Paris"))
        self.assertEqual((shenzhen.pool_id, shanghai.pool_id, paris.pool_id.id), (self.south, self.east, False))
        self.assertTrue(shenzhen.pool_entry_at)
        self.assertEqual(shenzhen.team_id, self.team)

    def test_a_self_created_lead_has_its_home_pool_and_a_holding(self):
        lead = self.env["crm.lead"].with_user(self.anna).create({"name": "Own", "type": "lead", "city": "Shenzhen"})
        self.assertEqual((lead.user_id, lead.pool_id), (self.anna, self.south))
        self.assertHistory(lead.sudo(), [(self.anna, "create", False)])

    def test_self_created_leads_count_to_the_holding_limit(self):
        self.south.holding_limit = 1
        Lead = self.env["crm.lead"].with_user(self.anna)
        Lead.create({"name": "One", "type": "lead", "city": "Shenzhen"})
        with self.assertRaisesRegex(UserError, "holds 1"):
            Lead.create({"name": "Two", "type": "lead", "city": "Shenzhen"})

    def test_an_imported_list_comes_unowned(self):
        Lead = self.env["crm.lead"].with_user(self.ops).with_context(import_file=True, default_type="lead")
        result = Lead.load(["name", "city"], [["A", "Shenzhen"], ["B", "Paris"]])
        first, second = Lead.browse(result["ids"])
        self.assertEqual((first.pool_id, first.user_id.id, first.company_id), (self.south, False, self.company))
        self.assertEqual((second.pool_id.id, second.user_id.id), (False, False))

    def test_creating_in_a_chosen_pool_makes_a_free_lead_for_its_people_only(self):
        lead = self.env["crm.lead"].with_user(self.anna).create({"name": "X", "type": "lead", "pool_id": self.south.id})
        self.assertEqual((lead.pool_id, lead.user_id.id, lead.company_id), (self.south, False, self.company))
        with self.assertRaisesRegex(AccessError, "not a member"):
            self.env["crm.lead"].with_user(self.anna).create({"name": "X", "type": "lead", "pool_id": self.east.id})

    def test_a_lead_whose_city_is_found_later_flows_in_then(self):
        lead = self.new_leads()
        lead.city = "Shenzhen"
        self.settle()
        self.assertEqual(lead.pool_id, self.south)

    def test_a_lead_of_another_company_does_not_flow_in(self):
        other = self.env["res.company"].create({"name": "Other"})
        lead = self.new_leads(city="Shenzhen", company_id=other.id, team_id=False)
        self.assertFalse(lead.pool_id)

    def test_existing_leads_flow_in_when_asked(self):
        self.south.is_entry_automatic = False
        self.east.is_entry_automatic = False
        free, owned = self.new_leads(city="Shenzhen"), self.new_leads(city="Shenzhen", user=self.anna)
        self.assertFalse((free | owned).pool_id)
        self.south.is_entry_automatic = True
        self.assertEqual(self.south.with_user(self.manager).run_entry() >= 2, True)
        self.assertEqual((free | owned).pool_id, self.south)
        self.assertHistory(owned, [(self.anna, "create", False)])
        with self.assertRaises(AccessError):
            self.south.with_user(self.anna).run_entry()

    def test_domains_that_no_event_announces_are_refused(self):
        for domain, sentence in (
            ("[('team_id.name', '=', 'South')]", "stored on the record"),
            ("[('create_date', '>', '-7d')]", "relative dates"),
            ("[('user_id', '=', 1)]", "salesperson"),
            ("[('user_id', '=', uid)]", "cannot be read"),
            ("[('nonsense', '=', 1)]", ""),
        ):
            with self.subTest(domain=domain), self.assertRaisesRegex(ValidationError, sentence):
                self.south.entry_domain = domain

    def test_people_of_a_member_team_are_members_while_they_are_in_it(self):
        self.south.member_team_ids = self.team
        self.env["crm.team.member"].create({"crm_team_id": self.team.id, "user_id": self.carl.id})
        self.assertIn(self.carl, self.south.access_user_ids)
        self.team.member_ids = [Command.unlink(self.carl.id)]
        self.assertNotIn(self.carl, self.south.access_user_ids)
        self.assertIn(self.anna, self.south.access_user_ids)

    def test_a_pool_with_history_stays_what_it_is(self):
        self.new_leads(pool=self.south, user=self.anna)
        with self.assertRaisesRegex(ValidationError, "Create another pool"):
            self.south.kind = "customer"

    def test_the_form_of_a_pool_works_for_operations(self):
        form = Form(self.env["sales.pool"].with_user(self.ops))
        form.name = "New"
        form.team_id = self.team
        self.assertEqual(form.save().company_id, self.company)
