from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import ContractsCommon


@tagged("post_install", "-at_install")
class TestDelivery(ContractsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._new_contract()
        cls.machines, cls.maintenance = cls.contract.line_ids.filtered("product_id")

    def _record(self, quantities, contract=None, deliver=True, **values):
        """Return a delivery of {contract line: quantity}, recorded by the owner."""
        delivery = (
            self.env["sales.delivery"]
            .with_user(self.ann)
            .create(
                {
                    "contract_id": (contract or self.contract).id,
                    "line_ids": [
                        Command.create({"contract_line_id": line.id, "quantity": quantity})
                        for line, quantity in quantities.items()
                    ],
                    **values,
                }
            )
        )
        if deliver:
            delivery.action_deliver()
        return delivery

    def _new_on_acceptance(self):
        flow = self.env.ref("sales_cloud_contracts.sales_flow_acceptance")
        contract = self._new_contract(order=self._new_order(state="sent"), sign=False, flow_id=flow.id)
        contract.action_sign()
        self.env.cr.precommit.run()
        return contract

    # ------------------------------------------------------------
    # QUANTITIES
    # ------------------------------------------------------------

    def test_a_delivery_counts_on_the_contract_and_on_its_order(self):
        delivery = self._record({self.machines: 2})
        order_line = self.machines.order_line_id
        self.assertEqual((self.machines.qty_delivered, order_line.qty_delivered), (2, 2))
        self.assertEqual(self.machines.amount_delivered, 1900)
        self.assertAlmostEqual(self.contract.delivered_percent, 100 * 1900 / 3183.33, places=4)
        self.assertEqual(delivery.amount_untaxed, 1900)
        delivery.action_cancel()
        self.assertEqual((self.machines.qty_delivered, order_line.qty_delivered), (0, 0))

    def test_the_certificate_leaves_room_for_the_acceptance_and_then_names_it(self):
        reports = self.env["ir.actions.report"].with_user(self.ann)
        delivery = self._record({self.machines: 2})
        for accepted_by in ("", "Mr Wang"):
            if accepted_by:
                delivery.action_accept(accepted_by)
            page = reports._render_qweb_html("sales_cloud_contracts.report_sales_delivery", delivery.ids)[0].decode()
            for text in (delivery.name, self.contract.name, "Dragon Machines", self.machines.name, "2.00", accepted_by):
                self.assertIn(text, page)
            self.assertEqual("Mr Wang" in page, bool(accepted_by))

    def test_no_more_is_delivered_than_agreed(self):
        self._record({self.machines: 2})
        with self.assertRaisesRegex(UserError, "1 of the contract is left"):
            self._record({self.machines: 1.5})
        second = self._record({self.machines: 2}, deliver=False)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.env.flush_all()
            self.cr.execute("UPDATE sales_contract_line SET qty_recorded = 4 WHERE id = %s", [self.machines.id])
        self.assertEqual(second.line_ids.quantity_left, 1)

    def test_a_delivery_that_cannot_be_is_refused_with_a_clear_sentence(self):
        other = self._new_contract(sign=False)
        table = [
            ({}, {}, "has no line"),
            ({self.machines: 1}, {"date": "2026-03-17"}, "when it has taken place"),
            ({other.line_ids[1]: 1}, {"contract": other}, "is not in force"),
        ]
        for quantities, values, sentence in table:
            with self.subTest(sentence=sentence), self.assertRaisesRegex(UserError, sentence):
                self._record(quantities, **values)
        with self.assertRaisesRegex(ValidationError, "belongs to another contract"):
            self._record({other.line_ids[1]: 1})

    def test_what_is_recorded_stays_and_is_never_deleted(self):
        delivery = self._record({self.machines: 1})
        for act in (
            lambda: delivery.write({"date": "2026-03-01"}),
            lambda: delivery.line_ids.write({"quantity": 2}),
            lambda: delivery.line_ids.unlink(),
            lambda: delivery.unlink(),
        ):
            with self.assertRaises(UserError):
                act()

    # ------------------------------------------------------------
    # ACCEPTANCE
    # ------------------------------------------------------------

    def test_the_customer_accepts_with_a_name_a_day_and_a_certificate(self):
        delivery = self._record({self.machines: 3}, date="2026-03-10")
        for name, day, sentence in (
            (" ", "2026-03-12", "needs a name"),
            ("Mr Wu", "2026-03-09", "between the delivery and today"),
            ("Mr Wu", "2026-03-17", "between the delivery and today"),
        ):
            with self.subTest(sentence=sentence), self.assertRaisesRegex(UserError, sentence):
                delivery.action_accept(name, day)
        wizard = self.env["sales.delivery.acceptance"].with_user(self.ann)
        with Form(wizard.with_context(default_delivery_id=delivery.id)) as form:
            form.accepted_by, form.date, form.document = "Mr Wu", "2026-03-12", b"UERG"
        form.record.filename = "certificate.pdf"
        form.record.action_record()
        self.assertEqual((delivery.state, delivery.accepted_by), ("accepted", "Mr Wu"))
        self.assertEqual((delivery.date_accepted, delivery.acceptance_filename), (date(2026, 3, 12), "certificate.pdf"))
        self.assertEqual(self.machines.qty_accepted, 3)

    def test_what_the_customer_refuses_does_not_count_until_it_is_put_right(self):
        delivery = self._record({self.machines: 3})
        with self.assertRaisesRegex(UserError, "needs a reason"):
            delivery.action_refuse("")
        delivery.action_refuse("Spindle vibrates")
        self.assertEqual((delivery.state, self.machines.qty_delivered), ("refused", 0))
        delivery.action_draft()
        delivery.action_deliver()
        delivery.action_accept("Mr Wu")
        self.assertEqual((delivery.refusal_reason, self.machines.qty_accepted), (False, 3))

    def test_only_a_manager_cancels_what_is_accepted(self):
        delivery = self._record({self.machines: 3})
        delivery.action_accept("Mr Wu")
        with self.assertRaisesRegex(AccessError, "Only a sales manager"):
            delivery.action_cancel()
        delivery.with_user(self.mia).action_cancel()
        self.assertEqual((self.machines.qty_accepted, self.machines.qty_delivered), (0, 0))

    # ------------------------------------------------------------
    # WHAT FOLLOWS
    # ------------------------------------------------------------

    def test_due_dates_count_from_the_day_everything_is_delivered_and_accepted(self):
        second, third = self.contract.collection_ids[1:]
        second.write({"due_base": "delivery", "due_days": 30, "date_due": False})
        third.write({"due_base": "acceptance", "due_days": 90, "date_due": False})
        first_part = self._record({self.machines: 3}, date="2026-03-01")
        self.assertEqual((self.contract.date_delivered, second.date_due), (False, False))
        last_part = self._record({self.maintenance: 1}, date="2026-03-05")
        self.assertEqual((self.contract.date_delivered, second.date_due), (date(2026, 3, 5), date(2026, 4, 4)))
        first_part.action_accept("Mr Wu", "2026-03-08")
        self.assertFalse(third.date_due)
        last_part.action_accept("Mr Wu", "2026-03-10")
        self.assertEqual((self.contract.date_accepted, third.date_due), (date(2026, 3, 10), date(2026, 6, 8)))
        last_part.with_user(self.mia).action_cancel()
        self.assertEqual((second.date_due, third.date_due), (False, False))

    def test_where_the_flow_has_an_acceptance_only_what_is_accepted_is_invoiced(self):
        contract = self._new_on_acceptance()
        delivery = contract.delivery_ids
        self.assertEqual((delivery.state, len(delivery.line_ids)), ("draft", 2))
        delivery.with_user(self.ann).action_deliver()
        self.assertEqual(set(contract.order_ids.order_line.mapped("qty_delivered")), {0})
        with self.assertRaisesRegex(UserError, "Invoice may be at 0 % now, as Acceptance is not further"):
            self._bill(contract.collection_ids[0])
        delivery.with_user(self.ann).action_accept("Mr Wu")
        self.env.cr.precommit.run()
        self.assertEqual(contract.order_ids.order_line.filtered("product_id").mapped("qty_delivered"), [3, 1])
        self.assertTrue(all(line.has_draft_invoice for line in contract.collection_ids))

    def test_where_money_comes_first_nothing_is_delivered_before_it(self):
        flow = self.env.ref("sales_cloud_contracts.sales_flow_prepaid")
        contract = self._new_contract(sign=False, flow_id=flow.id)
        contract.action_sign()
        line = contract.line_ids.filtered("product_id")[0]
        with self.assertRaisesRegex(UserError, "Delivery may be at 0 % now, as Receipt is not further"):
            self._record({line: 1}, contract=contract)
        for instalment in contract.collection_ids:
            self._receive(instalment, instalment.amount)
        self._record({line: 1}, contract=contract)
        self.assertEqual(line.qty_delivered, 1)

    def test_the_contract_proposes_what_is_left(self):
        self._record({self.machines: 1})
        action = self.contract.with_user(self.ann).action_prepare_delivery()
        delivery = self.env["sales.delivery"].browse(action["res_id"])
        self.assertEqual(
            [(row.contract_line_id, row.quantity) for row in delivery.line_ids],
            [(self.machines, 2), (self.maintenance, 1)],
        )
        delivery.action_deliver()
        with self.assertRaisesRegex(UserError, "is left to record"):
            self.contract.action_prepare_delivery()

    def test_a_delivery_spreads_over_call_offs_oldest_first(self):
        contract = self.env["sales.contract"].create(
            {
                "partner_id": self.customer.id,
                "user_id": self.ann.id,
                "type_id": self.env.ref("sales_cloud_contracts.sales_contract_type_framework").id,
                "line_ids": [Command.create({"product_id": self.machine.id, "quantity": 10})],
            }
        )
        contract.action_plan()
        contract.action_sign()
        for quantity in (4, 3):
            contract.action_call_off({contract.line_ids.id: quantity})
        contract.order_ids.action_confirm()
        self._record({contract.line_ids: 5}, contract=contract)
        self.assertEqual(contract.order_ids.sorted("id").order_line.mapped("qty_delivered"), [4, 1])
        with self.assertRaisesRegex(UserError, "Delivery may be at 70 % now, as Order is not further"):
            self._record({contract.line_ids: 3}, contract=contract)

    # ------------------------------------------------------------
    # RIGHTS
    # ------------------------------------------------------------

    def test_the_table_of_rights(self):
        delivery = self._record({self.machines: 1})
        branch = self.env["res.company"].create({"name": "Branch"})
        far = self._new_user("far", "sales_team.group_sale_manager", company=branch)
        table = [(self.ann, "rw"), (self.bob, ""), (self.mia, "rw"), (self.fin, "r"), (far, "")]
        for user, expected in table:
            record = delivery.with_user(user).with_company(user.company_id)
            with self.subTest(login=user.login):
                rights = "".join(op[0] for op in ("read", "write") if record.has_access(op))
                self.assertEqual(rights, expected)
                self.assertEqual(bool(self.env["sales.delivery"].with_user(user).search([])), bool(expected))

    def test_strangers_and_finance_record_nothing(self):
        delivery = self._record({self.machines: 1}, deliver=False)
        for user in (self.bob, self.fin):
            for method, arguments in (("action_deliver", []), ("action_cancel", [])):
                with self.subTest(login=user.login, method=method), self.assertRaises(AccessError):
                    getattr(delivery.with_user(user), method)(*arguments)
            with self.subTest(login=user.login), self.assertRaises(AccessError):
                self.contract.with_user(user).action_prepare_delivery()

    def test_only_legal_changes_of_state_are_possible(self):
        delivery = self._record({self.machines: 1}, deliver=False)
        with self.assertRaisesRegex(UserError, "cannot become"):
            delivery.action_accept("Mr Wu")
        delivery.action_cancel()
        with self.assertRaisesRegex(UserError, "cannot become"):
            delivery.action_deliver()
