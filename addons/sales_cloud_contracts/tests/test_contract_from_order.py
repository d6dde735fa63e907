from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ContractsCommon


@tagged("post_install", "-at_install")
class TestContractFromOrder(ContractsCommon):
    def test_a_quotation_becomes_a_contract_with_every_line_tax_discount_and_term(self):
        order = self._new_order(state="sent", client_order_ref="PO 7", note="<p>Delivery in 60 days</p>")
        action = order.with_user(self.ann).action_create_contract()
        contract = self.env["sales.contract"].browse(action["res_id"])
        self.assertEqual(action["res_model"], "sales.contract")
        self.assertEqual(contract.order_ids, order)
        self.assertEqual(
            [
                (line.display_type, line.name, line.quantity, line.price_unit, line.discount, line.tax_ids)
                for line in contract.line_ids
            ],
            [
                (line.display_type, line.name, line.product_uom_qty, line.price_unit, line.discount, line.tax_ids)
                for line in order.order_line
            ],
        )
        self.assertEqual(
            (contract.amount_untaxed, contract.amount_tax, contract.amount_total),
            (order.amount_untaxed, order.amount_tax, order.amount_total),
        )
        self.assertEqual(
            (contract.client_order_ref, contract.note, contract.partner_id, contract.user_id, contract.team_id),
            ("PO 7", order.note, order.partner_id, self.ann, self.team),
        )
        self.assertPlan(contract, [(1079.15, 0, 0, "open"), (2158.29, 0, 0, "open"), (359.72, 0, 0, "open")])

    def test_the_subject_says_what_it_is_about_and_never_repeats_the_customer(self):
        table = [
            ("Dragon Machines – CNC line for plant 2", "CNC line for plant 2"),
            ("Second line", "Second line"),
            ("Dragon Machines", "CNC machine and 1 more"),
            ("Dragon Machines's opportunity", "CNC machine and 1 more"),
            (False, "CNC machine and 1 more"),
        ]
        for name, expected in table:
            lead = name and self.env["crm.lead"].create({"name": name, "type": "opportunity"}).id
            contract = self._new_contract(order=self._new_order(opportunity_id=lead), sign=False)
            self.assertEqual(contract.subject, expected, name)

    def test_the_subject_is_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.machine.with_context(lang="zh_CN").name = "数控机床"
        self.customer.lang = "zh_CN"
        order = self._new_order(state="sent")
        order.order_line[-2:].unlink()
        self.assertEqual(self._new_contract(order=order, sign=False).subject, "数控机床")

    def test_a_draft_or_cancelled_quotation_is_refused(self):
        for state in ("draft", "cancel"):
            with self.subTest(state=state), self.assertRaisesRegex(UserError, "neither sent nor confirmed"):
                self._new_order(state=state).action_create_contract()

    def test_the_contract_of_a_colleague_is_named_to_whoever_would_make_another(self):
        order = self._new_order()
        contract = self._new_contract(order=order)
        contract.user_id = self.bob
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, f"already belongs to contract {contract.name}"):
            order.with_user(self.ann).action_create_contract()

    def test_an_order_belongs_to_one_contract_only(self):
        order = self._new_order()
        order.action_create_contract()
        with self.assertRaisesRegex(UserError, "already belongs to contract"):
            order.action_create_contract()

    def test_several_orders_of_one_customer_make_one_contract(self):
        orders = self._new_order() | self._new_order()
        contract = self.env["sales.contract"].browse(orders.action_create_contract()["res_id"])
        self.assertEqual(contract.order_ids, orders)
        self.assertAlmostEqual(contract.amount_total, sum(orders.mapped("amount_total")), places=6)

    def test_orders_of_different_customers_make_no_contract(self):
        other = self._new_order(partner_id=self.partner_a.id)
        with self.assertRaisesRegex(UserError, "one customer"):
            (self._new_order() | other).action_create_contract()

    def test_a_contract_inherits_the_shares_of_its_opportunity(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "CNC line",
                "type": "opportunity",
                "partner_id": self.customer.id,
                "user_id": self.ann.id,
                "split_ids": [
                    (0, 0, {"user_id": self.ann.id, "percent": 66.67}),
                    (0, 0, {"user_id": self.bob.id, "percent": 33.33}),
                ],
            }
        )
        contract = self._new_contract(order=self._new_order(opportunity_id=lead.id), sign=False)
        self.assertEqual(contract.lead_id, lead)
        self.assertEqual(
            [(split.user_id, split.percent) for split in contract.split_ids],
            [(self.ann, 66.67), (self.bob, 33.33)],
        )
        self.assertEqual(sum(contract.split_ids.mapped("amount")), contract.amount_untaxed)
        self.assertEqual(lead.contract_count, 1)
        self.assertEqual(self.customer.with_user(self.ann).sales_contract_count, 1)

    def test_a_merge_of_opportunities_keeps_their_contracts(self):
        leads = self.env["crm.lead"].create([{"name": name, "type": "opportunity"} for name in ("Old", "New")])
        contract = self._new_contract(order=self._new_order(opportunity_id=leads[0].id))
        other = self._new_contract(order=self._new_order(opportunity_id=leads[1].id))
        kept = leads.merge_opportunity(user_id=self.ann.id)
        self.assertEqual((contract | other).lead_id, kept)

    def test_numbers_are_counted_per_company(self):
        other = self.env["res.company"].create({"name": "Branch"})
        number = self.env["sales.contract"]._next_number(other)
        self.assertEqual(number, "HT/2026/0001")
        self.assertNotEqual(self._new_contract(sign=False).name, self._new_contract(sign=False).name)

    def test_a_quotation_of_the_owner_is_a_follow_up_of_the_opportunity(self):
        lead = self.env["crm.lead"].create({"name": "CNC line", "type": "opportunity", "user_id": self.ann.id})
        for user, expected in ((self.bob, False), (self.ann, "quotation")):
            self.env["sale.order"].with_user(user).create({"partner_id": self.customer.id, "opportunity_id": lead.id})
            self.env.flush_all()
            self.env.cr.precommit.run()
            self.assertEqual(lead.last_followup_type, expected, user.name)

    # ------------------------------------------------------------
    # AN ORDER CHANGES AFTERWARDS
    # ------------------------------------------------------------

    def test_a_draft_tells_that_its_order_changed_and_takes_it_over_with_a_new_plan(self):
        contract = self._new_contract(order=self._new_order(state="sent"), sign=False)
        order = contract.order_ids
        self.assertFalse(contract.is_order_changed)
        order.order_line[1].product_uom_qty = 6
        order.order_line[2].unlink()
        self.assertTrue(contract.is_order_changed)
        with self.assertRaises(AccessError):
            contract.with_user(self.bob).action_take_over_orders()
        contract.with_user(self.ann).action_take_over_orders()
        self.assertFalse(contract.is_order_changed)
        self.assertEqual(contract.amount_total, order.amount_total)
        self.assertEqual(contract.line_ids.order_line_id, order.order_line)
        self.assertEqual((sum(contract.collection_ids.mapped("amount")), len(contract.collection_ids)), (6441.0, 3))

    def test_a_signed_contract_tells_that_its_order_changed_but_keeps_what_was_agreed(self):
        contract = self._new_contract()
        contract.order_ids.order_line[1].product_uom_qty = 6
        self.assertTrue(contract.is_order_changed)
        with self.assertRaisesRegex(UserError, "not a draft any more"):
            contract.with_user(self.ann).action_take_over_orders()
        contract.order_ids.order_line[1].product_uom_qty = 3
        self.assertFalse(contract.is_order_changed)

    def test_a_contract_without_orders_has_nothing_to_take_over(self):
        contract = self.env["sales.contract"].create({"partner_id": self.customer.id, "user_id": self.ann.id})
        self.assertFalse(contract.is_order_changed)
        with self.assertRaisesRegex(UserError, "was not made of orders"):
            contract.with_user(self.ann).action_take_over_orders()
