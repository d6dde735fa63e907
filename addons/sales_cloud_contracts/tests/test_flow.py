from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ContractsCommon

FLOWS = ("contract_first", "order_first", "prepaid", "invoice_on_delivery", "framework")


@tagged("post_install", "-at_install")
class TestFlow(ContractsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.flows = {name: cls.env.ref(f"sales_cloud_contracts.sales_flow_{name}") for name in FLOWS}

    def _new_on(self, flow, **values):
        """Return a draft contract of a sent quotation that follows a flow."""
        order = values.pop("order", None) or self._new_order(state="sent")
        return self._new_contract(order=order, sign=False, flow_id=self.flows[flow].id, **values)

    def _deliver(self, contract, share):
        for line in contract.order_ids.order_line.filtered("product_id"):
            line.qty_delivered = line.product_uom_qty * share

    def _steps(self, contract):
        contract.invalidate_recordset()
        return {step.kind: (round(step.percent), step.state) for step in contract._judge_flow()[contract]}

    # ------------------------------------------------------------
    # PICTURE
    # ------------------------------------------------------------

    def test_the_picture_says_how_far_each_step_is_and_what_comes_next(self):
        contract = self._new_on("contract_first")
        self.assertEqual(contract.flow_next, "Sign the contract.")
        contract.action_sign()
        self._deliver(contract, 0.6)
        self._bill(contract.collection_ids[0])
        self._receive(contract.collection_ids[0], 500)
        expected = {
            "contract": (100, "done"),
            "order": (100, "done"),
            "deliver": (60, "partial"),
            "invoice": (30, "partial"),
            "receive": (14, "partial"),
        }
        self.assertEqual(self._steps(contract), expected)
        self.assertEqual(
            contract.flow_summary, "Signed · Ordered 100 % · Delivered 60 % · Invoiced 30 % · Collected 14 %"
        )
        self.assertEqual(contract.flow_next, "Deliver, and record what was delivered.")
        self.assertIn("progress-bar", contract.flow_picture)

    def test_a_suspended_contract_has_to_be_resumed_first(self):
        contract = self._new_on("contract_first")
        contract.action_sign()
        contract.with_user(self.ann).action_start()
        contract.with_user(self.ann).action_suspend()
        self.assertIn("Resume it", contract.flow_next)
        self.assertIn("Resume it", contract.flow_picture)
        contract.with_user(self.ann).action_start()
        self.assertEqual(contract.flow_next, "Deliver, and record what was delivered.")

    def test_a_contract_without_orders_is_its_own_order(self):
        contract = self.env["sales.contract"].create(
            {
                "partner_id": self.customer.id,
                "line_ids": [Command.create({"product_id": self.machine.id, "quantity": 1})],
            }
        )
        contract.action_plan()
        contract.action_sign()
        self.assertEqual(self._steps(contract)["order"], (100, "done"))

    def test_the_picture_of_many_contracts_costs_no_more_queries_than_that_of_one(self):
        contracts = self.env["sales.contract"].browse()
        for _index in range(5):
            contracts |= self._new_contract()
        one = self._count_queries(contracts[0])
        self.assertLessEqual(self._count_queries(contracts), one)

    def _count_queries(self, contracts):
        self.env.flush_all()
        self.env.invalidate_all()
        contracts.mapped("amount_total")
        contracts.flow_id.step_ids.mapped("kind")
        before = self.cr.sql_log_count
        contracts._judge_flow()
        return self.cr.sql_log_count - before

    # ------------------------------------------------------------
    # ORDER OF STEPS
    # ------------------------------------------------------------

    def test_an_order_waits_for_the_contract_where_the_contract_comes_first(self):
        contract = self._new_on("contract_first")
        with self.assertRaisesRegex(UserError, "has to be signed first"):
            contract.order_ids.action_confirm()
        self.assertFalse(contract.order_ids._has_to_be_signed())
        contract.with_user(self.ann).action_sign()
        self.assertEqual(contract.order_ids.state, "sale")

    def test_a_contract_waits_for_the_order_where_the_order_comes_first_and_is_then_signed_by_itself(self):
        contract = self._new_on("order_first")
        with self.assertRaisesRegex(UserError, "Contract may be at 0 % now, as Order is not further"):
            contract.action_sign()
        contract.order_ids.with_user(self.ann).action_confirm()
        self.env.cr.precommit.run()
        self.assertEqual(contract.state, "signed")

    def test_a_contract_that_needs_approval_is_not_signed_by_itself(self):
        contract = self._new_on("order_first")
        contract.type_id.needs_approval = True
        contract.order_ids.action_confirm()
        self.env.cr.precommit.run()
        self.assertEqual(contract.state, "draft")

    def test_an_invoice_goes_no_further_than_the_delivery_and_comes_by_itself(self):
        contract = self._new_on("invoice_on_delivery")
        contract.action_sign()
        first, second, third = contract.collection_ids
        with self.assertRaisesRegex(UserError, "Invoice may be at 0 % now, as Delivery is not further"):
            first.with_user(self.fin).action_create_invoice()
        self._deliver(contract, 0.35)
        self.env.cr.precommit.run()
        self.assertEqual((first.has_draft_invoice, second.has_draft_invoice), (True, False))
        self.assertEqual(self._steps(contract)["invoice"], (0, "ready"))
        first.invoice_ids.action_post()
        with self.assertRaisesRegex(UserError, "would be at 90 %"):
            second.with_user(self.fin).action_create_invoice()
        self._deliver(contract, 1)
        self.env.cr.precommit.run()
        self.assertTrue(all(line.invoice_ids for line in second | third))

    def test_a_step_that_cannot_go_on_by_itself_leaves_a_note_and_stops_nobody(self):
        contract = self._new_on("invoice_on_delivery")
        contract.action_sign()
        self.company_data["default_journal_sale"].active = False
        self.env["account.journal"].search([("type", "=", "sale"), ("company_id", "=", self.company.id)]).active = False
        self._deliver(contract, 1)
        self.env.cr.precommit.run()
        self.assertIn("could not go on by itself", contract.message_ids[0].body)

    # ------------------------------------------------------------
    # CONFIGURATION
    # ------------------------------------------------------------

    def test_a_flow_that_cannot_work_is_refused(self):
        contract = Command.create({"kind": "contract"})
        receive = Command.create({"kind": "receive", "after_kind": "deliver", "gate": "complete"})
        deliver = Command.create({"kind": "deliver", "after_kind": "receive", "gate": "complete"})
        for steps, sentence in (
            ([deliver], "has no contract step"),
            ([contract, receive], "which the flow does not have"),
            ([contract, receive, deliver], "wait for each other"),
        ):
            with self.subTest(sentence=sentence), self.assertRaisesRegex(ValidationError, sentence):
                self.env["sales.flow"].create({"name": "Odd", "step_ids": steps})

    def test_the_database_refuses_a_step_twice_and_money_that_comes_by_itself(self):
        flow = self.flows["prepaid"]
        for values in (
            {"kind": "deliver"},
            {"kind": "receive", "is_automatic": True},
            {"kind": "accept", "gate": "complete"},
        ):
            with (
                self.subTest(values=values),
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                flow.step_ids.create({"flow_id": flow.id, **values})

    def test_only_operations_change_flows(self):
        ops = self._new_user("ops", "sales_cloud_core.group_operations")
        self.flows["prepaid"].with_user(ops).name = "Paid before delivery"
        for user in (self.ann, self.mia, self.fin):
            with self.subTest(login=user.login), self.assertRaises(AccessError):
                self.flows["prepaid"].with_user(user).name = "Mine"

    def test_a_flow_of_another_company_is_neither_seen_nor_usable(self):
        branch = self.env["res.company"].create({"name": "Branch"})
        flow = self.flows["prepaid"].copy({"company_id": branch.id})
        self.assertNotIn(flow, self.env["sales.flow"].with_user(self.ann).search([]))
        with self.assertRaises(UserError):
            self._new_on("contract_first").flow_id = flow

    def test_a_signed_contract_keeps_its_flow(self):
        contract = self._new_contract()
        with self.assertRaisesRegex(UserError, "not a draft any more"):
            contract.flow_id = self.flows["prepaid"]
