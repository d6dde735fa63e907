from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common_credit import GrowthCommon


@tagged("post_install", "-at_install")
class TestCreditGrowthRelease(GrowthCommon):
    """A release lets a confirmed order grow; and what the judging costs."""

    # ------------------------------------------------------------
    # RELEASED
    # ------------------------------------------------------------

    def test_a_release_lets_a_confirmed_order_grow_up_to_its_amount(self):
        order = self._as(self.ann, self.order)
        release = order.action_request_credit_release("A third machine", "2026-04-01", 4670.66)
        self.assertIn("would owe $\xa04,670.66", release.facts)
        self.assertRefused(lambda: self._set(4))
        approval = release.sudo().approval_id
        self.assertEqual(approval.amount, 4670.66)
        approval.with_user(self.fin).action_approve()
        order = self._as(self.ann, order)
        with self.assertRaisesRegex(UserError, "is not blocked"):
            order.action_request_credit_release("A third machine", "2026-04-01", 4670.66)
        self.assertEqual(order.action_request_credit_release("A fifth", "2026-04-01", 6000).state, "pending")
        self._set(4)
        self.assertRefused(lambda: self._set(5))
        self._set(3)
        release.sudo().date_until = "2026-03-15"
        self.assertRefused(lambda: self._set(4))

    def test_a_release_is_asked_for_what_is_more_than_now_and_needed(self):
        order = self._as(self.ann, self.order)
        table = [
            (3597.16, "is not blocked"),
            (None, "is not blocked"),
            (4000, "is not blocked"),
            (3000, "is 3,597.16|3,597.16 now. Enter the total"),
        ]
        for amount, sentence in table:
            with self.subTest(amount=amount), self.assertRaisesRegex(UserError, sentence):
                order.action_request_credit_release("Please", "2026-04-01", amount)

    def test_the_question_on_the_screen_asks_up_to_which_amount(self):
        order = self._as(self.ann, self.order)
        action = order.action_ask_credit_release()
        wizard = self.env["sales.credit.release.request"].with_user(self.ann).with_context(**action["context"])
        with Form(wizard) as form:
            self.assertEqual(form.amount, 3597.16)
            form.amount = 5000
            form.reason = "A third machine"
        form.record.action_request()
        self.assertEqual((order.credit_release_ids.state, order.credit_release_ids.amount), ("pending", 5000))

    # ------------------------------------------------------------
    # COSTS
    # ------------------------------------------------------------

    def _count(self, orders):
        self.env.cr.flush()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self._lines(orders, self.machine).with_user(self.ann).write({"discount": orders[0].order_line[1].discount - 1})
        self.env.cr.flush()
        return self.env.cr.sql_log_count - before

    def test_switched_off_it_costs_nothing(self):
        self._switch(False)
        self._limit(1)
        self._count(self.order)
        judged = self._count(self.order)
        with patch.object(type(self.order), "_is_growth_judged", lambda orders: False):
            self.assertEqual(judged, self._count(self.order))
        self._set(90)

    def test_many_orders_cost_as_many_queries_as_few(self):
        self._limit(1000000)
        many = self.env["sale.order"].union(*(self._confirmed() for _number in range(9)))

        def cost(orders):
            judged = self._count(orders)
            with patch.object(type(orders), "_is_growth_judged", lambda orders: False):
                return judged - self._count(orders)

        cost(many)
        few = cost(many[:2])
        self.assertGreater(few, 0)
        self.assertLessEqual(cost(many), few + 1)
