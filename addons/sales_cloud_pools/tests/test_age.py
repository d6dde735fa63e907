from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PoolCase

FRIDAY = "2026-06-05 02:00:00"  # 10:00 in Shanghai
TUESDAY_EVENING = "2026-06-09 15:59:58"  # 23:59:58
WEDNESDAY = "2026-06-10 02:00:00"


@tagged("post_install", "-at_install")
class TestAge(PoolCase):
    """What nobody claims for two working days in the South moves to the East, and from there it is marked invalid."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lost_reason = cls.env["crm.lost.reason"].create({"name": "Nobody wanted it"})
        cls.south.write({"age_days": 2, "wider_pool_id": cls.east.id})
        cls.east.write({"age_days": 1, "age_action": "invalid", "age_lost_reason_id": cls.lost_reason.id})
        with freeze_time(FRIDAY):
            cls.lead = cls.new_leads(pool=cls.south)

    def run_age(self, moment):
        with freeze_time(moment):
            self.run_cron(self.env["sales.pool"]._cron_age)

    def test_an_unclaimed_lead_moves_to_the_wider_pool_after_working_days_and_says_why(self):
        self.run_age(TUESDAY_EVENING)
        self.assertEqual(self.lead.pool_id, self.south)
        self.run_age(WEDNESDAY)
        self.assertEqual((self.lead.pool_id, self.lead.user_id.id, self.lead.team_id), (self.east, False, self.team))
        self.assertEqual(self.lead.pool_entry_reason, "Nobody claimed it in “South pool” for 2 days")
        move = self.lead.pool_transfer_ids
        self.assertEqual((move.pool_id, move.target_pool_id, move.reason), (self.south, self.east, "aged"))
        self.assertEqual(move.explanation, self.lead.pool_entry_reason)

    def test_the_record_says_when_it_moves_and_stays_claimable_until_then(self):
        with freeze_time(FRIDAY):
            notice = self.as_user(self.anna, self.lead).pool_age_notice
            self.assertEqual(notice, "Moves to East pool after Tue 9 June unless somebody claims it")
        with freeze_time(TUESDAY_EVENING):
            self.as_user(self.anna, self.lead).action_pool_claim()
        self.assertFalse(self.lead.pool_age_notice)
        self.run_age(WEDNESDAY)
        self.assertEqual((self.lead.pool_id, self.lead.user_id), (self.south, self.anna))

    def test_in_the_wider_pool_it_waits_anew_and_opens_at_the_published_hour(self):
        self.east.write({"has_release_hour": True, "release_hour": 9})
        self.run_age(WEDNESDAY)
        self.assertEqual(str(self.lead.pool_release_at), "2026-06-11 01:00:00")
        self.run_age("2026-06-11 00:30:00")
        self.assertTrue(self.lead.active)
        self.run_age("2026-06-12 02:00:00")
        self.assertFalse(self.lead.active)

    def test_at_the_end_of_the_chain_a_lead_is_lost_with_a_reason(self):
        self.run_age(WEDNESDAY)
        self.run_age("2026-06-12 02:00:00")
        self.assertEqual((self.lead.won_status, self.lead.lost_reason_id), ("lost", self.lost_reason))
        self.assertEqual(self.lead.pool_transfer_ids.mapped("reason"), ["invalid", "aged"])
        self.lead.action_unarchive()
        self.settle()
        self.assertEqual((self.lead.pool_id, self.lead.user_id.id), (self.east, False))

    def test_the_dry_run_tells_exactly_what_the_run_does(self):
        with freeze_time(FRIDAY):
            waiting = self.new_leads(2, pool=self.south)
            waiting[0].pool_release_at = "2026-06-11 01:00:00"
            rows = (self.south | self.east).with_user(self.manager).sudo().simulate_age(at=WEDNESDAY)
        expected = [
            (record.id, self.east.id, "Nobody claimed it in “South pool” for 2 days: moves to “East pool”")
            for record in (self.lead, waiting[1])
        ]
        self.assertEqual([(row["record_id"], row["target_pool_id"], row["explanation"]) for row in rows], expected)
        self.assertEqual(rows[0]["age_at"], "2026-06-09 15:59:59")
        with freeze_time(WEDNESDAY):
            self.assertEqual(self.south.with_user(self.manager).run_age(), 2)
        self.assertEqual((self.lead | waiting).mapped("pool_id"), self.east | self.south)

    def test_ageing_is_for_managers_of_the_pool(self):
        for method in ("run_age", "simulate_age"):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(self.south.with_user(self.anna), method)()

    def test_a_chain_of_wider_pools_has_an_end_and_holds_the_same_records(self):
        vals = {"kind": "customer", "team_id": False, "company_id": False, "calendar_id": False}
        customers = self.new_pool("C", self.anna, self.manager, **vals)
        with self.assertRaisesRegex(ValidationError, "holds other records"):
            customers.wider_pool_id = self.east
        for pool in self.south | self.east:
            with self.subTest(pool=pool.name), self.assertRaisesRegex(ValidationError, "in circles"):
                self.east.wider_pool_id = pool

    def test_who_moves_on_what_is_unclaimed_says_where_to(self):
        with self.assertRaisesRegex(IntegrityError, "check_age"), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.east.age_action = "wider"
            self.env.flush_all()

    def test_one_bad_record_does_not_keep_the_others(self):
        with freeze_time(FRIDAY):
            others = self.new_leads(3, pool=self.south)
        prepare = type(self.lead)._prepare_enter_vals

        def fail_for_one(records, pool):
            if self.lead in records:
                raise ValueError("broken")
            return prepare(records, pool)

        with patch.object(type(self.lead), "_prepare_enter_vals", fail_for_one):
            self.run_age(WEDNESDAY)
        self.assertEqual((others.pool_id, self.lead.pool_id), (self.east, self.south))
        self.assertFalse(self.lead.pool_transfer_ids)

    def test_customers_are_archived_unless_something_is_open(self):
        pool = self.new_pool(
            "Customers",
            self.anna,
            self.manager,
            kind="customer",
            team_id=False,
            company_id=False,
            age_days=1,
            age_action="invalid",
            calendar_id=False,
        )
        with freeze_time(FRIDAY):
            idle, busy = self.env["res.partner"].create(
                [{"name": name, "is_company": True, "pool_id": pool.id} for name in ("Idle", "Busy")]
            )
            self.new_leads(type="opportunity", partner_id=busy.id, user=self.ben)
            self.settle()
        self.run_age(WEDNESDAY)
        self.assertEqual((idle.active, busy.active), (False, True))
        self.assertEqual(idle.pool_transfer_ids.reason, "invalid")

    def test_a_manager_who_moves_free_leads_leaves_a_trace(self):
        self.as_user(self.manager, self.lead).action_pool_transfer(self.east.id)
        move = self.lead.pool_transfer_ids
        self.assertEqual((move.reason, move.target_pool_id, move.operator_id), ("transfer", self.east, self.manager))
        held = self.new_leads(pool=self.south, user=self.anna)
        self.as_user(self.manager, held).action_pool_transfer(self.east.id)
        self.assertFalse(held.pool_transfer_ids, "holdings tell it")
        with self.assertRaises(AccessError):
            move.sudo().write({"reason": "aged"})
        with self.assertRaises(AccessError):
            move.sudo().unlink()

    def test_moves_are_read_by_the_people_of_both_pools(self):
        self.run_age(WEDNESDAY)
        move, outsider = self.lead.pool_transfer_ids, self.new_user("outsider")
        self.south.manager_ids = [Command.set(self.manager.ids)]
        seen = [bool(move.with_user(user).search([("id", "=", move.id)])) for user in (self.anna, self.carl, outsider)]
        self.assertEqual(seen, [True, True, False])

    def test_queries_do_not_grow_with_what_is_due(self):
        counts = []
        for size in (10, 60):
            with freeze_time(FRIDAY):
                self.new_leads(size, pool=self.south)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.run_age(WEDNESDAY)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1] - counts[0], 12, f"ten: {counts[0]}, sixty: {counts[1]}")

    def test_where_free_records_stay_nothing_is_said(self):
        self.south.age_days = 0
        self.assertEqual((self.lead.pool_age_at, self.lead.pool_age_notice), (False, False))
