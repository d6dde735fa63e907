from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestTier(PoolCase):
    """The holding limit counts customers by their tier: A three times, B once, D not at all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pool = cls.new_customer_pool(
            holding_limit=7,
        )
        cls.tiers = {name: cls.env.ref(f"sales_cloud_core.sales_customer_tier_{name}") for name in "abd"}
        cls.tiers["a"].holding_weight = 3
        cls.tiers["d"].holding_weight = 0

    def new_customers(self, tiers, user=None):
        """Create a customer for each letter, "-" without a tier."""
        return self.env["res.partner"].create(
            [
                {
                    "name": f"{tier.upper()}{number}",
                    "is_company": True,
                    "tier_id": self.tiers[tier].id if tier in self.tiers else False,
                    "pool_id": self.pool.id,
                    "user_id": user.id if user else False,
                }
                for number, tier in enumerate(tiers)
            ]
        )

    def test_the_limit_counts_by_tier_and_the_refusal_says_the_arithmetic(self):
        self.new_customers("ab-d", user=self.anna)
        first, second = self.new_customers("aa")
        with self.assertRaises(UserError) as refused:
            self.as_user(self.anna, first | second).action_pool_claim()
        self.assertEqual(
            str(refused.exception),
            "The pool “Customers” allows 7 at once and Anna holds 1 × 3 (A) + 1 × 1 (B) + 1 × 0 (D) + 1 × 1 (–) = 5: "
            "2 left, but these count 6. Return some first.",
        )
        self.as_user(self.anna, self.new_customers("bb")).action_pool_claim()
        self.as_user(self.anna, self.new_customers("ddd")).action_pool_claim()
        self.assertEqual(self.pool._count_open(self.anna)[self.anna.id], 7)

    def test_without_weights_the_sentence_stays_plain(self):
        self.tiers["a"].holding_weight = 1
        self.new_customers("aaaaaaa", user=self.anna)
        with self.assertRaisesRegex(UserError, "allows 7 records at once and Anna holds 7: 0 left"):
            self.as_user(self.anna, self.new_customers("b")).action_pool_claim()

    def test_another_tier_changes_what_is_left_at_once(self):
        held = self.new_customers("bbbbb", user=self.anna)
        free = self.new_customers("a")
        with self.assertRaises(UserError):
            self.as_user(self.anna, free).action_pool_claim()
        held[0].tier_id = self.tiers["d"]
        self.as_user(self.anna, free).action_pool_claim()
        self.assertEqual(free.user_id, self.anna)

    def test_assignment_counts_by_tier_too(self):
        self.pool.assign_method = "least_open"
        self.new_customers("bbbbb", user=self.ben)
        free = self.new_customers("aaaa")
        self.assertEqual(self.pool.run_assign(), 2)
        self.assertEqual([customer.user_id for customer in free[:2]], [self.anna, self.anna])
        self.assertEqual(self.pool._count_open(self.anna | self.ben), {self.anna.id: 6, self.ben.id: 5})

    def test_a_change_of_tier_runs_the_rules_that_read_it(self):
        self.env["sales.pool.rule"].create(
            {
                "pool_id": self.pool.id,
                "name": "Small ones",
                "domain": f"[('tier_id', '=', {self.tiers['d'].id})]",
                "followup_days": 10,
                "is_working_time": False,
            }
        )
        customer = self.new_customers("b", user=self.anna)
        self.assertFalse(customer.holding_id.reclaim_at)
        customer.with_user(self.manager).tier_id = self.tiers["d"]
        self.settle()
        self.assertTrue(customer.holding_id.reclaim_at)
        customer.with_user(self.manager).tier_id = self.tiers["a"]
        self.settle()
        self.assertFalse(customer.holding_id.reclaim_at)

    def test_counting_takes_one_query_however_many_tiers_there_are(self):
        self.new_customers("abd-abd-", user=self.ben)
        self.env.flush_all()
        with self.assertQueryCount(1):
            self.pool._group_open(self.anna | self.ben)
