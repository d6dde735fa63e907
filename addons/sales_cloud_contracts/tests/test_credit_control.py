from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common_credit import CreditCommon


@tagged("post_install", "-at_install")
class TestCreditControl(CreditCommon):
    # ------------------------------------------------------------
    # STOPPED
    # ------------------------------------------------------------

    def test_a_quotation_of_an_overdue_customer_is_refused_and_one_of_another_is_not(self):
        self._overdue()
        order = self._order().with_user(self.ann)
        with self.assertRaisesRegex(UserError, "Slow Payer is overdue with"):
            order.action_confirm()
        self.assertEqual(order.state, "sent")
        other = self._order(self.customer).with_user(self.ann)
        other.action_confirm()
        self.assertEqual(other.state, "sale")

    def test_off_means_no_refusal_no_field_and_no_menu(self):
        self._overdue()
        self._switch(False)
        order = self._order().with_user(self.ann)
        self.assertNotIn("is_credit_blocked", order.fields_get())
        menu = self.env.ref("sales_cloud_contracts.sale_order_menu_blocked")
        self.assertNotIn(menu.id, self.env["ir.ui.menu"].with_user(self.fin)._visible_menu_ids())
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_what_may_be_overdue_is_the_companys_choice(self):
        cases = [  # days overdue, days of grace, amount allowed, is it stopped
            (10, 0, 0, True),
            (10, 10, 0, False),
            (10, 9, 0, True),
            (10, 0, 100000, False),
            (0, 0, 0, False),
        ]
        for days, grace, allowed, is_stopped in cases:
            partner = self.env["res.partner"].create({"name": f"Payer {days} {grace} {allowed}"})
            self._overdue(partner, days)
            self.company.write({"credit_overdue_days": grace, "credit_overdue_allowed": allowed})
            with self.subTest(days=days, grace=grace, allowed=allowed):
                self.assertEqual(self._order(partner).is_credit_blocked, is_stopped)

    def test_the_credit_limit_of_the_customer_counts_what_is_owed_and_what_comes(self):
        order = self._order()
        self._limit(order.amount_total)
        self.assertFalse(order.is_credit_blocked)
        self._limit(order.amount_total - 0.01)
        order.invalidate_recordset()
        self.assertIn("beyond the credit limit", order.credit_refusal)
        with self.assertRaisesRegex(UserError, "beyond the credit limit"):
            order.with_user(self.ann).action_confirm()
        self.company.account_use_credit_limit = False
        order.with_user(self.ann).action_confirm()

    def test_an_instalment_is_owed_once_whether_it_is_invoiced_or_not(self):
        self.company.account_use_credit_limit = True
        contract = self._new_contract(order=self._new_order(self.bob, partner_id=self.debtor.id))
        total = contract.amount_total
        for line in (None, *contract.collection_ids):
            if line:
                line.sudo().action_create_invoice()
                line.match_ids.move_id.action_post()
            with self.subTest(instalment=line and line.sequence):
                owed = self.debtor._get_credit_standings(self.company)[self.debtor].owed
                self.assertEqual(self.company.currency_id.round(owed), total)

    def test_an_invoice_outside_of_contracts_stops_too_until_it_is_paid(self):
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.debtor.id,
                "invoice_date": "2026-01-01",
                "invoice_date_due": "2026-01-31",
                "invoice_line_ids": [Command.create({"name": "Repair", "price_unit": 500, "tax_ids": False})],
            }
        )
        invoice.action_post()
        order = self._order()
        self.assertIn("500", order.credit_refusal)
        self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids).create(
            {}
        )._create_payments()
        order.invalidate_recordset()
        self.assertFalse(order.credit_refusal)

    def test_signing_a_contract_and_delivering_are_stopped_where_the_company_checks_them(self):
        order = self._order()
        contract = self._new_contract(order=order, sign=False)
        other = self._overdue()
        with self.assertRaisesRegex(UserError, "is overdue with"):
            contract.with_user(self.ann).action_sign()
        self.company.is_credit_checked_contract = False
        self.company.is_credit_checked_order = False
        contract.with_user(self.ann).action_sign()
        with self.assertRaisesRegex(UserError, "is overdue with"):
            contract._check_flow("deliver", 0.0)
        self.assertTrue(other.is_credit_blocked)
        self.company.is_credit_checked_delivery = False
        contract._check_flow("deliver", 0.0)
        other.invalidate_recordset()
        self.assertFalse(other.is_credit_blocked, "where nothing is checked, nothing is shown as blocked")

    def test_what_another_company_is_owed_stops_nothing_here(self):
        self._overdue()
        company = self.setup_other_company()["company"]
        standing = self.debtor._get_credit_standings(company)[self.debtor]
        self.assertEqual((standing.overdue, standing.owed), (0.0, 0.0))
        self.assertGreater(self.debtor._get_credit_standings(self.company)[self.debtor].overdue, 0.0)

    # ------------------------------------------------------------
    # RELEASED
    # ------------------------------------------------------------

    def test_finance_releases_one_order_until_a_day_and_up_to_its_amount(self):
        self._overdue()
        order, other = self._order(), self._order()
        release, approval = self._release(order)
        with self.assertRaises(UserError):
            order.with_user(self.ann).action_confirm()
        approval.with_user(self.fin).action_approve()
        self.assertEqual((release.state, release.decided_by_id), ("granted", self.fin))
        order.invalidate_recordset()
        self.assertFalse(order.is_credit_blocked)
        self.assertTrue(other.is_credit_blocked)
        order.order_line[1].product_uom_qty = 30
        self.assertTrue(order.is_credit_blocked, "a larger order has to be released anew")
        order.order_line[1].product_uom_qty = 3
        release.sudo().date_until = "2026-03-15"
        order.invalidate_recordset()
        self.assertTrue(order.is_credit_blocked, "yesterday the release ended")
        release.sudo().date_until = "2026-03-16"
        order.invalidate_recordset()
        order.with_user(self.ann).action_confirm()
        self.assertEqual(order.state, "sale")

    def test_a_release_that_is_refused_leaves_the_order_blocked_and_may_be_asked_again(self):
        self._overdue()
        order = self._order()
        release, approval = self._release(order)
        self.assertTrue(order.is_credit_release_pending)
        with self.assertRaisesRegex(UserError, "requested already"):
            self._release(order)
        approval.with_user(self.fin).action_refuse("They have to pay first")
        self.assertEqual((release.state, order.is_credit_release_pending), ("refused", False))
        with self.assertRaises(UserError):
            order.with_user(self.ann).action_confirm()
        self._release(order)

    def test_nobody_releases_by_hand_nor_the_order_of_another(self):
        self._overdue()
        order = self._order()
        with self.assertRaises(AccessError):
            order.with_user(self.bob).action_request_credit_release("Please", "2026-04-01")
        release, approval = self._release(order)
        for user in (self.ann, self.mia, self.fin):
            with self.assertRaises(AccessError):
                release.with_user(user).write({"state": "granted"})
        for user in (self.ann, self.bob):
            with self.assertRaises(UserError):
                approval.with_user(user).action_approve()
        self.assertNotIn(release, self.env["sales.credit.release"].with_user(self.bob).search([]))

    def test_a_release_needs_a_block_a_reason_and_a_day_to_come(self):
        order = self._order().with_user(self.ann)
        with self.assertRaisesRegex(UserError, "is not blocked"):
            order.action_request_credit_release("Please", "2026-04-01")
        self._overdue()
        with self.assertRaisesRegex(UserError, "needs a reason"):
            order.action_request_credit_release(" ", "2026-04-01")
        with self.assertRaisesRegex(UserError, "day to come"):
            order.action_request_credit_release("Please", "2026-03-15")

    def test_the_question_on_the_screen_asks_for_the_release(self):
        self._overdue()
        order = self._order().with_user(self.ann)
        action = order.action_ask_credit_release()
        wizard = self.env["sales.credit.release.request"].with_user(self.ann).with_context(**action["context"])
        with Form(wizard) as form:
            form.reason = "Paid tomorrow"
        form.record.action_request()
        self.assertEqual(order.credit_release_ids.state, "pending")

    # ------------------------------------------------------------
    # THE LIST
    # ------------------------------------------------------------

    def test_finance_finds_the_blocked_orders_of_its_company_in_a_few_queries(self):
        self._overdue()
        blocked = self._order() | self._order()
        free = self._order(self.customer)
        self.env.invalidate_all()
        orders = self.env["sale.order"].with_user(self.fin)
        found = orders.search([("is_credit_blocked", "=", True)])
        self.assertEqual(found & (blocked | free), blocked)
        self.assertEqual(orders.search([("is_credit_blocked", "=", False)]) & (blocked | free), free)
        many = blocked | self.env["sale.order"].union(*(self._order() for _number in range(8)))
        self.env.flush_all()

        def count(some):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.mapped("is_credit_blocked")
            return self.env.cr.sql_log_count - before

        count(many)
        self.assertLessEqual(count(many), count(blocked) + 1)

    def test_orders_that_are_confirmed_together_stay_within_the_limit_together(self):
        buyer = self.env["res.partner"].create({"name": "Buyer", "parent_id": self.debtor.id})
        one, other = self._order(), self._order(buyer)
        self._limit(one.amount_total * 2 - 0.01)
        self.assertFalse(one.is_credit_blocked or other.is_credit_blocked)
        with self.assertRaisesRegex(UserError, "beyond the credit limit"):
            (one | other).with_user(self.ann).action_confirm()
        self.assertEqual({one.state, other.state}, {"sent"})
        one.with_user(self.ann).action_confirm()
        with self.assertRaisesRegex(UserError, "beyond the credit limit"):
            other.with_user(self.ann).action_confirm()
        self._limit(one.amount_total * 2)
        other.with_user(self.ann).action_confirm()

    def test_a_release_holds_in_the_currency_in_which_it_was_given(self):
        order = self._order()
        self._limit(1)
        self._release(order)[1].with_user(self.fin).action_approve()
        order.invalidate_recordset()
        self.assertFalse(order.is_credit_blocked)
        order.currency_id = self.setup_other_currency("EUR")
        order.invalidate_recordset()
        self.assertTrue(order.is_credit_blocked)
