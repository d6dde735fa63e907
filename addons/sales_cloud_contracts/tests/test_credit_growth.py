from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_credit import GrowthCommon


@tagged("post_install", "-at_install")
class TestCreditGrowth(GrowthCommon):
    """A confirmed order that somebody raises is judged again when the transaction ends.

    The order: 3,597.16, a machine of it 1,073.50; the limit bears it and 402.84 more.
    """

    # ------------------------------------------------------------
    # STOPPED
    # ------------------------------------------------------------

    def test_however_a_confirmed_order_is_raised_it_stays_within_the_limit(self):
        line = {"product_id": self.machine.id, "product_uom_qty": 1}
        self.machines.product_uom_qty = 2  # leaves room for one machine, not for two
        ways = {
            "quantity": lambda order, line_of: line_of.write({"product_uom_qty": 4}),
            "price": lambda order, line_of: line_of.write({"price_unit": 2000}),
            "the form": lambda order, line_of: order.write(
                {"order_line": [Command.update(line_of.id, {"product_uom_qty": 4})]}
            ),
            "a new line": lambda order, line_of: order.write(
                {"order_line": [Command.create({**line, "price_unit": 2000})]}
            ),
            "a line by itself": lambda order, line_of: line_of.create(
                {**line, "price_unit": 2000, "order_id": order.id}
            ),
            "an order by default": lambda order, line_of: line_of.with_context(default_order_id=order.id).create(
                {**line, "price_unit": 2000}
            ),
            "in two steps": lambda order, line_of: (
                line_of.write({"product_uom_qty": 3}),
                line_of.write({"product_uom_qty": 4}),
            ),
        }
        for user in (self.ann, self.mia):
            for way, change in ways.items():
                with self.subTest(way=way, user=user.login):
                    order = self._as(user, self.order)
                    self.assertRefused(lambda c=change, o=order, u=user: c(o, self.machines.with_user(u)))

    def test_less_discount_is_more_money(self):
        self.machines.discount = 50
        self.assertRefused(lambda: self._as(self.ann, self.machines).write({"discount": 0, "price_unit": 1100}))
        self._as(self.ann, self.machines).discount = 30
        self.env.cr.flush()
        self.assertEqual(self.order.amount_total, 2749.66)

    def test_what_stays_within_the_limit_may_grow(self):
        service = self._lines(self.order, self.service)
        self._as(self.ann, service).product_uom_qty = 2
        self.env.cr.flush()
        self.assertEqual(self.order.amount_total, 3973.83)
        self.assertRefused(lambda: self._as(self.ann, service).write({"product_uom_qty": 3}))

    def test_the_limit_is_that_of_the_customer_with_all_its_orders_together(self):
        buyer = self.env["res.partner"].create({"name": "Buyer", "parent_id": self.debtor.id})
        other = self._confirmed(partner_id=self.customer.id)
        for partner, is_refused in ((self.customer, False), (buyer, True)):
            other.sudo().write({"partner_id": partner.id, "partner_invoice_id": partner.id})
            self._limit(7200)
            with self.subTest(customer=partner.name):
                if is_refused:
                    self.assertRefused(lambda: self._set(4), "would owe .*8,267.82, beyond the credit limit")
                else:
                    self._set(4)
                    self._set(3)

    def test_an_overdue_customer_gets_no_more_of_what_is_ordered(self):
        self._limit(0)
        self._overdue()
        self.assertRefused(lambda: self._set(4), "cannot grow to .*4,670.66.* Slow Payer is overdue with")
        self._set(2)
        self.company.is_credit_checked_order = False
        self._set(9)

    def test_what_odoo_counts_only_once_it_is_delivered_is_counted_as_at_the_confirmation(self):
        self.order.sudo()._action_cancel()
        (self.machine | self.service).invoice_policy = "delivery"
        self.order = self._confirmed()
        self.machines = self._lines(self.order, self.machine)
        for delivered in (0, 1, 3):
            self.machines.sudo().qty_delivered = delivered
            with self.subTest(delivered=delivered):
                self._limit(4000)
                self.assertRefused(lambda: self._set(4), "would owe .*4,670.66")
                self._limit(4670.66)
                self._set(4)
                self._set(3)

    def test_an_order_given_to_another_customer_is_that_customers_from_the_start(self):
        self._limit(3500, self.customer)
        self.assertRefused(
            lambda: self._as(self.ann, self.order).write(
                {"partner_id": self.customer.id, "partner_invoice_id": self.customer.id}
            ),
            "Dragon Machines would owe",
        )

    def test_a_foreign_currency_is_judged_in_that_of_the_company(self):
        euro = self.setup_other_currency("EUR", rates=[("2026-01-01", 0.5)])
        self.order.sudo()._action_cancel()
        self._limit(0)
        self.order = self._new_order(self.ann, state="sent", partner_id=self.debtor.id)
        self.order.currency_id = euro
        self.order.action_confirm()
        self._lines(self.order, self.machine).sudo().price_unit = 1000
        self._lines(self.order, self.service).sudo().price_unit = 333.33
        self.assertEqual((self.order.currency_id, self.order.amount_total), (euro, 3597.16))
        self._limit(8000)
        fourth = {"product_uom_qty": 4, "price_unit": 1000}
        self.assertRefused(
            lambda: self._as(self.ann, self._lines(self.order, self.machine)).write(fourth),
            "cannot grow to 4,670.66.*would owe .*9,341.32.*limit of .*8,000.00",
        )
        self._limit(9342)
        self._as(self.ann, self._lines(self.order, self.machine)).write(fourth)
        self.env.cr.flush()

    def test_the_same_figure_in_a_dearer_currency_is_more(self):
        euro = self.setup_other_currency("EUR", rates=[("2026-01-01", 0.5)])
        self.assertRefused(lambda: self._as(self.ann, self.order).write({"currency_id": euro.id}))

    def test_another_company_has_its_own_limit(self):
        other = self.setup_other_company()["company"]
        both = (self.company | other).ids
        self.ann.write({"company_ids": [Command.set(both)]})
        order = (
            self.env["sale.order"]
            .with_company(other)
            .create(
                {
                    "company_id": other.id,
                    "partner_id": self.debtor.id,
                    "user_id": self.ann.id,
                    "order_line": [
                        Command.create({"product_id": self.machine.id, "price_unit": 1000, "tax_ids": False})
                    ],
                }
            )
        )
        order.action_confirm()
        mine = self._as(self.ann, order).with_context(allowed_company_ids=both)
        mine.order_line.product_uom_qty = 90
        self.env.cr.flush()
        other.account_use_credit_limit = True
        self.debtor.with_company(other).credit_limit = 90500
        sentence = "would owe .*91,000.00, beyond the credit limit of .*90,500.00"
        with self.assertRaisesRegex(UserError, sentence), self.cr.savepoint():
            mine.order_line.product_uom_qty = 91
        self.assertEqual(order.order_line.product_uom_qty, 90)

    # ------------------------------------------------------------
    # NOT STOPPED
    # ------------------------------------------------------------

    def test_what_does_not_grow_is_never_stopped(self):
        self._limit(1)
        service = self._lines(self.order, self.service)
        ways = {
            "less": lambda: self.machines.with_user(self.ann).write({"product_uom_qty": 2}),
            "words": lambda: self.machines.with_user(self.ann).write({"name": "CNC machine, blue"}),
            "moved between lines": lambda: (
                self.machines.with_user(self.ann).write({"product_uom_qty": 3}),
                service.with_user(self.ann).write({"price_unit": 0, "product_uom_qty": 0}),
                self.machines.with_user(self.ann).write({"product_uom_qty": 2}),
            ),
            "delivered": lambda: self.machines.with_user(self.ann).write({"qty_delivered": 9}),
            "back within one transaction": lambda: (
                self.machines.with_user(self.ann).write({"product_uom_qty": 50}),
                self.machines.with_user(self.ann).write({"product_uom_qty": 2}),
            ),
            "cancelled": lambda: (
                self.machines.with_user(self.ann).write({"product_uom_qty": 50}),
                self.order.with_user(self.ann).action_cancel(),
            ),
        }
        for way, change in ways.items():
            with self.subTest(way=way):
                self._as(self.ann, self.order)
                change()
                self.env.cr.flush()

    def test_invoicing_is_never_stopped(self):
        self._limit(1)
        wizard = self.env["sale.advance.payment.inv"].with_user(self.ann)
        order = {"sale_order_ids": self.order.ids}
        wizard.create({**order, "advance_payment_method": "percentage", "amount": 30}).create_invoices()
        wizard.create({**order, "advance_payment_method": "delivered"}).create_invoices()
        self.order.invoice_ids.with_user(self.fin).action_post()
        self.env.cr.flush()
        self.assertEqual(self.order.invoice_status, "invoiced")

    def test_what_the_system_changes_follows_from_what_was_judged(self):
        self._limit(1)
        self.machines.with_user(self.ann).sudo().product_uom_qty = 5
        self.env.cr.flush()
        self.assertEqual(self.machines.product_uom_qty, 5)

    def test_what_was_spent_for_the_customer_is_charged_to_the_order(self):
        self._limit(1)
        travel = self._new_product("Travel", 500)
        travel.expense_policy = "cost"
        line = {"product_id": travel.id, "price_unit": 500, "tax_ids": False}
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.customer.id,
                "invoice_date": "2026-03-16",
                "invoice_line_ids": [Command.create(line)],
            }
        )
        bill.action_post()
        orders = {bill.invoice_line_ids.id: self.order}
        with patch.object(type(bill.line_ids), "_sale_determine_order", lambda lines: orders):
            bill.invoice_line_ids._sale_create_reinvoice_sale_line()
        self.env.cr.flush()
        self.assertEqual(self._lines(self.order, travel).product_uom_qty, 1)
        self.assertRefused(lambda: self._set(4), "cannot grow")

    def test_a_quotation_may_grow_until_it_is_confirmed(self):
        order = self._order(self.customer).with_user(self.ann)
        self._limit(4000, self.customer)
        self._set(9, order=order)
        with self.assertRaisesRegex(UserError, "Dragon Machines would owe"):
            order.action_confirm()
        self._set(3, order=order)
        with self.assertRaisesRegex(UserError, "cannot grow"), self.cr.savepoint():
            order.action_confirm()
            self._lines(order, self.machine).product_uom_qty = 9
