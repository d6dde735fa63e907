from datetime import timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestClaim(PoolCase):
    """Representatives take free records of their pools, within the pool's limits."""

    def claim(self, user, leads):
        return self.as_user(user, leads).action_pool_claim()

    def test_a_member_claims_a_free_lead(self):
        lead = self.new_leads(pool=self.south)
        self.claim(self.anna, lead)
        self.assertEqual(lead.user_id, self.anna)
        self.assertEqual((lead.pool_id, lead.company_id), (self.south, self.company))
        self.assertHistory(lead, [(self.anna, "claim", False)])
        self.assertIn(self.anna.partner_id, lead.message_partner_ids)

    def test_the_second_claimer_hears_that_somebody_was_faster(self):
        lead = self.new_leads(pool=self.south)
        self.claim(self.anna, lead)
        with self.assertRaisesRegex(UserError, "Somebody else was faster: Lead 0"):
            self.claim(self.ben, lead)
        self.assertEqual(lead.user_id, self.anna)

    def test_an_outsider_is_refused_and_does_not_see_the_lead(self):
        lead = self.new_leads(pool=self.south)
        with self.assertRaisesRegex(AccessError, "not a member"):
            self.claim(self.carl, lead)
        self.assertFalse(self.as_user(self.carl, lead).search([("id", "=", lead.id)]))

    def test_writing_oneself_as_salesperson_is_a_claim_with_all_its_limits(self):
        self.south.daily_claim_limit = 1
        first, second = self.new_leads(2, pool=self.south)
        self.as_user(self.anna, first).write({"user_id": self.anna.id, "description": "mine"})
        self.assertHistory(first, [(self.anna, "claim", False)])
        with self.assertRaisesRegex(UserError, "1 records a day"):
            self.as_user(self.anna, second).write({"user_id": self.anna.id})
        with self.assertRaises(AccessError):
            self.as_user(self.carl, second).write({"user_id": self.carl.id})

    def test_a_free_lead_is_not_written_by_members(self):
        lead = self.new_leads(pool=self.south)
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            self.as_user(self.anna, lead).write({"phone": "1"})
        with self.assertRaises(AccessError):
            self.as_user(self.anna, lead).write({"user_id": self.ben.id})

    def test_a_batch_is_claimed_whole_or_not_at_all(self):
        self.south.daily_claim_limit = 3
        leads = self.new_leads(5, pool=self.south)
        with self.assertRaisesRegex(UserError, "3 left"):
            self.claim(self.anna, leads)
        self.assertFalse(leads.user_id)
        self.assertFalse(leads.pool_holding_ids)
        self.claim(self.anna, leads[:3])
        self.assertEqual(leads[:3].user_id, self.anna)

    def test_claiming_and_returning_does_not_escape_the_daily_limit(self):
        self.south.daily_claim_limit = 2
        leads = self.new_leads(3, pool=self.south)
        for lead in leads[:2]:
            self.claim(self.anna, lead)
            self.as_user(self.anna, lead).action_pool_return(self.reason.id)
        with self.assertRaisesRegex(UserError, "took 2 today"):
            self.claim(self.anna, leads[2])

    def test_a_day_is_the_day_of_the_pools_calendar(self):
        self.south.daily_claim_limit = 1
        leads = self.new_leads(2, pool=self.south)
        with freeze_time("2026-06-01 15:30:00"):  # 23:30 in Shanghai
            self.claim(self.anna, leads[0])
        with freeze_time("2026-06-01 16:30:00"):  # 00:30 the next day
            self.claim(self.anna, leads[1])
        self.assertEqual(leads.user_id, self.anna)

    def test_the_holding_limit_leaves_exempt_records_out(self):
        self.south.write({"holding_limit": 2, "holding_exempt_domain": "[('priority', '=', '3')]"})
        leads = self.new_leads(4, pool=self.south)
        self.claim(self.anna, leads[:2])
        with self.assertRaisesRegex(UserError, "holds 2"):
            self.claim(self.anna, leads[2])
        leads[0].priority = "3"
        self.claim(self.anna, leads[2])

    def test_a_members_own_limit_overrides_the_pools(self):
        self.south.daily_claim_limit = 1
        self.south.member_ids.filtered(lambda member: member.user_id == self.anna).daily_limit = 2
        leads = self.new_leads(4, pool=self.south)
        self.claim(self.anna, leads[:2])
        with self.assertRaises(UserError):
            self.claim(self.ben, leads[2:])

    def test_a_previous_owner_waits_out_the_cooldown(self):
        self.south.cooldown_days = 10
        lead = self.new_leads(pool=self.south)
        with freeze_time("2026-06-01 02:00:00"):
            self.claim(self.anna, lead)
            self.as_user(self.anna, lead).action_pool_return(self.reason.id)
            with self.assertRaisesRegex(UserError, "held this before"):
                self.claim(self.anna, lead)
        with freeze_time("2026-06-12 02:00:00"):
            self.claim(self.anna, lead)
        self.assertEqual(lead.user_id, self.anna)

    def test_the_cooldown_may_bar_every_previous_owner(self):
        lead = self.new_leads(pool=self.south)
        for user in (self.anna, self.ben):
            self.claim(user, lead)
            self.as_user(user, lead).action_pool_return(self.reason.id)
        self.south.cooldown_days = 10
        now = fields.Datetime.now()
        self.assertFalse(lead._filter_cooling(self.south, self.anna, now))
        self.south.cooldown_scope = "any"
        self.assertEqual(lead._filter_cooling(self.south, self.anna, now), lead)

    def test_the_cooldown_may_bar_the_team_of_the_last_owner(self):
        self.team.member_ids = self.anna | self.ben
        self.south.write({"cooldown_days": 10, "cooldown_scope": "team", "manager_ids": [Command.link(self.carl.id)]})
        self.south.is_manager_exempt = False
        lead = self.new_leads(pool=self.south)
        self.claim(self.anna, lead)
        self.as_user(self.anna, lead).action_pool_return(self.reason.id)
        ways = [
            (self.ben, lambda: self.claim(self.ben, lead)),
            (self.ben, lambda: self.as_user(self.ben, lead).write({"user_id": self.ben.id})),
            (self.manager, lambda: self.as_user(self.manager, lead).action_pool_assign(self.ben.id)),
            (self.anna, lambda: self.claim(self.anna, lead)),
        ]
        for user, way in ways:
            with self.assertRaisesRegex(UserError, "colleague of the same sales team"), self.env.cr.savepoint():
                way()
            self.assertFalse(lead.user_id, user.name)
        self.south.assign_method = "round_robin"
        (row,) = self.as_user(self.manager, self.south).simulate_assign()
        self.assertEqual(
            (row["user_id"], row["explanation"].split(": ")[1]), (False, "2 of the team that held it before")
        )
        self.claim(self.carl, lead)
        self.assertEqual(lead.user_id, self.carl)

    def test_the_cooldown_of_a_team_costs_no_more_for_more_records(self):
        self.team.member_ids = self.anna | self.ben
        self.south.write({"cooldown_days": 10, "cooldown_scope": "team"})
        leads = self.new_leads(20, pool=self.south)
        self.claim(self.anna, leads)
        self.as_user(self.anna, leads).action_pool_return(self.reason.id)
        self.env.flush_all()
        counts = []
        for few in (leads[:1], leads):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(set(few._get_cooling_owners(self.south, fields.Datetime.now())), set(few.ids))
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)

    def test_a_new_lead_waits_out_its_freshness(self):
        self.south.fresh_hours = 24
        lead = self.new_leads(pool=self.south)
        with self.assertRaisesRegex(UserError, "first 24 hours"):
            self.claim(self.anna, lead)
        with freeze_time(fields.Datetime.now() + timedelta(hours=25)):
            self.claim(self.anna, lead)

    def test_nobody_claims_before_the_opening_hour(self):
        lead = self.new_leads(pool=self.south)
        lead.pool_release_at = fields.Datetime.now() + timedelta(hours=2)
        with self.assertRaisesRegex(UserError, "opens for everybody"):
            self.claim(self.anna, lead)

    def test_an_assignment_only_pool_is_not_claimed(self):
        self.south.is_claimable = False
        with self.assertRaisesRegex(UserError, "assigned, not claimed"):
            self.claim(self.anna, self.new_leads(pool=self.south))

    def test_managers_claim_without_limits_where_the_pool_says_so(self):
        self.south.daily_claim_limit = 1
        leads = self.new_leads(2, pool=self.south)
        self.claim(self.manager, leads)
        self.assertEqual(leads.user_id, self.manager)
        self.assertIn(self.manager, self.south.member_ids.user_id)
        self.south.is_manager_exempt = False
        with self.assertRaises(UserError):
            self.claim(self.manager, self.new_leads(pool=self.south))

    def test_the_holding_limit_binds_a_colleague_who_is_handed_a_lead(self):
        self.south.holding_limit = 1
        first, second = self.new_leads(2, pool=self.south)
        self.claim(self.anna, first)
        self.claim(self.ben, second)
        with self.assertRaisesRegex(UserError, "Ben holds 1"):
            self.as_user(self.anna, first).write({"user_id": self.ben.id})

    def test_claiming_a_batch_takes_as_many_queries_as_claiming_one_and_a_few(self):
        self.claim(self.anna, self.new_leads(pool=self.south))
        counts = []
        for size in (1, 40):
            leads = self.new_leads(size, pool=self.south)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.claim(self.anna, leads)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1] - counts[0], 12, f"one: {counts[0]} queries, forty: {counts[1]}")
