from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestSpeed(PoolCase):
    """Being in a pool costs few queries, and work in bulk costs them once. Times are in the benchmarks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.south.rule_ids = [
            (0, 0, {"name": "Idle", "followup_days": 7}),
            (0, 0, {"name": "Slow", "first_followup_hours": 24}),
        ]

    def count(self, leads, work):
        """Return how many queries a person's work on the second lead takes; the first fills the caches."""
        for lead in leads:
            self.settle()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            work(self.as_user(self.anna, lead))
            self.settle()
        return self.env.cr.sql_log_count - before

    def compare(self, work):
        """Return how many more queries work takes on a held lead of a pool than on one without a pool."""
        pooled = self.new_leads(2, pool=self.south, user=self.anna)
        plain = self.new_leads(2, user=self.anna)
        return self.count(pooled, work) - self.count(plain, work)

    def watch(self, lead, method):
        """Let a method of the model tell whether it was called, and work as ever."""
        return patch.object(type(lead), method, autospec=True, side_effect=getattr(type(lead), method))

    def test_a_note_costs_at_most_two_more_queries(self):
        self.assertLessEqual(self.compare(lambda lead: lead.message_post(body=f"Called {lead.name}")), 2)

    def test_saving_costs_no_more_queries(self):
        for vals in ({"name": "New"}, {"expected_revenue": 7}, {"partner_name": "Acme", "city": "Wuhan", "phone": "1"}):
            with self.subTest(fields=list(vals)):
                self.assertLessEqual(self.compare(lambda lead, vals=vals: lead.write(dict(vals))), 0)

    def test_saving_the_form_costs_at_most_three_more_queries(self):
        form = {"name": {}, "user_id": {"fields": {"display_name": {}}}, "pool_id": {"fields": {"display_name": {}}}}
        self.assertLessEqual(self.compare(lambda lead: lead.web_save({"name": "New"}, form)), 3)

    def test_reading_free_leads_takes_no_second_look_at_their_rows(self):
        leads = self.as_user(self.anna, self.new_leads(3, pool=self.south))
        self.settle()
        self.env.invalidate_all()
        leads.search_fetch([("id", "in", leads.ids)], ["name"])
        leads.check_access("read")
        self.assertEqual(list(leads._fields["description"]._cache_missing_ids(leads)), leads.ids)

    def test_the_deals_of_a_saved_customer_are_read_once(self):
        customer = self.env["res.partner"].create({"name": "Acme", "is_company": True})
        self.settle()
        with self.watch(self.env["crm.lead"], "_read_group") as read:
            customer.write({"name": "New", "city": "Wuhan", "phone": "+86 755 22222"})
            self.settle()
        self.assertEqual(read.call_count, 1)

    def test_assignment_writes_once_for_each_person_and_settles_once(self):
        self.south.assign_method = "round_robin"
        leads = self.new_leads(6, pool=self.south)
        Lead, settled = type(leads), []
        settle = Lead._settle_holdings
        with patch.object(
            Lead, "_settle_holdings", lambda records, *args: settled.append(records) or settle(records, *args)
        ):
            self.south.run_assign()
        self.assertEqual([len(records) for records in settled], [6])
        self.assertEqual(len(leads.pool_holding_ids), 6)

    def test_assignment_costs_no_query_for_each_record(self):
        self.south.assign_method = "round_robin"
        counts = []
        for number in (6, 6, 30):  # the first fills the caches
            self.new_leads(number, pool=self.south)
            self.settle()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.south.run_assign()
            self.settle()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], counts[1])

    def test_a_new_owner_changes_nothing_that_follows_from_the_team(self):
        lead = self.new_leads(1, pool=self.south)
        team, probability = lead.team_id, lead.probability
        self.settle()
        with self.watch(lead, "_compute_probabilities") as judged, self.watch(lead, "_compute_stage_id") as placed:
            lead.user_id = self.anna
            self.settle()
        self.assertFalse(judged.called or placed.called)
        self.assertEqual((lead.team_id, lead.probability), (team, probability))
        self.assertTrue(lead.date_open)

    def test_another_team_written_with_the_owner_has_its_consequences(self):
        lead, team = self.new_leads(1, pool=self.south), self.env["crm.team"].create({"name": "Other"})
        self.settle()
        with self.watch(lead, "_compute_probabilities") as judged:
            lead.write({"user_id": self.anna.id, "team_id": team.id})
            self.settle()
        self.assertTrue(judged.called)
        self.assertEqual(lead.team_id, team)

    def test_owners_follow_their_records_and_previous_owners_do_not(self):
        self.south.assign_method = "round_robin"
        leads = self.new_leads(2, pool=self.south)
        plan = leads[0].activity_schedule("mail.mail_activity_data_todo", user_id=self.anna.id)
        plan.user_id = False
        self.south.run_assign()
        for lead in leads:
            self.assertIn(lead.user_id.partner_id, lead.message_partner_ids)
            self.assertTrue(lead.message_follower_ids.subtype_ids)
        self.assertEqual(plan.user_id, leads[0].user_id)
        self.as_user(self.manager, leads).write({"user_id": False})
        self.assertFalse(leads.message_partner_ids & (self.anna | self.ben).partner_id)
        self.assertFalse(plan.user_id)

    def test_records_alike_are_checked_for_their_company_all_the_same(self):
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self.new_user("stranger", company=other)
        leads = self.new_leads(3, pool=self.south, user=self.anna)
        with self.assertRaises(UserError):
            leads.write({"user_id": stranger.id, "company_id": self.company.id})

    def test_my_pools_are_found_as_they_are_shown(self):
        free = self.new_leads(2, pool=self.south) | self.new_leads(1, pool=self.east)
        held = self.new_leads(1, pool=self.south, user=self.anna)
        for user, expected in ((self.anna, free[:2]), (self.carl, free[2]), (self.manager, free[:2]), (self.ops, free)):
            with self.subTest(user=user.name):
                Lead = self.as_user(user, self.env["crm.lead"])
                found = Lead.search([("is_in_my_pools", "=", True), ("id", "in", (free | held).ids)], order="id")
                self.assertEqual(found.ids, expected.ids)
                self.assertTrue(all(found.mapped("is_in_my_pools")))
                self.assertFalse(self.as_user(self.anna, held).is_in_my_pools)
