from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestAssign(PoolCase):
    """Automatic assignment gives free leads to people, fairly and within their limits."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.south.assign_method = "round_robin"
        cls.member_anna, cls.member_ben = cls.south.member_ids

    def shares(self, leads):
        return [len(leads.filtered(lambda lead, user=user: lead.user_id == user)) for user in (self.anna, self.ben)]

    def test_leads_go_round_and_the_next_run_continues(self):
        first = self.new_leads(3, pool=self.south)
        self.assertEqual(self.south.run_assign(), 3)
        self.assertEqual(self.shares(first), [2, 1])
        second = self.new_leads(1, pool=self.south)
        self.south.run_assign()
        self.assertEqual(self.shares(second), [0, 1])

    def test_the_ledger_says_why(self):
        lead = self.new_leads(pool=self.south)
        self.south.run_assign()
        holding = lead.pool_holding_ids
        self.assertEqual((holding.source, holding.explanation), ("auto", "Assigned in turn"))

    def test_the_dry_run_tells_exactly_what_the_run_does(self):
        leads = self.new_leads(5, pool=self.south)
        self.member_anna.open_limit = 1
        self.member_ben.open_limit = 3
        rows = self.south.with_user(self.manager).simulate_assign()
        self.assertFalse(leads.user_id)
        self.south.with_user(self.manager).run_assign()
        self.assertEqual(
            {row["record_id"]: row["user_id"] for row in rows}, {lead.id: lead.user_id.id for lead in leads}
        )
        self.assertEqual(len([row for row in rows if not row["user_id"]]), 1)

    def test_the_run_is_for_managers_of_the_pool(self):
        for method in ("run_assign", "simulate_assign", "run_reclaim", "simulate_reclaim"):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(self.south.with_user(self.anna), method)()

    def test_one_bad_record_does_not_keep_the_others_and_the_managers_read_why(self):
        leads = self.new_leads(5, pool=self.south)
        Lead, give = type(leads), type(leads).write

        def write(records, vals):
            if "user_id" in vals and leads[2] in records:
                raise ValueError("A rule of automation refuses")
            return give(records, vals)

        with patch.object(Lead, "write", write):
            self.run_cron(self.env["sales.pool"]._cron_assign)
        self.assertEqual(leads - leads[2], leads.filtered("user_id"))
        self.assertEqual(self.south.assign_error, "Lead 2: A rule of automation refuses")
        self.run_cron(self.env["sales.pool"]._cron_assign)
        self.assertTrue(leads[2].user_id)
        self.assertFalse(self.south.assign_error)

    @mute_logger("odoo.addons.sales_cloud_pools.models.sales_pool_assign")
    def test_one_bad_pool_does_not_keep_the_others(self):
        self.east.assign_method = "round_robin"
        leads = self.new_leads(pool=self.south), self.new_leads(pool=self.east)
        Pool, plan = type(self.south), type(self.south)._plan_assign

        def plan_badly(pool, records):
            if pool == self.south:
                raise ValueError("No time zone")
            return plan(pool, records)

        with (
            patch.object(Pool, "_plan_assign", plan_badly),
            patch.object(self.env.cr, "rollback", self.env.cr.flush),
        ):
            self.run_cron(self.env["sales.pool"]._cron_assign)
        self.assertEqual([lead.user_id for lead in leads], [self.env["res.users"], self.carl])
        self.assertEqual(self.south.assign_error, "The run stopped: No time zone")

    def test_limits_per_day_and_at_once_hold(self):
        self.member_anna.daily_limit = 1
        self.member_ben.open_limit = 2
        leads = self.new_leads(6, pool=self.south)
        self.south.run_assign()
        self.assertEqual(self.shares(leads), [1, 2])
        with freeze_time(fields.Datetime.now() + timedelta(days=1)):
            self.south.run_assign()
        self.assertEqual(self.shares(leads), [2, 2])

    def test_absent_and_archived_people_receive_nothing(self):
        self.member_anna.away_until = fields.Date.today() + timedelta(days=1)
        leads = self.new_leads(2, pool=self.south)
        self.south.run_assign()
        self.assertEqual(self.shares(leads), [0, 2])
        self.member_ben.is_assignable = False
        more = self.new_leads(1, pool=self.south)
        self.south.run_assign()
        self.assertFalse(more.user_id)

    def test_weights_and_load_are_levelled(self):
        self.south.assign_method = "weighted"
        self.member_anna.weight = 3
        leads = self.new_leads(8, pool=self.south)
        self.south.run_assign()
        self.assertEqual(self.shares(leads), [6, 2])
        self.south.assign_method = "least_open"
        more = self.new_leads(4, pool=self.south)
        self.south.run_assign()
        self.assertEqual(self.shares(more), [0, 4])

    def test_a_lead_does_not_go_back_to_who_just_lost_it(self):
        self.south.cooldown_days = 5
        lead = self.new_leads(pool=self.south)
        self.south.run_assign()
        owner = lead.user_id
        self.as_user(owner, lead).action_pool_return(self.reason.id)
        self.south.run_assign()
        self.assertEqual(lead.user_id, (self.anna | self.ben) - owner)

    def test_records_that_are_not_open_yet_wait(self):
        lead = self.new_leads(pool=self.south)
        lead.pool_release_at = fields.Datetime.now() + timedelta(hours=1)
        self.south.run_assign()
        self.assertFalse(lead.user_id)

    def test_assignment_may_keep_to_working_hours(self):
        self.south.is_assign_working_time = True
        with freeze_time("2026-06-06 03:00:00"):  # Saturday
            self.assertFalse(self.south._is_assign_time())
        with freeze_time("2026-06-08 03:00:00"):
            self.assertTrue(self.south._is_assign_time())

    def test_queries_grow_with_people_not_with_leads(self):
        counts = []
        for size in (10, 60):
            self.new_leads(size, pool=self.south)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.south.run_assign()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1] - counts[0], 20, f"ten: {counts[0]}, sixty: {counts[1]}")

    def test_people_who_do_not_work_today_by_their_own_calendar_receive_nothing(self):
        calendar = self.company.resource_calendar_id
        self.env["resource.resource"].create(
            {"name": "Anna", "user_id": self.anna.id, "company_id": self.company.id, "calendar_id": calendar.id}
        )
        for moment, shares, absence in (
            ("2026-06-06 03:00:00", [0, 2], "does not work today"),  # Saturday
            ("2026-06-08 03:00:00", [1, 1], False),
        ):
            with self.subTest(moment=moment), freeze_time(moment):
                leads = self.new_leads(2, pool=self.south)
                self.south.run_assign()
                self.assertEqual(self.shares(leads), shares)
                self.member_anna.invalidate_recordset(["absence"])
                self.assertEqual(self.member_anna.absence, absence)

    def test_somebody_who_leaves_at_noon_receives_nothing_from_then_on(self):
        morning = self.new_leads(2, pool=self.south)
        self.south.run_assign()
        self.assertEqual(self.shares(morning), [1, 1])
        self.member_ben.with_user(self.manager).away_until = fields.Date.today()
        afternoon = self.new_leads(2, pool=self.south)
        self.south.run_assign()
        self.assertEqual(self.shares(afternoon), [2, 0])
        self.assertIn("away until", self.member_ben.absence)

    def test_a_record_that_nobody_may_have_does_not_stop_those_behind_it(self):
        self.member_ben.is_assignable = False
        self.south.cooldown_days = 30
        blocked = self.new_leads(3, pool=self.south, user=self.anna)
        self.as_user(self.anna, blocked).action_pool_return(self.reason.id)
        blocked.write({"pool_entry_at": fields.Datetime.now() - timedelta(days=1)})
        free = self.new_leads(3, pool=self.south)
        with patch("odoo.addons.sales_cloud_pools.models.sales_pool_assign.ASSIGN_BATCH", 2):
            self.run_cron(self.env["sales.pool"]._cron_assign)
        self.assertFalse(blocked.user_id)
        self.assertEqual(free.user_id, self.anna)

    def test_who_receives_nothing_and_why_is_told(self):
        lead = self.new_leads(pool=self.south)
        self.south.member_ids.is_assignable = False
        row = self.south.with_user(self.manager).simulate_assign()[0]
        self.assertEqual((row["record_id"], row["user_id"]), (lead.id, False))
        self.assertIn("add people or let them receive", row["explanation"])

    def test_the_dry_run_shows_its_result_as_soon_as_it_is_opened(self):
        self.south.assign_method = "round_robin"
        self.new_leads(2, pool=self.south)
        dry_run = self.as_user(self.manager, self.env["sales.pool.simulation"])
        with Form(dry_run.with_context(default_pool_id=self.south.id)) as form:
            self.assertEqual((form.kind, form.summary, len(form.line_ids)), ("assign", "2 records:", 2))
            form.kind = "reclaim"
            self.assertEqual((form.summary, len(form.line_ids)), ("Nothing would happen.", 0))
        with Form(dry_run.with_context(default_pool_id=self.east.id)) as form:
            self.assertEqual(form.summary, "Only the managers of the pool see what it would do.")
