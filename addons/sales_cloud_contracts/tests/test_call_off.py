from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import ContractsCommon


@tagged("post_install", "-at_install")
class TestCallOff(ContractsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._new_framework()
        cls.line = cls.contract.line_ids

    @classmethod
    def _new_framework(cls, **values):
        """Return a signed contract over 10 machines at 1,000.00 plus 13 % tax."""
        contract = cls.env["sales.contract"].create(
            {
                "partner_id": cls.customer.id,
                "user_id": cls.ann.id,
                "type_id": cls.env.ref("sales_cloud_contracts.sales_contract_type_framework").id,
                "line_ids": [Command.create({"product_id": cls.machine.id, "quantity": 10, "price_unit": 1000})],
                **values,
            }
        )
        contract.action_plan()
        contract.action_sign()
        return contract

    def _call_off(self, quantity, confirm=True):
        action = self.contract.with_user(self.ann).action_call_off({self.line.id: quantity})
        order = self.env["sale.order"].browse(action["res_id"])
        if confirm:
            order.with_user(self.ann).action_confirm()
        return order

    def test_a_call_off_is_a_quotation_at_the_agreed_price(self):
        order = self._call_off(4, confirm=False)
        self.assertEqual((order.state, order.contract_id, order.user_id), ("draft", self.contract, self.ann))
        self.assertEqual((order.order_line.price_unit, order.amount_total), (1000, 4520))
        self.assertEqual(self.line.qty_ordered, 4)

    def test_a_confirmed_call_off_becomes_an_instalment_and_the_plan_keeps_its_total(self):
        self.assertPlan(self.contract, [(11300, 0, 0, "open")])
        order = self._call_off(4)
        self.assertPlan(self.contract, [(6780, 0, 0, "open"), (4520, 0, 0, "open")])
        rest, called = self.contract.collection_ids
        self.assertEqual((rest.order_id, rest.date_due), (self.env["sale.order"], False))
        self.assertEqual((called.order_id, str(called.date_due)), (order, "2026-04-15"))
        self._call_off(6)
        self.assertPlan(self.contract, [(4520, 0, 0, "open"), (6780, 0, 0, "open")])
        self.env.cr.precommit.run()
        self.assertEqual(self.contract.amount_planned, self.contract.amount_total)

    def test_a_call_off_is_invoiced_as_its_order_and_nothing_before_it(self):
        rest = self.contract.collection_ids
        with self.assertRaisesRegex(UserError, "Invoice may be at 0 % now, as Order is not further"):
            self._bill(rest)
        order = self._call_off(4)
        invoice = self._bill(self.contract.collection_ids[1])
        self.assertEqual(invoice.invoice_line_ids.sale_line_ids, order.order_line)
        self.assertEqual((invoice.amount_total, order.invoice_status), (4520, "invoiced"))
        with self.assertRaisesRegex(UserError, "would be at 100 %"):
            self._bill(rest)

    def test_no_more_is_called_off_than_is_left(self):
        self._call_off(7, confirm=False)
        for quantity, sentence in ((4, "3 is left"), (0, "Nothing is called off"), (-1, "Nothing is called off")):
            with self.subTest(quantity=quantity), self.assertRaisesRegex(UserError, sentence):
                self._call_off(quantity)

    def test_a_cancelled_call_off_gives_its_quantity_back(self):
        self._call_off(7, confirm=False)._action_cancel()
        self.assertEqual(self.line.qty_ordered, 0)
        self.assertTrue(self._call_off(10))

    def test_a_confirmed_call_off_that_is_cancelled_gives_its_instalment_back(self):
        for quantity in (4, 10):
            order = self._call_off(quantity)
            self.assertIn(order, self.contract.collection_ids.order_id)
            order._action_cancel()
            with self.subTest(quantity=quantity):
                plan = self.contract.collection_ids
                self.assertFalse(plan.order_id)
                self.assertEqual(plan.mapped("amount"), [self.contract.amount_total])
        order = self._call_off(4)
        self._bill(self.contract.collection_ids.filtered(lambda line: line.order_id == order))
        order._action_cancel()
        self.assertEqual(self.contract.collection_ids.order_id, order, "what is invoiced stays")

    def test_only_framework_contracts_in_force_are_called_off(self):
        usual = self._new_contract()
        with self.assertRaisesRegex(UserError, "no framework contract in force"):
            usual.action_call_off({usual.line_ids[1].id: 1})
        self.contract.action_terminate("Over")
        with self.assertRaisesRegex(UserError, "no framework contract in force"):
            self._call_off(1)

    def test_strangers_and_finance_call_nothing_off(self):
        for user in (self.bob, self.fin):
            with self.subTest(login=user.login), self.assertRaises(AccessError):
                self.contract.with_user(user).action_call_off({self.line.id: 1})

    def test_a_framework_in_another_currency_is_called_off_in_it(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        contract = self._new_framework(currency_id=euro.id)
        action = contract.with_user(self.ann).action_call_off({contract.line_ids.id: 2})
        order = self.env["sale.order"].browse(action["res_id"])
        self.assertEqual((order.currency_id, order.amount_untaxed), (euro, 2000))

    def test_the_wizard_offers_every_line_and_what_is_left(self):
        self._call_off(3)
        wizard = self.env["sales.contract.call.off"].with_user(self.ann)
        with Form(wizard.with_context(default_contract_id=self.contract.id)) as form, form.line_ids.edit(0) as row:
            self.assertEqual(row.quantity_left, 7)
            row.quantity = 2
        order = self.env["sale.order"].browse(form.record.action_call_off()["res_id"])
        self.assertEqual(order.order_line.product_uom_qty, 2)

    def test_a_call_off_that_is_changed_stays_within_the_framework(self):
        draft, order = self._call_off(3, confirm=False), self._call_off(4)
        for each in (draft, order):
            line = each.with_user(self.ann).order_line
            refused = self.assertRaisesRegex(ValidationError, "but the contract says 10")
            with self.subTest(state=each.state), refused, self.env.cr.savepoint():
                line.product_uom_qty = 8
        draft._action_cancel()
        self._call_off(6, confirm=False)
        draft.with_user(self.ann).action_draft()
        with self.assertRaisesRegex(UserError, "13 of .* would be called off"):
            draft.with_user(self.ann).action_confirm()

    def test_a_call_off_is_confirmed_while_the_framework_is_in_force_and_in_its_currency(self):
        order = self._call_off(4, confirm=False).with_user(self.ann)
        euro = self.env.ref("base.EUR")
        euro.active = True
        own, order.currency_id = order.currency_id, euro
        with self.assertRaisesRegex(UserError, "Order in the currency of the contract"):
            order.action_confirm()
        order.currency_id = own
        self.contract.action_start()
        self.contract.action_suspend()
        with self.assertRaisesRegex(UserError, "not in force any more"):
            order.action_confirm()
        self.contract.action_start()
        order.action_confirm()
        late = self._call_off(1, confirm=False).with_user(self.ann)
        self.contract.with_user(self.mia).action_terminate("Given up")
        with self.assertRaisesRegex(UserError, "not in force any more"):
            late.action_confirm()
        self.assertEqual((self.contract.amount_settled, self.contract.amount_residual), (4520, 4520))
