from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.sales_cloud_contracts.tests.common import ContractsCommon


@tagged("post_install", "-at_install")
class TestPicking(ContractsCommon):
    """The machines are goods that stock delivers; the maintenance is a service. Wanda keeps the warehouse."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.wanda = cls._new_user("wanda", "stock.group_stock_user")
        cls.machine.type = "consu"

    def _new_on(self, flow):
        """Return a signed contract that follows a flow."""
        flow = self.env.ref(f"sales_cloud_contracts.sales_flow_{flow}")
        contract = self._new_contract(order=self._new_order(state="sent"), sign=False, flow_id=flow.id)
        contract.action_sign()
        self.env.cr.precommit.run()
        return contract

    def _pick(self, contract, quantity):
        """Let a quantity of the machines leave the stock; the rest stays in a backorder."""
        picking = contract.order_ids.picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel"))
        picking = picking.with_user(self.wanda)
        picking.move_ids.write({"quantity": quantity, "picked": True})
        picking.with_context(skip_backorder=True).button_validate()
        self.env.cr.precommit.run()

    def test_what_leaves_the_stock_counts_as_delivered(self):
        contract = self._new_on("contract_first")
        contract.collection_ids[1].write({"due_base": "delivery", "due_days": 30, "date_due": False})
        machines, service = contract.line_ids.filtered("product_id")
        self._pick(contract, 2)
        self.assertEqual((machines.qty_delivered, contract.date_delivered), (2, False))
        self._pick(contract, 1)
        service.order_line_id.qty_delivered = 1
        self.assertEqual((contract.delivered_percent, str(contract.date_delivered)), (100, "2026-03-16"))
        self.assertEqual(str(contract.collection_ids[1].date_due), "2026-04-15")
        self.assertFalse(contract.delivery_ids)

    def test_people_record_only_what_stock_does_not_count(self):
        contract = self._new_on("contract_first")
        action = contract.with_user(self.ann).action_prepare_delivery()
        delivery = self.env["sales.delivery"].browse(action["res_id"])
        self.assertEqual(delivery.line_ids.contract_line_id.product_id, self.service)

    def test_nothing_leaves_before_the_money_where_the_flow_says_so(self):
        contract = self._new_on("prepaid")
        with self.assertRaisesRegex(UserError, "Delivery may be at 0 % now, as Receipt is not further"):
            self._pick(contract, 3)
        for instalment in contract.collection_ids:
            self._receive(instalment, instalment.amount)
        self._pick(contract, 3)
        self.assertEqual(contract.order_ids.picking_ids.state, "done")

    def test_goods_are_accepted_by_the_record_of_their_picking(self):
        contract = self._new_on("acceptance")
        self._pick(contract, 3)
        record = contract.delivery_ids.filtered(lambda delivery: delivery.state == "delivered")
        self.assertEqual((record.line_ids.contract_line_id.product_id, record.line_ids.quantity), (self.machine, 3))
        record.with_user(self.ann).action_accept("Mr Wu")
        self.assertEqual(contract.line_ids.filtered("product_id")[0].qty_accepted, 3)

    def test_the_draft_invoices_follow_the_picking_where_the_flow_says_so(self):
        contract = self._new_on("invoice_on_delivery")
        self._pick(contract, 2)
        self.assertEqual([line.has_draft_invoice for line in contract.collection_ids], [True, False, False])
