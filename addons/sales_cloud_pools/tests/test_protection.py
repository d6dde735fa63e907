from datetime import date, datetime

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tests.common import Form

from .common import PoolCase

MONDAY = "2026-06-01 02:00:00"  # 10:00 in Shanghai


class ProtectionCase(PoolCase):
    """A lead claimed on Monday 1 June goes back at the end of Monday 8 June, unless something protects it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls.env["sales.pool.rule"].create(
            {"pool_id": cls.south.id, "name": "Nobody follows up", "followup_days": 5}
        )
        with freeze_time(MONDAY):
            cls.leads = cls.new_leads(3, pool=cls.south, user=cls.anna)
            cls.env.flush_all()
        cls.lead = cls.leads[0]

    @property
    def holding(self):
        return self.lead.pool_holding_ids[:1]

    def by(self, user, records=None):
        return self.as_user(user, self.lead if records is None else records)

    def assertGoesBack(self, lead, local_day, reason=None):
        self.settle()
        self.env.invalidate_all()
        expected = local_day and datetime.fromisoformat(f"{local_day} 15:59:59")
        self.assertEqual(lead.reclaim_at or None, expected)
        if reason:
            self.assertEqual(lead.reclaim_reason, reason)


@tagged("post_install", "-at_install")
class TestExtension(ProtectionCase):
    """The holder asks, somebody else decides, the deadline moves once."""

    def ask(self, days=5, reason="They decide next week", lead=None):
        self.by(self.anna, lead).action_pool_request_extension(days, reason)
        return (lead or self.lead).pool_holding_ids.approval_ids.sorted("id")[-1:]

    @freeze_time("2026-06-04 02:00:00")
    def test_a_manager_of_the_pool_grants_more_working_days_from_the_deadline_on(self):
        approval = self.ask()
        self.assertEqual(approval.approver_ids, self.manager)
        self.assertEqual(approval.step_ids.origin, "pool")
        self.assertIn("Last follow-up: none", approval.details)
        self.assertGoesBack(self.lead, "2026-06-08")
        self.assertEqual(self.lead.extension_notice, "5 more days asked; Manager decides")
        approval.with_user(self.manager).action_approve()
        self.assertGoesBack(
            self.lead,
            "2026-06-15",
            "Goes back to South pool on Mon 15 June: no follow-up for 5 working days; extended until then",
        )
        self.assertFalse(self.lead.extension_notice)
        self.assertEqual((self.holding.extension_count, self.holding.extension_days), (1, 5))

    @freeze_time("2026-06-04 02:00:00")
    def test_it_is_applied_exactly_once(self):
        approval = self.ask()
        approval.with_user(self.manager).action_approve()
        with self.assertRaises(UserError):
            approval.with_user(self.manager).action_approve()
        self.holding._after_approval_granted(approval)
        self.assertGoesBack(self.lead, "2026-06-15")

    @freeze_time("2026-06-04 02:00:00")
    def test_a_refusal_changes_nothing_and_the_holder_reads_why(self):
        approval = self.ask()
        approval.with_user(self.manager).action_refuse("Call them first")
        self.assertGoesBack(self.lead, "2026-06-08")
        told = self.env["mail.message"].search([("partner_ids", "in", self.anna.partner_id.ids)], limit=1)
        self.assertIn("Refused", told.subject)
        self.assertIn("Call them first", told.body)
        self.assertTrue(self.by(self.anna).can_pool_extend)

    @freeze_time("2026-06-04 02:00:00")
    def test_an_approval_rule_decides_before_the_managers_of_the_pool(self):
        self.env["sales.approval.rule"].create(
            {
                "name": "More time",
                "model": "sales.pool.holding",
                "topic": "extension",
                "company_id": self.company.id,
                "level_ids": [Command.create({"approver": "person", "user_ids": [Command.set(self.ops.ids)]})],
            }
        )
        self.assertEqual(self.ask().approver_ids, self.ops)

    @freeze_time("2026-06-04 02:00:00")
    def test_a_pool_may_give_more_time_without_approval(self):
        self.south.is_extension_approved = False
        approval = self.ask()
        self.assertEqual(approval.state, "approved")
        self.assertGoesBack(self.lead, "2026-06-15")

    @freeze_time("2026-06-04 02:00:00")
    def test_who_may_not_ask_and_what_is_refused_with_a_sentence(self):
        self.south.write({"extension_limit": 1, "extension_days_limit": 7})
        unruled = self.new_leads(pool=self.east, user=self.carl)
        free = self.new_leads(pool=self.south)
        for user, lead, days, reason, error, sentence in [
            (self.manager, self.lead, 5, "Why", AccessError, "only the holder asks"),
            (self.anna, self.lead, 0, "Why", UserError, "number of days"),
            (self.anna, self.lead, 5, " ", UserError, "say why"),
            (self.anna, self.lead, 8, "Why", UserError, "7 are left"),
            (self.carl, unruled, 5, "Why", UserError, "does not go back by itself"),
            (self.anna, free, 5, "Why", UserError, "not held"),
        ]:
            with self.subTest(sentence), self.assertRaisesRegex(error, sentence):
                self.by(user, lead).action_pool_request_extension(days, reason)
        approval = self.ask()
        with self.assertRaisesRegex(UserError, "asked for"):
            self.ask()
        approval.with_user(self.manager).action_approve()
        with self.assertRaisesRegex(UserError, "extended 1 times"):
            self.ask(days=1)
        self.south.is_extension_allowed = False
        with self.assertRaisesRegex(UserError, "does not give more time"):
            self.ask(lead=self.leads[1])

    def test_a_pending_request_does_not_stop_the_clock(self):
        with freeze_time("2026-06-04 02:00:00"):
            approval = self.ask()
        with freeze_time("2026-06-09 02:00:00"):
            self.south.run_reclaim()
        self.assertFalse(self.lead.user_id)
        self.assertEqual(approval.state, "withdrawn")

    def test_a_pending_request_stops_the_clock_where_the_pool_says_so(self):
        self.south.is_clock_stopped = True
        with freeze_time("2026-06-04 02:00:00"):
            approval = self.ask()
            self.assertGoesBack(self.lead, None, "Does not go back while more time is asked for")
        with freeze_time("2026-06-09 02:00:00"):
            self.south.run_reclaim()
            self.assertEqual(self.lead.user_id, self.anna)
            approval.with_user(self.manager).action_approve()
            self.assertGoesBack(self.lead, "2026-06-16")

    @freeze_time("2026-06-04 02:00:00")
    def test_a_returned_lead_takes_its_request_along(self):
        approval = self.ask()
        self.by(self.anna).action_pool_return(self.reason.id)
        self.assertEqual(approval.state, "withdrawn")

    @freeze_time("2026-06-04 02:00:00")
    def test_the_wizard_asks_for_several_at_once(self):
        action = self.by(self.anna, self.leads).action_pool_protect()
        form = Form(self.env[action["res_model"]].with_user(self.anna).with_context(**action["context"]))
        form.days, form.reason = 3, "Fair next week"
        form.save().action_confirm()
        self.assertEqual(len(self.leads.pool_holding_ids.filtered("is_extension_pending")), 3)


@tagged("post_install", "-at_install")
class TestLock(ProtectionCase):
    """Managers lock, holders where the pool allows it, nobody more than the limit."""

    @freeze_time(MONDAY)
    def test_a_lock_says_who_and_why_and_has_a_cap_per_holder(self):
        self.south.lock_limit = 2
        self.by(self.manager, self.leads[:2]).action_pool_lock("Framework contract")
        self.assertGoesBack(self.lead, None, "Locked by Manager, does not go back by a rule: Framework contract")
        with self.assertRaisesRegex(UserError, "allows 2 locked records"):
            self.by(self.manager, self.leads[2]).action_pool_lock("One more")
        other = self.new_leads(pool=self.south, user=self.ben)
        self.by(self.manager, other).action_pool_lock("Another holder")
        self.by(self.manager).action_pool_unlock()
        self.by(self.manager, self.leads[2]).action_pool_lock("One more")
        self.assertGoesBack(self.lead, "2026-06-08")

    @freeze_time(MONDAY)
    def test_holders_lock_only_where_the_pool_allows_it(self):
        with self.assertRaises(AccessError):
            self.by(self.anna).action_pool_lock("Mine")
        self.south.is_owner_lock_allowed = True
        self.env.invalidate_all()
        self.assertTrue(self.by(self.anna).can_pool_lock)
        self.by(self.anna).action_pool_lock("Mine")
        with self.assertRaises(AccessError):
            self.by(self.ben, self.leads[1]).action_pool_lock("Not mine")
        self.by(self.anna).action_pool_unlock()
        self.by(self.manager).action_pool_lock("Now the manager")
        with self.assertRaises(AccessError):
            self.by(self.anna).action_pool_unlock()

    @freeze_time(MONDAY)
    def test_a_lock_needs_a_reason_and_ends_with_the_holding(self):
        with self.assertRaisesRegex(UserError, "Say why"):
            self.by(self.manager).action_pool_lock("")
        self.by(self.manager).action_pool_lock("Framework contract")
        self.by(self.manager).action_pool_assign(self.ben.id)
        self.assertGoesBack(self.lead, "2026-06-08")


@tagged("post_install", "-at_install")
class TestPause(ProtectionCase):
    """While a record is paused its clock stands still."""

    def test_the_working_days_of_a_pause_are_added(self):
        with freeze_time("2026-06-03 02:00:00"):
            self.by(self.manager).action_pool_pause("2026-06-09", "Visiting their plant")
            self.assertGoesBack(
                self.lead,
                "2026-06-15",
                "Paused by Manager up to Tue 9 June: Visiting their plant. "
                "Goes back to South pool on Mon 15 June: no follow-up for 5 working days",
            )
        with freeze_time("2026-06-10 02:00:00"):
            self.assertGoesBack(
                self.lead, "2026-06-15", "Goes back to South pool on Mon 15 June: no follow-up for 5 working days"
            )

    def test_resuming_early_gives_back_the_days_that_were_not_paused(self):
        with freeze_time("2026-06-03 02:00:00"):
            self.by(self.manager).action_pool_pause(date(2026, 6, 30), "On leave")
            self.assertGoesBack(self.lead, "2026-07-06")
        with freeze_time("2026-06-04 02:00:00"):
            self.by(self.manager).action_pool_resume()
            self.assertGoesBack(self.lead, "2026-06-10")
            self.assertEqual(self.holding.pause_ids.resumed_by_id, self.manager)

    def test_hours_stand_still_too(self):
        self.rule.write({"followup_days": 0, "first_followup_hours": 10})
        self.run_cron(self.env["sales.pool.holding"]._cron_recompute)
        self.assertEqual(self.lead.reclaim_at, datetime(2026, 6, 2, 4))  # 6 working hours on Monday, 4 on Tuesday
        with freeze_time("2026-06-02 01:00:00"):
            self.by(self.manager).action_pool_pause("2026-06-04", "Power cut")
            self.settle()
            self.assertEqual(self.lead.reclaim_at, datetime(2026, 6, 5, 3))

    def test_what_was_due_already_waits_for_the_end_of_the_pause(self):
        with freeze_time("2026-06-09 02:00:00"):
            self.by(self.manager, self.leads).action_pool_pause("2026-06-12", "The system was down")
            self.assertEqual(self.south.run_reclaim(), 0)
        with freeze_time("2026-06-13 02:00:00"):
            self.assertEqual(self.south.run_reclaim(), 3)

    @freeze_time("2026-06-03 02:00:00")
    def test_who_may_not_pause_and_what_is_refused(self):
        for user, until, reason, error, sentence in [
            (self.anna, "2026-06-09", "Why", AccessError, "Only the managers"),
            (self.manager, "2026-06-02", "Why", UserError, "today or later"),
            (self.manager, False, "Why", UserError, "today or later"),
            (self.manager, "2026-06-09", "", UserError, "Say why"),
        ]:
            with self.subTest(sentence), self.assertRaisesRegex(error, sentence):
                self.by(user).action_pool_pause(until, reason)
        self.by(self.manager).action_pool_pause("2026-06-09", "Why")
        with self.assertRaisesRegex(UserError, "paused already"):
            self.by(self.manager).action_pool_pause("2026-06-12", "Again")


@tagged("post_install", "-at_install")
class TestMaximum(ProtectionCase):
    """Follow-ups renew the protection, but not for ever."""

    def follow_up(self, day):
        with freeze_time(f"{day} 02:00:00"):
            self.by(self.anna).message_post(body=f"Called on {day}", message_type="comment")
            self.settle()
            self.env.invalidate_all()
        return self.lead.reclaim_at.date().isoformat()

    def test_follow_ups_protect_up_to_a_maximum(self):
        self.south.max_protection_days = 10
        self.run_cron(self.env["sales.pool.holding"]._cron_recompute)
        for day, goes_back in [
            ("2026-06-02", "2026-06-09"),
            ("2026-06-08", "2026-06-15"),
            ("2026-06-11", "2026-06-15"),
        ]:
            self.assertEqual(self.follow_up(day), goes_back, day)
        self.assertGoesBack(
            self.lead,
            "2026-06-15",
            "Goes back to South pool on Mon 15 June: held for 10 working days, the longest that follow-ups protect",
        )
        with freeze_time("2026-06-16 02:00:00"):
            self.south.run_reclaim()
        self.assertEqual(
            self.lead.pool_entry_reason,
            "Nobody follows up: held for 10 working days, the longest that follow-ups protect",
        )

    def test_a_rule_may_have_its_own_and_an_extension_goes_beyond(self):
        self.south.max_protection_days = 6
        self.rule.max_protection_days = 8
        self.run_cron(self.env["sales.pool.holding"]._cron_recompute)
        self.assertEqual(self.follow_up("2026-06-08"), "2026-06-11")
        self.south.is_extension_approved = False
        with freeze_time("2026-06-09 02:00:00"):
            self.by(self.anna).action_pool_request_extension(1, "Signing tomorrow")
            self.assertGoesBack(self.lead, "2026-06-12")
