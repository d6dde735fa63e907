from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestRelease(PoolCase):
    """A customer with an open opportunity is due after three days; what becomes of both is the pool's rule."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pool = cls.new_customer_pool()
        cls.env["sales.pool.rule"].create(
            {"pool_id": cls.pool.id, "name": "Idle", "followup_days": 3, "is_working_time": False}
        )
        cls.customer, cls.idle = cls.env["res.partner"].create(
            [{"name": name, "is_company": True, "pool_id": cls.pool.id, "user_id": cls.anna.id} for name in "AB"]
        )
        cls.deal = cls.new_leads(type="opportunity", partner_id=cls.customer.id, user=cls.anna)
        cls.others_deal = cls.new_leads(type="opportunity", partner_id=cls.customer.id, user=cls.ben)
        cls.later = fields.Datetime.now() + timedelta(days=5)

    def set_rule(self, open_business, user=None):
        self.pool.write({"open_business": open_business, "release_user_id": user and user.id})
        self.settle()
        self.pool._recompute_queued()

    def simulate(self):
        rows = self.pool.with_user(self.manager).simulate_reclaim(at=self.later)
        return {row["record_name"]: (row["is_kept"], row["why"]) for row in rows}

    def reclaim(self):
        with freeze_time(self.later):
            self.pool.run_reclaim()

    def test_what_becomes_of_customer_and_deals_is_as_the_dry_run_says(self):
        idle = "no follow-up for 3 days"
        for rule, receiver, why, is_kept, deal_owner in (
            ("keep", None, f"{idle}. opportunities (2): stay with Anna", False, self.anna),
            ("move", self.manager, f"{idle}. opportunities (2): go to Manager", False, self.manager),
            ("block", None, "Stays, though due by “Idle”: opportunities (2)", True, self.anna),
        ):
            with self.subTest(rule=rule), self.env.cr.savepoint(flush=True) as savepoint:
                self.set_rule(rule, receiver)
                self.assertEqual(self.simulate(), {"A": (is_kept, why), "B": (False, idle)})
                self.reclaim()
                self.assertEqual(self.customer.user_id, self.anna if is_kept else self.env["res.users"])
                self.assertEqual((self.deal.user_id, self.others_deal.user_id), (deal_owner, self.ben))
                self.assertFalse(self.idle.user_id)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_a_kept_customer_says_so_and_goes_back_once_nothing_is_open(self):
        self.set_rule("block")
        reason = self.as_user(self.anna, self.customer).reclaim_reason
        self.assertEqual(reason, "Does not go back while business is open: opportunities (2)")
        self.assertFalse(self.customer.reclaim_at)
        (self.deal | self.others_deal).action_set_lost()
        self.settle()
        self.assertTrue(self.customer.reclaim_at)

    def test_nobody_gives_back_or_takes_back_what_open_business_keeps(self):
        self.set_rule("block")
        with self.assertRaisesRegex(UserError, r"“A” does not go back while business is open: opportunities \(2\)"):
            self.as_user(self.anna, self.customer).action_pool_return(self.reason.id)
        with self.assertRaisesRegex(UserError, "assign the customer to a colleague"):
            self.as_user(self.manager, self.customer).write({"user_id": False})
        self.as_user(self.manager, self.customer).action_pool_assign(self.ben.id)
        self.assertEqual((self.customer.user_id, self.deal.user_id), (self.ben, self.anna))

    def test_an_assigned_customer_takes_its_deals_along_where_the_pool_says_so(self):
        self.set_rule("move", self.manager)
        self.as_user(self.manager, self.customer).action_pool_assign(self.ben.id)
        self.assertEqual((self.customer.user_id, self.deal.user_id), (self.ben, self.ben))

    def test_open_business_follows_its_customer_whoever_writes_the_salesperson(self):
        self.set_rule("move", self.manager)
        ways = [
            (
                "the holder hands it over",
                lambda: self.as_user(self.anna, self.customer).write({"user_id": self.ben.id}),
            ),
            ("a manager writes", lambda: self.as_user(self.manager, self.customer).write({"user_id": self.ben.id})),
            ("automation writes", lambda: self.customer.write({"user_id": self.ben.id})),
        ]
        for what, way in ways:
            with self.subTest(what), self.env.cr.savepoint(flush=True) as savepoint:
                way()
                self.assertEqual((self.customer.user_id, self.deal.user_id), (self.ben, self.ben))
                savepoint.rollback()
                self.env.invalidate_all()
        self.set_rule("keep")
        self.as_user(self.anna, self.customer).write({"user_id": self.ben.id})
        self.assertEqual(self.deal.user_id, self.anna)

    def test_a_bulk_return_is_refused_whole(self):
        self.set_rule("block")
        with self.assertRaises(UserError):
            self.as_user(self.manager, self.idle | self.customer).action_pool_return(self.reason.id)
        self.assertEqual((self.idle | self.customer).user_id, self.anna)
