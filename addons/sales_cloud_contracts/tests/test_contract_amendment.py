from datetime import date
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import ContractsCommon


class AmendmentCommon(ContractsCommon):
    @classmethod
    def _amend(cls, contract=None, quantity=None, **values):
        """Return a draft amendment, by default with another quantity of machines."""
        contract = contract or cls.contract
        action = contract.action_amend()
        amendment = contract.env["sales.contract.amendment"].browse(action["res_id"])
        amendment.write({"reason": "The customer needs another machine", **values})
        if quantity is not None:
            cls._machine(amendment).quantity = quantity
        return amendment

    @classmethod
    def _machine(cls, amendment):
        return amendment.line_ids.filtered(lambda line: line.product_id == cls.machine)

    def _run_day(self):
        with patch.object(self.env.cr, "commit", self.env.cr.flush):
            self.env["sales.contract.amendment"].sudo()._cron_apply()


@tagged("post_install", "-at_install")
class TestContractAmendment(AmendmentCommon):
    """A signed contract changes by amendments; what is invoiced or paid stays, and every version stays readable.

    The contract: a machine 3 x 1,000 less 5 % and a service 333.33, 13 % tax: 3,597.16 in 1,079.15, 2,158.29, 359.72.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["sales.approval.rule"].search([]).active = False
        cls.contract = cls._new_contract(date_start="2026-01-01", date_end="2026-12-31").with_user(cls.ann)

    def assertWhole(self, contract):
        """The plan, the lines and the orders of a contract make one total, however often it is computed."""
        self.env.flush_all()
        self.env.invalidate_all()
        total = contract._get_tax_summary()["total_amount_currency"]
        planned = contract.currency_id.round(sum(contract.collection_ids.mapped("amount")))
        ordered = sum(contract.sudo().order_ids.mapped("amount_total"))
        self.assertEqual([contract.amount_total, contract.amount_planned, planned, ordered], [total] * 4)

    def test_in_force_the_contract_takes_the_values_over_and_the_plan_makes_the_new_total(self):
        amendment = self._amend(quantity=4, date_end="2027-06-30")
        self.assertEqual((amendment.amount_before, amendment.amount_change), (3597.16, 1073.5))
        amendment.action_sign()
        self.assertEqual((amendment.state, amendment.name), ("applied", f"{self.contract.name}-01"))
        self.assertEqual((amendment.amount_before, amendment.amount_change), (3597.16, 1073.5))
        self.assertEqual((self.contract.amount_total, self.contract.version), (4670.66, 2))
        self.assertEqual(self.contract.date_end, date(2027, 6, 30))
        self.assertEqual(self.contract.collection_ids.mapped("amount"), [1401.2, 2802.39, 467.07])
        self.assertWhole(self.contract)
        self.assertEqual(self.credit(self.contract, "signed"), {"ann": 4133.33})

    def test_what_is_invoiced_or_paid_stays_in_every_way_of_planning(self):
        table = [
            ("spread", 5, [1079.15, 3922.58, 742.43]),
            ("extra", 5, [1079.15, 2158.29, 359.72, 2147.0]),
            ("extra", 2, [1079.15, 1444.51]),
            ("template", 5, [1079.15, 500.0, 2082.5, 2082.51]),
        ]
        for way, quantity, expected in table:
            with self.subTest(way=way, quantity=quantity):
                contract = self._new_contract().with_user(self.ann)
                first, second, _third = contract.collection_ids
                self._bill(first)
                self._receive(second, 500.0)
                template = self.env.ref("sales_cloud_contracts.sales_collection_template_50_50")
                amendment = self._amend(
                    contract, quantity, plan_way=way, collection_template_id=template.id if way == "template" else False
                )
                amendment.action_sign()
                self.assertEqual(contract.collection_ids.mapped("amount"), expected)
                self.assertEqual((first.amount_invoiced, second.amount_paid), (1079.15, 500.0))
                self.assertWhole(contract)

    def test_a_total_below_what_is_invoiced_is_refused_with_what_to_do(self):
        self._bill(self.contract.collection_ids[1])
        amendment = self._amend(quantity=1)
        self.assertIn("credit an invoice", amendment.plan_refusal)
        with self.assertRaisesRegex(UserError, "708.13 below what is already invoiced"):
            amendment.action_sign()
        self.assertEqual((amendment.state, self.contract.amount_total), ("draft", 3597.16))

    def test_the_rest_after_an_amendment_is_invoiced_to_the_cent(self):
        first, second, third = self.contract.collection_ids
        self._bill(first)
        self._amend(quantity=4).action_sign()
        self._bill(second)
        invoice = self._bill(third)
        self.assertEqual(self.contract.amount_invoiced, 4670.66)
        self.assertIn(self.machine, invoice.invoice_line_ids.product_id)
        self.assertEqual(self.credit(self.contract, "invoiced"), {"ann": 4133.33})

    def test_lines_are_added_and_left_out_and_the_order_follows(self):
        amendment = self._amend()
        service = amendment.line_ids.filtered(lambda line: line.product_id == self.service)
        amendment.line_ids = [
            Command.delete(service.id),
            Command.create({"product_id": self.machine.id, "quantity": 2, "price_unit": 900}),
        ]
        amendment.action_sign()
        order = self.contract.sudo().order_ids
        self.assertEqual(
            order.order_line.filtered("product_id").mapped(lambda line: (line.product_uom_qty, line.price_unit)),
            [(3.0, 1000.0), (0.0, 333.33), (2.0, 900.0)],
        )
        self.assertEqual(self.contract.line_ids.filtered("product_id").mapped("quantity"), [3.0, 2.0])
        self.assertWhole(self.contract)

    def test_a_locked_order_follows_and_is_locked_again(self):
        self.contract.sudo().order_ids.action_lock()
        self._amend(quantity=4).action_sign()
        self.assertTrue(self.contract.sudo().order_ids.locked)
        self.assertWhole(self.contract)

    def test_a_contract_without_an_order_is_amended_alike(self):
        contract = (
            self.env["sales.contract"]
            .with_user(self.ann)
            .create({"partner_id": self.customer.id, "line_ids": [Command.create({"product_id": self.machine.id})]})
        )
        contract.action_plan()
        contract.action_sign()
        self._amend(contract, quantity=2).action_sign()
        self.env.flush_all()
        self.assertEqual((contract.amount_total, contract.amount_planned), (2260.0, 2260.0))

    def test_every_version_stays_readable_with_what_changed(self):
        self._amend(quantity=4).action_sign()
        self._amend(quantity=5, reason="And one more").action_sign()
        first, second, newest = self.contract.version_ids.sorted("number")
        self.assertEqual([row.number for row in (first, second, newest)], [1, 2, 3])
        self.assertEqual([row.amount_total for row in (first, second, newest)], [3597.16, 4670.66, 5744.16])
        self.assertFalse(first.changes)
        self.assertIn("1,079.15", first.content)
        for text in ("Quantity", ">4<", ">5<", "5,744.16"):
            self.assertIn(text, newest.changes)

    def test_a_draft_says_what_it_would_change(self):
        with Form(self._amend()) as form:
            form.date_end = "2027-03-31"
            with form.line_ids.edit(1) as line:
                line.quantity = 6
        amendment = form.record
        rows = self.contract._describe_changes(amendment._get_changes())
        self.assertIn(("End", "12/31/2026", "03/31/2027"), [(row["what"], row["before"], row["after"]) for row in rows])
        self.assertIn("Quantity", amendment.changes)
        self.assertEqual(self.contract.amount_total, 3597.16)

    def test_nothing_agreed_changes_without_an_amendment(self):
        for values in ({"date_end": "2027-01-01"}, {"note": "Other terms"}, {"line_ids": [Command.clear()]}):
            with self.subTest(values=values), self.assertRaisesRegex(UserError, "amend it"):
                self.contract.write(values)

    def test_an_amendment_is_refused_where_it_makes_no_sense(self):
        self.contract.action_start()
        table = [
            ({"reason": " "}, {}, "needs a reason"),
            ({}, {}, "changes nothing"),
            ({"plan_way": "template"}, {"quantity": 4}, "Choose the template"),
        ]
        for values, change, message in table:
            with self.subTest(message=message):
                amendment = self._amend(**change)
                amendment.write(values)
                with self.assertRaisesRegex(UserError, message):
                    amendment.action_sign()
                amendment.action_cancel()
        self.contract.action_suspend()
        with self.assertRaisesRegex(UserError, "neither signed nor in force"):
            self.contract.action_amend()

    def test_what_is_delivered_cannot_be_amended_away(self):
        delivery = self.env["sales.delivery"].browse(self.contract.action_prepare_delivery()["res_id"])
        delivery.with_user(self.ann).action_deliver()
        with self.assertRaisesRegex(UserError, "delivered or called off"):
            self._amend(quantity=2).action_sign()

    def test_an_amendment_with_a_later_day_waits_for_it(self):
        amendment = self._amend(quantity=4, date_effective="2026-04-01")
        amendment.action_sign()
        self.assertEqual((amendment.state, self.contract.version), ("signed", 1))
        with self.assertRaisesRegex(UserError, "not before"):
            amendment.state = "applied"
        self._run_day()
        self.assertEqual(amendment.state, "signed")
        with freeze_time("2026-04-01"):
            self._run_day()
        self.assertEqual((amendment.state, self.contract.version), ("applied", 2))

    def test_an_amendment_that_became_impossible_is_told_to_the_owner(self):
        amendment = self._amend(quantity=1, date_effective="2026-04-01")
        amendment.action_sign()
        self._bill(self.contract.collection_ids[1])
        with freeze_time("2026-04-01"):
            self._run_day()
            self._run_day()
        self.assertEqual((amendment.state, amendment.activity_ids.user_id), ("signed", self.ann))
        self.assertEqual(len(amendment.activity_ids), 1)

    def test_a_number_comes_once_also_when_an_earlier_amendment_is_deleted(self):
        first = self._amend(quantity=4)
        first.action_cancel()
        second = self._amend(quantity=5)
        second.action_cancel()
        first.sudo().unlink()
        self.assertEqual((second.name, self._amend().name), (f"{self.contract.name}-02", f"{self.contract.name}-03"))

    def test_one_amendment_at_a_time(self):
        amendment = self._amend()
        self.assertEqual(self.contract.action_amend()["res_id"], amendment.id)
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation), self.cr.savepoint():
            self.env["sales.contract.amendment"].create({"contract_id": self.contract.id})

    def test_people_see_the_amendments_of_the_contracts_they_see(self):
        amendment = self._amend(quantity=4)
        amendment.action_sign()
        for user, may in ((self.ann, True), (self.bob, False), (self.mia, True), (self.fin, True)):
            with self.subTest(user=user.login):
                self.assertEqual(amendment.with_user(user).has_access("read"), may)
                self.assertEqual(self.contract.version_ids[0].with_user(user).has_access("read"), may)
                self.assertFalse(self.contract.version_ids[0].with_user(user).has_access("write"))
        with self.assertRaises(AccessError):
            self.contract.with_user(self.bob).action_amend()
        with self.assertRaisesRegex(UserError, "not a draft any more"):
            self._machine(amendment).quantity = 9
