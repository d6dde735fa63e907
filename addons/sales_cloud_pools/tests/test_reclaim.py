from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from odoo.addons.crm.models.crm_lead import CrmLead

from .common import PoolCase

START = "2026-06-01 02:00:00"
LATER = "2026-06-09 02:00:00"


@tagged("post_install", "-at_install")
class TestReclaim(PoolCase):
    """What is due goes back with its reason; what is not stays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls.env["sales.pool.rule"].create(
            {"pool_id": cls.south.id, "name": "Idle", "followup_days": 5, "domain": "[('city', '=', False)]"}
        )
        with freeze_time(START):
            cls.due = cls.new_leads(3, pool=cls.south, user=cls.anna)
            cls.kept = cls.new_leads(1, pool=cls.south, user=cls.ben, city="Paris")
            cls.env.flush_all()

    def messages_to(self, user):
        return self.env["mail.message"].search([("partner_ids", "in", user.partner_id.ids), ("model", "=", False)])

    @freeze_time(LATER)
    def test_due_leads_go_back_with_a_reason_and_one_digest(self):
        rows = self.south.with_user(self.manager).simulate_reclaim()
        self.assertEqual({row["record_id"] for row in rows}, set(self.due.ids))
        self.assertFalse(self.south.simulate_reclaim(at="2026-06-05 00:00:00"))
        self.assertEqual(self.south.with_user(self.manager).run_reclaim(), 3)
        self.assertFalse(self.due.user_id)
        self.assertEqual(self.kept.user_id, self.ben)
        self.assertHistory(self.due[0], [(self.anna, "automation", "reclaimed")])
        self.assertEqual(self.due.pool_holding_ids[0].end_explanation, "Idle: no follow-up for 5 working days")
        self.assertEqual(self.due[0].pool_entry_reason, "Idle: no follow-up for 5 working days")
        self.assertEqual((self.due.team_id, self.due.company_id), (self.team, self.company))
        self.assertEqual(self.south.run_reclaim(), 0)
        for _run in range(2):
            self.run_cron(self.env["sales.pool"]._cron_warn)
            (told,) = self.messages_to(self.anna)
            self.assertEqual(told.subject, "3 records went back to their pools")
            self.assertIn("Idle: no follow-up for 5 working days", told.body)

    def test_what_went_back_and_what_will_go_back_come_in_one_message_a_day(self):
        with freeze_time("2026-06-04 02:00:00"):
            self.new_leads(pool=self.south, user=self.anna)
            self.env.flush_all()
        with freeze_time(LATER):
            self.south.run_reclaim()
        self.warn("2026-06-09 03:00:00")
        (told,) = self.messages_to(self.anna)
        self.assertIn("1 records go back", told.body)
        self.assertIn("3 records went back", told.body)
        with freeze_time("2026-06-15 16:30:00"):
            self.assertEqual(self.south.run_reclaim(), 1)
        self.warn("2026-06-15 17:00:00")
        self.warn("2026-06-15 20:00:00")
        self.assertEqual(len(self.messages_to(self.anna)), 2)

    @freeze_time(LATER)
    def test_a_rule_may_send_them_to_another_pool_that_opens_the_next_morning(self):
        self.rule.target_pool_id = self.east
        self.east.write({"has_release_hour": True, "release_hour": 9.5})
        self.south.run_reclaim()
        self.assertEqual(self.due.pool_id, self.east)
        self.assertEqual(self.due[0].pool_release_at, fields.Datetime.to_datetime("2026-06-10 01:30:00"))

    @freeze_time(LATER)
    def test_a_bad_record_does_not_keep_the_others(self):
        bad, write = self.due[1], CrmLead.write

        def failing_write(leads, vals):
            if bad in leads and "user_id" in vals:
                raise ValueError("Not this one")
            return write(leads, vals)

        with patch.object(CrmLead, "write", failing_write):
            self.south.run_reclaim()
        self.assertEqual(self.due.filtered("user_id"), bad)
        self.assertEqual(bad.holding_id.sudo().reclaim_error, "Not this one")
        self.assertEqual(self.south.run_reclaim(), 0)
        with freeze_time("2026-06-09 09:00:00"):
            self.assertEqual(self.south.run_reclaim(), 1)

    @freeze_time(LATER)
    def test_activities_stay_with_the_lead_without_an_owner(self):
        activity = self.due[0].activity_schedule("mail.mail_activity_data_call", user_id=self.anna.id)
        self.south.run_reclaim()
        self.assertTrue(activity.exists())
        self.assertFalse(activity.user_id)

    def test_the_ladder_warns_once_on_every_step(self):
        self.south.warn_ladder = "3, 1"
        steps = [
            ("2026-06-04", 0, 0),
            ("2026-06-06", 1, 0),
            ("2026-06-06", 1, 0),
            ("2026-06-08", 2, 1),
            ("2026-06-08", 2, 1),
        ]
        for day, told, managers_told in steps:
            with freeze_time(f"{day} 10:00:00"):
                self.run_cron(self.env["sales.pool"]._cron_warn)
            self.assertEqual(len(self.messages_to(self.anna)), told, day)
            self.assertEqual(len(self.messages_to(self.manager)), managers_told, day)

    def warn(self, moment):
        with freeze_time(moment):
            self.run_cron(self.env["sales.pool"]._cron_warn)

    def test_managers_hear_of_all_their_people_in_one_message_after_them(self):
        with freeze_time(START):
            self.new_leads(2, pool=self.south, user=self.ben)
        self.warn("2026-06-08 10:00:00")
        told = self.messages_to(self.manager)
        self.assertEqual(told.subject, "5 records of your pools are about to go back")
        self.assertIn("Anna. Goes back to South pool on Mon 8 June", told.body)
        self.assertGreater(told.id, max((self.messages_to(self.anna) | self.messages_to(self.ben)).ids))
        self.assertEqual(len(self.messages_to(self.anna)), 1)
        self.assertEqual(len(self.messages_to(self.ben)), 1)

    def test_one_message_per_person_and_day_the_rest_comes_tomorrow(self):
        self.south.warn_ladder = "7, 1"
        with freeze_time("2026-06-03 02:00:00"):
            late = self.new_leads(pool=self.south, user=self.anna)
            self.env.flush_all()
        self.warn("2026-06-08 01:00:00")
        self.assertEqual(len(self.messages_to(self.anna)), 1)
        with freeze_time("2026-06-08 03:00:00"):
            self.new_leads(pool=self.south, user=self.anna)
            self.env.flush_all()
        self.warn("2026-06-08 10:00:00")
        self.assertEqual(len(self.messages_to(self.anna)), 1)
        self.warn("2026-06-09 10:00:00")
        self.assertEqual(len(self.messages_to(self.anna)), 2)
        self.assertTrue(late.holding_id.sudo().warned_step)

    def test_a_manager_who_holds_records_gets_both_in_one_message(self):
        with freeze_time(START):
            self.new_leads(pool=self.south, user=self.manager)
            self.env.flush_all()
        self.warn("2026-06-08 10:00:00")
        told = self.messages_to(self.manager)
        self.assertEqual(len(told), 1)
        self.assertIn("1 records go back", told.body)
        self.assertIn("3 records of your pools", told.body)
        self.warn("2026-06-08 12:00:00")
        self.assertEqual(self.messages_to(self.manager), told)

    def test_a_renewed_deadline_is_told_and_escalated_anew(self):
        self.warn("2026-06-08 10:00:00")
        with freeze_time("2026-06-08 11:00:00"):
            self.as_user(self.anna, self.due[0]).message_post(body="Called", message_type="comment")
            self.settle()
        self.warn("2026-06-09 10:00:00")
        self.assertEqual(len(self.messages_to(self.anna)), 2)
        self.assertEqual(len(self.messages_to(self.manager)), 1)
        self.warn("2026-06-15 10:00:00")
        self.assertEqual(len(self.messages_to(self.manager)), 2)

    @freeze_time(LATER)
    def test_the_crons_do_all_of_it(self):
        self.run_cron(self.env["sales.pool"]._cron_reclaim)
        self.assertFalse(self.due.user_id)
        self.south.assign_method = "round_robin"
        self.run_cron(self.env["sales.pool"]._cron_assign)
        self.assertTrue(all(lead.user_id for lead in self.due))

    def test_queries_grow_slower_than_leads(self):
        counts = []
        for size in (10, 60):
            with freeze_time(START):
                self.new_leads(size, pool=self.south, user=self.anna)
                self.env.flush_all()
            self.env.invalidate_all()
            with freeze_time(LATER):
                before = self.env.cr.sql_log_count
                self.south.run_reclaim()
                self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1] - counts[0], 25, f"ten: {counts[0]}, sixty: {counts[1]}")

    def test_an_archived_owner_loses_everything_at_once(self):
        self.env.cr.execute("UPDATE res_users SET active = FALSE WHERE id = %s", [self.ben.id])
        self.env.invalidate_all()
        self.kept._recompute_deadlines()
        self.south.run_reclaim()
        self.assertHistory(self.kept, [(self.ben, "automation", "owner_left")])

    def test_time_of_the_next_run_is_no_excuse(self):
        with freeze_time(fields.Datetime.to_datetime("2026-06-08 15:59:58")):
            self.assertEqual(self.south.run_reclaim(), 0)
        with freeze_time(fields.Datetime.to_datetime("2026-06-08 15:59:58") + timedelta(seconds=1)):
            self.assertEqual(self.south.run_reclaim(), 3)
