from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from .common import ContractsCommon


@tagged("post_install", "-at_install")
class TestContractTermination(ContractsCommon):
    """A contract of 3,597.16 in 1,079.15, 2,158.29, 359.72 ends at its final value; the plan keeps the total."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["sales.approval.rule"].search([]).active = False
        cls.contract = cls._new_contract().with_user(cls.ann)
        cls.first, cls.second, cls.third = cls.contract.collection_ids

    def _plan(self):
        plan = self.contract.collection_ids.sorted(lambda line: (line.sequence, line.id))
        total = self.contract.currency_id.round(sum(plan.mapped("amount")))
        self.env.flush_all()
        self.assertEqual([total, self.contract.amount_planned], [3597.16, 3597.16])
        return [(line.amount, line.state) for line in plan]

    def test_the_final_value_decides_what_stays_open(self):
        self._bill(self.first)
        self._receive(self.second, 500.0)
        table = [
            (None, [(1079.15, "open"), (500.0, "paid"), (1658.29, "waived"), (359.72, "waived")]),
            (2000.0, [(1079.15, "open"), (920.85, "partial"), (1237.44, "waived"), (359.72, "waived")]),
            (3597.16, [(1079.15, "open"), (2158.29, "partial"), (359.72, "open")]),
        ]
        for value, expected in table:
            with self.subTest(value=value):
                self.contract.action_terminate("Customer stops the project", amount=value)
                self.assertEqual(self._plan(), expected)
                self.contract.with_user(self.mia).action_reinstate()
                self.assertEqual(self._plan(), [(1079.15, "open"), (2158.29, "partial"), (359.72, "open")])
                self.assertEqual(self.credit(self.contract, "signed"), {"ann": 3183.33})

    def test_the_last_invoice_can_still_be_made_and_paid(self):
        self.contract.action_terminate("Customer stops the project", amount=2000.0)
        self.assertEqual((self.contract.amount_to_invoice, self.contract.amount_residual), (2000.0, 2000.0))
        self.assertEqual(self.contract.flow_next, "Finance invoices the next instalment.", "nothing is delivered now")
        self.assertEqual(self.credit(self.contract, "signed"), {"ann": 1769.91})
        self._bill(self.first)
        self._bill(self.second)
        self._receive(self.second, 920.85)
        self.assertEqual((self.contract.amount_to_invoice, self.contract.amount_paid), (0.0, 920.85))
        with self.assertRaisesRegex(UserError, "is waived"):
            self._bill(self.third)

    def test_the_collection_plan_lists_what_a_settlement_left_open(self):
        self.contract.action_terminate("Customer stops the project", amount=2000.0)
        plan = self.env["sales.collection"].with_user(self.fin)
        action = self.env["ir.actions.actions"]._for_xml_id("sales_cloud_contracts.sales_collection_action")
        search = etree.fromstring(plan.get_view(view_type="search")["arch"])
        filters = [name.removeprefix("search_default_") for name in safe_eval(action["context"])]
        for extra in ([], ["not_invoiced"]):
            domains = [search.find(f".//filter[@name='{name}']").get("domain") for name in filters + extra]
            found = plan.search(Domain.AND(map(safe_eval, domains)) & Domain("contract_id", "=", self.contract.id))
            self.assertEqual(found.mapped("amount_residual"), [1079.15, 920.85])

    def test_what_is_invoiced_beyond_the_value_is_named_and_leaves_with_its_credit_note(self):
        invoice = self._bill(self.second)
        self.contract.action_terminate("Half of it came", amount=1000.0)
        self.assertEqual(self.contract.amount_to_credit, 1158.29)
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id})
        )
        refund = self.env["account.move"].browse(wizard.reverse_moves()["res_id"])
        refund.invoice_line_ids.price_unit = 1025.04
        refund.action_post()
        (refund | invoice).line_ids.filtered(lambda line: line.account_type == "asset_receivable").reconcile()
        self.assertEqual((self.contract.amount_to_credit, self.contract.amount_residual), (0.0, 1000.0))
        self.assertEqual(self._plan()[1:3], [(1000.0, "open"), (1158.29, "waived")])

    def test_what_is_paid_beyond_the_value_is_to_be_refunded(self):
        self._receive(self.first, 1079.15)
        self.contract.action_terminate("Nothing was delivered", amount=0.0)
        self.assertEqual((self.contract.amount_to_refund, self.contract.amount_to_credit), (1079.15, 0.0))
        self.assertFalse(self.credit(self.contract, "signed"))

    def test_the_refund_of_a_terminated_contract_is_proposed_to_its_end(self):
        self._bill(self.first)
        self._receive(self.first, 1079.15)
        self.contract.action_terminate("Half of it came", amount=1000.0)
        action = self.contract.with_user(self.ann).action_open_refund()
        with Form(self.env["sales.refund"].with_user(self.ann).with_context(**action["context"])) as form:
            self.assertEqual((form.collection_id, form.kind, form.amount), (self.first, "money_credit", 79.15))
        refund = form.save()
        refund.action_submit()
        refund.approval_id.with_user(self.mia).action_approve()
        refund.with_user(self.fin).action_carry_out()
        self.assertEqual((self.contract.amount_to_refund, self.contract.amount_to_credit), (0.0, 0.0))
        with self.assertRaises(AccessError):
            self.contract.with_user(self.bob).action_open_refund()

    def test_a_termination_is_refused_where_it_makes_no_sense(self):
        table = [
            ({"reason": " "}, "needs a reason"),
            ({"reason": "x", "amount": -1.0}, "between zero and its total"),
            ({"reason": "x", "amount": 3597.17}, "between zero and its total"),
        ]
        for values, message in table:
            with self.subTest(values=values), self.assertRaisesRegex(UserError, message):
                self.contract.action_terminate(**values)
        with self.assertRaisesRegex(UserError, "Use Terminate"):
            self.contract.write({"state": "terminated", "termination_reason": "x"})
        amendment = self.env["sales.contract.amendment"].browse(self.contract.action_amend()["res_id"])
        with self.assertRaisesRegex(UserError, "is under way"):
            self.contract.action_terminate("x")
        amendment.action_cancel()
        self._bill(self.first, post=False)
        with self.assertRaisesRegex(UserError, "draft invoice"):
            self.contract.action_terminate("x")

    def test_a_termination_is_taken_back_only_by_a_manager_and_while_nothing_was_done(self):
        self.contract.action_start()
        self.contract.action_suspend()
        self.contract.action_terminate("Customer stops the project", amount=2000.0)
        with self.assertRaisesRegex(AccessError, "Only a sales manager"):
            self.contract.action_reinstate()
        self.contract.with_user(self.mia).action_reinstate()
        self.assertEqual((self.contract.state, self.contract.date_terminated), ("suspended", False))
        self.contract.action_terminate("Customer stops the project", amount=2000.0)
        self._bill(self.first, post=False)
        with self.assertRaisesRegex(UserError, "so this stays"):
            self.contract.with_user(self.mia).action_reinstate()

    def test_a_rule_has_the_termination_approved(self):
        self.env["sales.approval.rule"].create(
            {
                "name": "Ends",
                "model": "sales.contract",
                "topic": "termination",
                "company_id": self.company.id,
                "currency_id": self.currency.id,
                "level_ids": [Command.create({"approver": "person", "user_ids": [Command.set(self.mia.ids)]})],
            }
        )
        self.contract.action_terminate("Customer stops the project", amount=1000.0)
        self.assertEqual((self.contract.state, self.contract.approval_state), ("signed", "pending"))
        self.contract.sudo().approval_id.sudo(False).with_user(self.mia).action_approve()
        self.assertEqual((self.contract.state, self.contract.amount_settled), ("terminated", 1000.0))

    def test_the_wizard_names_the_last_invoice_and_the_refund(self):
        self._receive(self.first, 1079.15)
        wizard = self.env["sales.contract.terminate"].with_user(self.ann)
        with Form(wizard.with_context(default_contract_ids=self.contract.ids)) as form:
            self.assertEqual(form.amount, 1079.15)
            form.amount = 1000.0
            form.reason = "Customer stops the project"
            self.assertEqual((form.amount_to_invoice, form.amount_to_refund), (1000.0, 79.15))
        form.record.action_terminate()
        self.assertEqual(self.contract.state, "terminated")


@tagged("post_install", "-at_install")
class TestContractVoid(ContractsCommon):
    """A contract that was never performed can be void: number kept, plan closed, credit taken back."""

    def test_a_void_contract_keeps_its_number_and_nothing_else(self):
        contract = self._new_contract()
        name = contract.name
        with self.assertRaisesRegex(AccessError, "Only a sales manager"):
            contract.with_user(self.ann).action_void("Signed twice")
        with self.assertRaisesRegex(UserError, "for a reason"):
            contract.with_user(self.mia).action_void(" ")
        contract.with_user(self.mia).action_void("Signed twice")
        self.env.flush_all()
        self.assertEqual((contract.state, contract.name, contract.amount_residual), ("void", name, 0.0))
        self.assertFalse(contract.flow_next)
        self.assertEqual(set(contract.collection_ids.mapped("state")), {"waived"})
        self.assertFalse(self.credit(contract, "signed"))
        with self.assertRaisesRegex(UserError, "cannot become"):
            contract.state = "draft"
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            contract.unlink()

    def test_its_order_can_become_another_contract(self):
        order = self._new_order()
        self._new_contract(order=order).action_void("Wrong customer reference")
        self.assertEqual(self._new_contract(order=order).state, "signed")

    def test_the_owner_makes_a_draft_void(self):
        contract = self._new_contract(sign=False).with_user(self.ann)
        contract.collection_ids[0].amount = 1
        contract.action_void("Never came about")
        self.env.flush_all()
        self.assertEqual(contract.state, "void")

    def test_what_was_performed_is_not_void(self):
        billed, paid, delivered = (self._new_contract() for _index in range(3))
        self._bill(billed.collection_ids[0], post=False)
        self._receive(paid.collection_ids[0], 10.0)
        self.env["sales.delivery"].browse(delivered.action_prepare_delivery()["res_id"]).action_deliver()
        for contract in (billed, paid, delivered):
            with self.assertRaisesRegex(UserError, "Terminate it instead"):
                contract.with_user(self.mia).action_void("Signed twice")
