from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .line_common import LineCase

NOON = "2026-06-01 04:00:00"


@tagged("post_install", "-at_install")
class TestLineRules(LineCase):
    """The rules of a line read the facts of that line, and take from that line only."""

    def hold(self):
        """Let Anna hold Acme in the main line and Carl in services; return the moment."""
        self.claim(self.anna, self.acme)
        self.claim(self.carl, self.place)
        return fields.Datetime.now()

    def days_left(self):
        """Return the days until Acme goes back, in the main line and in services."""
        self.settle()
        self.env.invalidate_all()
        now = fields.Datetime.now()
        return tuple(record.reclaim_at and (record.reclaim_at - now).days for record in (self.acme, self.place))

    def test_reclaim_in_one_line_leaves_the_other(self):
        self.new_rule(self.services, followup_days=3)
        self.new_rule(self.customers, followup_days=30)
        with freeze_time(NOON):
            self.hold()
            self.assertEqual(self.days_left(), (30, 3))
            self.assertIn("Goes back to Services pool", self.place.reclaim_reason)
        with freeze_time("2026-06-10 04:00:00"):
            rows = self.as_user(self.manager, self.services).simulate_reclaim()
            self.assertEqual(
                [(row["record_id"], row["record_name"]) for row in rows], [(self.place.id, "Acme (Services)")]
            )
            self.run_cron(self.env["sales.pool"]._cron_reclaim)
        self.assertHistory(self.place, [(self.carl, "claim", "reclaimed")])
        self.assertEqual((self.acme.user_id, self.place.user_id.id), (self.anna, False))
        self.assertIn("Rule: no follow-up", self.place.pool_entry_reason)

    def test_a_line_that_keeps_known_customers_shares_out_the_others(self):
        self.services.write({"is_returning_kept": True, "assign_method": "round_robin"})
        rows = self.as_user(self.manager, self.services).simulate_assign()
        found = [(row["record_id"], row["explanation"]) for row in rows]
        self.assertEqual(found, [(self.place.id, "Assigned in turn")])

    def test_an_opportunity_renews_the_line_that_it_is_about(self):
        for pool in self.customers | self.services:
            self.new_rule(pool, opportunity_days=10)
        with freeze_time(NOON):
            self.hold()
        with freeze_time("2026-06-06 04:00:00"):
            self.assertEqual(self.days_left(), (5, 5))
        cases = [(None, (10, 5)), (self.main, (10, 5)), (self.line, (5, 10))]
        for line, expected in cases:
            with self.subTest(line=line and line.name), self.env.cr.savepoint() as savepoint:
                with freeze_time("2026-06-06 04:00:00"):
                    deal = self.new_deal(line)
                    self.env.cr.execute(
                        "UPDATE crm_lead SET create_date = '2026-06-06 04:00:00' WHERE id = %s", (deal.id,)
                    )
                    self.env.invalidate_all()
                    self.refresh(deal)
                    self.assertEqual(self.days_left(), expected)
                savepoint.rollback()
                self.env.invalidate_all()

    def refresh(self, deal):
        """The moment of creation is the database's: read the facts again."""
        self.env.add_to_compute(self.acme._fields["last_opportunity_at"], self.acme)
        deal._collect_pending(deal.ids)
        self.settle()

    def test_an_opportunity_that_changes_its_line_counts_there(self):
        deal = self.new_deal(user=self.anna)
        counts = lambda: (self.acme.open_opportunity_count, self.place.open_opportunity_count)  # noqa: E731
        self.assertEqual(counts(), (1, 0))
        deal.business_line_id = self.line
        self.settle()
        self.assertEqual(counts(), (0, 1))
        deal.action_set_won()
        self.settle()
        self.assertEqual((counts(), self.place.last_won_at, self.acme.last_won_at), ((0, 0), deal.date_closed, False))
        other = self.new_deal(self.line)
        self.assertEqual(counts(), (0, 1))
        other.partner_id = self.new_customer("Beta")
        self.settle()
        self.assertEqual(counts(), (0, 0))
        other.partner_id = self.acme
        self.settle()
        other.unlink()
        self.settle()
        self.assertEqual(counts(), (0, 0))

    def test_open_business_keeps_the_customer_in_its_line(self):
        (self.customers | self.services).write({"open_business": "block"})
        self.hold()
        self.new_deal(self.line, user=self.carl)
        with self.assertRaisesRegex(UserError, r"Acme \(Services\)” does not go back while business is open"):
            self.as_user(self.carl, self.place).action_pool_return(self.reason.id)
        self.as_user(self.anna, self.acme).action_pool_return(self.reason.id)
        self.assertEqual((self.acme.user_id.id, self.place.user_id), (False, self.carl))

    def test_open_business_of_a_line_goes_to_its_new_owner(self):
        (self.customers | self.services).write({"open_business": "move", "release_user_id": self.manager.id})
        self.hold()
        deal, other = self.new_deal(self.line, user=self.carl), self.new_deal(self.main, user=self.carl)
        self.as_user(self.manager, self.place).action_pool_assign(self.ben.id)
        self.assertEqual((deal.user_id, other.user_id), (self.ben, self.carl))

    def test_rules_ask_the_customer_and_the_line(self):
        self.new_rule(
            self.services,
            followup_days=3,
            domain="[('city', '=', 'Shenzhen')]",
            exempt_domain="[('open_opportunity_count', '>', 0)]",
        )
        with freeze_time(NOON):
            self.hold()
            self.assertEqual(self.days_left(), (False, False))
            self.acme.city = "Shenzhen"
            self.assertEqual(self.days_left(), (False, 3))
            self.new_deal(self.main)
            self.assertEqual(self.days_left(), (False, 3))
            self.new_deal(self.line)
            self.assertEqual(self.days_left(), (False, False))

    def test_a_follow_up_renews_the_line_of_who_did_it(self):
        for pool in self.customers | self.services:
            self.new_rule(pool, followup_days=10)
        with freeze_time(NOON):
            self.hold()
        for user, expected in ((self.carl, (5, 10)), (self.anna, (10, 5))):
            with self.subTest(user=user.name), self.env.cr.savepoint() as savepoint:
                with freeze_time("2026-06-06 04:00:00"):
                    self.as_user(user, self.acme).message_post(
                        body="They need new pumps in autumn", message_type="comment"
                    )
                    self.assertEqual(self.days_left(), expected)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_who_works_in_both_lines_renews_both(self):
        for pool in self.customers | self.services:
            self.new_rule(pool, followup_days=10)
        with freeze_time(NOON):
            self.claim(self.ben, self.acme, self.place)
        with freeze_time("2026-06-06 04:00:00"):
            self.as_user(self.ben, self.acme).message_post(body="They need new pumps in autumn", message_type="comment")
            self.assertEqual(self.days_left(), (10, 10))

    def test_more_time_and_locks_are_of_the_line(self):
        self.new_rule(self.services, followup_days=3)
        self.services.is_owner_lock_allowed = True
        with freeze_time(NOON):
            self.hold()
            self.as_user(self.carl, self.place).action_pool_lock("Waiting for their budget")
            self.assertEqual(self.days_left(), (False, False))
        self.assertIn("Locked by Carl", self.place.reclaim_reason)
        self.assertFalse(self.acme.is_pool_locked)

    def test_the_warning_names_the_line(self):
        self.new_rule(self.services, followup_days=3)
        with freeze_time(NOON):
            self.hold()
        with freeze_time("2026-06-03 04:00:00"):
            self.run_cron(self.env["sales.pool"]._cron_warn)
        told = self.env["mail.message"].search(
            [("partner_ids", "in", self.carl.partner_id.ids)], order="id desc", limit=1
        )
        self.assertIn("Acme (Services)", told.body)

    def test_unclaimed_places_move_on_or_leave_the_line(self):
        wider = self.new_line_pool("Wider")
        self.services.write({"age_days": 5, "wider_pool_id": wider.id})
        later = fields.Datetime.now() + timedelta(days=7)
        with freeze_time(later):
            self.assertEqual(self.as_user(self.manager, self.services).run_age(), 1)
        self.assertEqual((self.place.pool_id, self.acme.pool_id), (wider, self.customers))
        wider.write({"age_days": 5, "age_action": "invalid"})
        with freeze_time(later + timedelta(days=7)):
            self.assertEqual(self.as_user(self.manager, wider).run_age(), 1)
        self.assertFalse(self.place.exists())
        self.assertTrue(self.acme.active)
        self.assertEqual(self.acme.pool_transfer_ids.mapped("reason"), ["invalid", "aged"])

    def test_automatic_assignment_serves_the_line(self):
        self.services.assign_method = "round_robin"
        self.assertEqual(self.as_user(self.manager, self.services).run_assign(), 1)
        self.assertIn(self.place.user_id, self.ben | self.carl)
        self.assertFalse(self.acme.user_id)

    def test_an_opportunity_is_of_the_line_of_who_opens_it(self):
        self.hold()
        deals = [
            self.as_user(user, self.env["crm.lead"]).create(
                {"name": "Deal", "type": "opportunity", "partner_id": self.acme.id}
            )
            for user in (self.anna, self.carl, self.ben)
        ]
        self.assertEqual([deal.business_line_id for deal in deals], [self.main, self.line, self.main])
        self.assertEqual([bool(deal.customer_notice) for deal in deals], [False, False, True])
        deals[2].business_line_id = self.line
        self.assertIn("held by Carl (Services pool)", deals[2].customer_notice)
        self.as_user(self.carl, self.place).action_pool_return(self.reason.id)
        self.env.invalidate_all()
        self.assertFalse(deals[2].customer_notice)
