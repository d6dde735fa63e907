from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import PoolCase

MONDAY = "2026-06-01 02:00:00"  # 10:00 in Shanghai


@tagged("post_install", "-at_install")
class TestDeadline(PoolCase):
    """Every event that changes when a lead goes back changes the deadline and its sentence."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls.env["sales.pool.rule"].create(
            {"pool_id": cls.south.id, "name": "Nobody follows up", "followup_days": 5}
        )

    def claimed(self, **vals):
        lead = self.new_leads(pool=self.south, **vals)
        self.as_user(self.anna, lead).action_pool_claim()
        return lead

    def assertGoesBack(self, lead, local_day):
        """Compare the last day before the lead goes back, None if it stays."""
        self.settle()
        self.env.invalidate_all()
        expected = local_day and datetime.fromisoformat(f"{local_day} 15:59:59")
        self.assertEqual(lead.reclaim_at or None, expected)
        self.assertEqual(lead.pool_holding_ids.filtered(lambda row: not row.date_end).reclaim_at or None, expected)

    @freeze_time(MONDAY)
    def test_a_claimed_lead_goes_back_after_working_days(self):
        lead = self.claimed()
        self.assertGoesBack(lead, "2026-06-08")
        self.assertEqual(lead.reclaim_reason, "Goes back to South pool on Mon 8 June: no follow-up for 5 working days")
        self.assertEqual(lead.search([("reclaim_at", "<", "2026-06-09"), ("id", "=", lead.id)]), lead)
        self.assertFalse(lead.search([("reclaim_at", "<", "2026-06-08"), ("id", "=", lead.id)]))

    def test_a_follow_up_renews_it(self):
        with freeze_time(MONDAY):
            lead = self.claimed()
        with freeze_time("2026-06-04 02:00:00"):
            self.as_user(self.anna, lead).message_post(body="They want a quotation", message_type="comment")
            self.assertGoesBack(lead, "2026-06-11")

    @freeze_time(MONDAY)
    def test_a_note_of_a_colleague_does_not(self):
        lead = self.claimed()
        lead.with_user(self.manager).message_post(body="How is it going?", message_type="comment")
        self.assertGoesBack(lead, "2026-06-08")

    @freeze_time(MONDAY)
    def test_the_first_follow_up_may_have_its_own_hours(self):
        self.rule.write({"followup_days": 0, "first_followup_hours": 4})
        lead = self.claimed()
        self.settle()
        self.assertEqual(lead.reclaim_at, datetime(2026, 6, 1, 7))  # 12:00-13:00 is lunch, so 15:00
        self.as_user(self.anna, lead).message_post(body="Called", message_type="comment")
        self.assertGoesBack(lead, None)

    @freeze_time(MONDAY)
    def test_all_conditions_of_a_rule_have_to_be_overdue_and_the_first_rule_counts(self):
        self.rule.convert_days = 10
        lead = self.claimed()
        self.assertGoesBack(lead, "2026-06-15")
        self.env["sales.pool.rule"].create({"pool_id": self.south.id, "name": "Quick", "convert_days": 3})
        self.run_cron(self.env["sales.pool.holding"]._cron_recompute)
        self.assertGoesBack(lead, "2026-06-04")

    @freeze_time(MONDAY)
    def test_rules_apply_to_their_domain_and_spare_their_exemption(self):
        self.rule.write({"domain": "[('city', '=', 'Shenzhen')]", "exempt_domain": "[('priority', '=', '3')]"})
        lead = self.claimed()
        self.assertGoesBack(lead, None)
        lead.city = "Shenzhen"
        self.assertGoesBack(lead, "2026-06-08")
        lead.priority = "3"
        self.assertGoesBack(lead, None)

    @freeze_time(MONDAY)
    def test_an_edited_rule_shows_that_it_is_being_recalculated(self):
        lead = self.claimed()
        self.rule.followup_days = 2
        self.assertIn("Being recalculated", lead.reclaim_reason)
        self.run_cron(self.env["sales.pool.holding"]._cron_recompute)
        self.assertGoesBack(lead, "2026-06-03")
        self.rule.active = False
        self.run_cron(self.env["sales.pool.holding"]._cron_recompute)
        self.assertGoesBack(lead, None)

    @freeze_time(MONDAY)
    def test_holidays_and_moved_working_days_count(self):
        lead = self.claimed()
        Leaves = self.env["resource.calendar.leaves"].with_company(self.company)
        calendar = self.company.resource_calendar_id.id
        holiday = Leaves.create(
            {
                "name": "Holiday",
                "calendar_id": calendar,
                "date_from": "2026-06-02 16:00:00",
                "date_to": "2026-06-04 15:59:59",
            }
        )
        self.run_cron(self.env["sales.pool.holding"]._cron_recompute)
        self.assertGoesBack(lead, "2026-06-10")
        saturday = Leaves.create(
            {
                "name": "Worked instead",
                "calendar_id": calendar,
                "is_working_day": True,
                "date_from": "2026-06-05 16:00:00",
                "date_to": "2026-06-06 15:59:59",
            }
        )
        self.run_cron(self.env["sales.pool.holding"]._cron_recompute)
        self.assertGoesBack(lead, "2026-06-09")
        self.assertEqual(saturday.time_type, "other")
        holiday.calendar_id = self.company.resource_calendar_id.copy()
        self.run_cron(self.env["sales.pool.holding"]._cron_recompute)
        self.assertGoesBack(lead, "2026-06-06")
        saturday.unlink()
        self.run_cron(self.env["sales.pool.holding"]._cron_recompute)
        self.assertGoesBack(lead, "2026-06-08")

    def test_a_pool_counts_in_the_calendar_of_its_own_company(self):
        other = self.env["res.company"].create({"name": "Other Company"})
        pool = self.new_pool("Own calendar", self.anna, self.manager)
        self.assertEqual(pool.calendar_id, self.company.resource_calendar_id)
        pool.write({"team_id": self.env["crm.team"].create({"name": "Any"}).id, "company_id": other.id})
        self.assertEqual(pool.calendar_id, other.resource_calendar_id)
        shared = self.company.resource_calendar_id.copy({"company_id": False})
        pool.calendar_id = shared
        pool.company_id = self.company
        self.assertEqual(pool.calendar_id, shared, "a calendar of all companies stays")
        vals = {"kind": "customer", "company_id": False, "team_id": False}
        everywhere = self.new_pool("Everywhere", self.anna, self.manager, **vals)
        self.assertFalse(everywhere.calendar_id, "a pool of all companies is in no company's calendar")

    @freeze_time(MONDAY)
    def test_a_locked_lead_stays(self):
        lead = self.claimed()
        lead.holding_id.with_user(self.manager).action_lock("A partner brings them")
        self.assertGoesBack(lead, None)
        self.assertIn("Locked by Manager, does not go back by a rule: A partner brings them", lead.reclaim_reason)
        lead.holding_id.with_user(self.manager).action_unlock()
        self.assertGoesBack(lead, "2026-06-08")

    @freeze_time(MONDAY)
    def test_the_sentence_speaks_the_language_of_the_reader(self):
        lead = self.claimed()
        self.env["res.lang"]._activate_lang("zh_CN")
        self.south.with_context(lang="zh_CN").name = "华南公海"
        self.assertIn("华南公海", lead.with_context(lang="zh_CN").reclaim_reason)

    def test_a_rule_without_a_condition_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "no condition"):
            self.rule.followup_days = 0

    @freeze_time(MONDAY)
    def test_a_note_costs_few_more_queries(self):
        pooled, plain = self.claimed(), self.new_leads(user=self.anna)
        counts = []
        for lead in (pooled, plain, pooled, plain):
            self.settle()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.as_user(self.anna, lead).message_post(body=f"Note {len(counts)}", message_type="comment")
            self.settle()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[2] - counts[3], 2, f"pooled {counts[2]}, plain {counts[3]}")
