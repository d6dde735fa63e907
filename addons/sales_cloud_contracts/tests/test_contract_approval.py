from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ContractsCommon


@tagged("post_install", "-at_install")
class TestContractApproval(ContractsCommon):
    """A contract is approved before it is signed, where its type or a rule asks for it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["sales.approval.rule"].search([]).active = False
        cls.boss = cls._new_user("boss", "sales_team.group_sale_manager")
        cls.contract = cls._new_contract(sign=False).with_user(cls.ann)

    def _new_rule(self, approver, **values):
        return self.env["sales.approval.rule"].create(
            {
                "name": "Large contracts",
                "model": "sales.contract",
                "company_id": self.company.id,
                "currency_id": self.currency.id,
                "level_ids": [Command.create({"approver": "person", "user_ids": [Command.set(approver.ids)]})],
                **values,
            }
        )

    def _submit(self, **type_values):
        self.contract.sudo().type_id.write({"needs_approval": True, **type_values})
        self.contract.action_submit()
        return self.contract.sudo().approval_id.sudo(False)

    def test_without_a_rule_the_manager_of_the_person_who_submits_decides(self):
        with self.assertRaisesRegex(UserError, "Submit it before"):
            self.contract.sudo().type_id.needs_approval = True
            self.contract.action_sign()
        approval = self._submit()
        self.assertEqual((self.contract.state, approval.sudo().approver_ids), ("approval", self.mia))
        self.assertIn("Dragon Machines", approval.sudo().details)
        with self.assertRaisesRegex(UserError, "waits for approval"):
            self.contract.action_sign()
        with self.assertRaises(AccessError):
            approval.with_user(self.ann).action_approve()
        approval.with_user(self.mia).action_approve()
        self.assertEqual((self.contract.state, self.contract.approval_state), ("approval", "approved"))
        self.contract.action_sign()
        self.assertEqual(self.contract.state, "signed")

    def test_the_next_step_names_the_approval_before_the_signature(self):
        self.assertEqual(self.contract.flow_next, "Sign the contract.")
        self.contract.sudo().type_id.needs_approval = True
        self.contract.invalidate_recordset()
        self.assertEqual(self.contract.flow_next, "Submit the contract for approval.")
        approval = self._submit()
        self.assertEqual(self.contract.flow_next, "Wait for the approval.")
        approval.with_user(self.mia).action_approve()
        self.contract.invalidate_recordset()
        self.assertEqual(self.contract.flow_next, "Sign the contract.")

    def test_a_manager_who_submits_does_not_decide(self):
        self.contract.sudo().type_id.needs_approval = True
        by_mia = self.contract.with_user(self.mia)
        with self.assertRaisesRegex(UserError, "Submit it before"):
            by_mia.action_sign()
        by_mia.action_submit()
        self.assertNotIn(self.mia, by_mia.sudo().approval_id.approver_ids)

    def test_a_rule_asks_for_approval_from_an_amount_on(self):
        rule = self._new_rule(self.boss, min_amount=self.contract.amount_total + 0.01)
        self.assertFalse(self.contract.needs_approval)
        rule.min_amount = self.contract.amount_total
        self.contract.invalidate_recordset()
        self.assertTrue(self.contract.needs_approval)
        self.contract.action_submit()
        self.assertEqual(self.contract.sudo().approval_id.approver_ids, self.boss)
        self.assertEqual(self.contract.sudo().approval_id.amount, self.contract.amount_total)

    def test_a_rule_chooses_by_type(self):
        service = self.env.ref("sales_cloud_contracts.sales_contract_type_service")
        self._new_rule(self.boss, domain=f"[('type_id', '=', {service.id})]")
        self.assertFalse(self.contract.needs_approval)
        self.contract.type_id = service
        self.assertTrue(self.contract.needs_approval)

    def test_what_was_submitted_is_locked_until_it_is_decided(self):
        approval = self._submit()
        for values, message in (
            ({"line_ids": [Command.clear()]}, "not a draft any more"),
            ({"type_id": self.env.ref("sales_cloud_contracts.sales_contract_type_service").id}, "is locked until"),
            ({"date_end": "2027-01-01"}, "is locked until"),
            ({"split_ids": [Command.create({"user_id": self.bob.id, "percent": 100})]}, "is locked until"),
            ({"state": "draft"}, "is locked until"),
            ({"state": "signed", "date_signed": "2026-03-16"}, "waits for approval"),
        ):
            with self.subTest(values=values), self.assertRaisesRegex(UserError, message):
                self.contract.write(values)
        with self.assertRaisesRegex(UserError, "its plan is fixed"):
            self.contract.collection_ids[0].amount = 1
        with self.assertRaisesRegex(UserError, "is locked until"):
            self.contract.unlink()
        approval.with_user(self.mia).action_approve()
        with self.assertRaisesRegex(UserError, "its plan is fixed"):
            self.contract.collection_ids[0].date_due = "2026-12-31"

    def test_a_refusal_returns_to_draft_and_the_next_request_counts(self):
        approval = self._submit()
        approval.with_user(self.mia).action_refuse("Discount too high")
        self.assertEqual((self.contract.state, self.contract.approval_state), ("draft", "refused"))
        self.contract.collection_ids[0].date_due = "2026-12-31"
        again = self._submit()
        self.assertNotEqual(again, approval)
        again.with_user(self.mia).action_approve()
        self.contract.action_sign()

    def test_returning_withdraws_the_own_request_and_refuses_as_an_approver(self):
        approval = self._submit()
        with self.assertRaises(AccessError):
            self.contract.with_user(self.boss).action_return()
        self.contract.action_return()
        self.assertEqual((self.contract.state, approval.sudo().state), ("draft", "withdrawn"))
        approval = self._submit()
        self.contract.with_user(self.mia).action_return("Add the plan")
        self.assertEqual((self.contract.state, approval.sudo().state), ("draft", "refused"))

    def test_an_approved_contract_that_returns_to_draft_needs_approval_again(self):
        self._submit().with_user(self.mia).action_approve()
        self.contract.action_return()
        self.assertEqual(self.contract.state, "draft")
        with self.assertRaisesRegex(UserError, "Submit it before"):
            self.contract.action_sign()

    def test_a_state_that_is_written_directly_asks_for_approval_too(self):
        self.contract.state = "approval"
        self.assertEqual(self.contract.sudo().approval_id.approver_ids, self.mia)

    def _judge(self, on_change, field="date_end"):
        judged = self.env["ir.model.fields"]._get("sales.contract", field)
        self._new_rule(self.boss, judged_field_ids=[Command.set(judged.ids)], on_change=on_change)
        self.contract.action_submit()
        self.contract.sudo().approval_id.with_user(self.boss).action_approve()

    def test_a_change_of_what_was_judged_returns_the_contract_to_draft(self):
        self._judge("void")
        self.contract.date_end = "2027-06-30"
        self.assertEqual((self.contract.state, self.contract.approval_state), ("draft", "void"))
        with self.assertRaisesRegex(UserError, "Submit it before"):
            self.contract.action_sign()

    def test_a_change_of_what_was_judged_is_asked_anew(self):
        self._judge("ask")
        self.contract.date_end = "2027-06-30"
        self.assertEqual((self.contract.state, self.contract.approval_state), ("approval", "pending"))
        self.assertEqual(self.contract.sudo().approval_id.approver_ids, self.boss)

    def test_what_was_judged_is_not_changed_by_the_signature_itself(self):
        self._judge("void")
        with self.assertRaisesRegex(UserError, "was approved as it was"):
            self.contract.write({"state": "signed", "date_signed": "2026-03-16", "date_end": "2027-06-30"})

    def test_an_approver_sends_a_contract_back_and_it_is_submitted_again(self):
        approval = self._submit()
        approval.with_user(self.mia).action_send_back("Shorten the term")
        self.assertEqual((self.contract.state, self.contract.approval_state), ("draft", "returned"))
        self.contract.date_end = "2027-06-30"
        approval.with_user(self.ann).action_resubmit()
        self.assertEqual((self.contract.state, self.contract.sudo().approval_id.previous_id), ("approval", approval))

    def test_finance_approves_where_a_level_asks_for_it(self):
        self._new_rule(self.boss, level_ids=[Command.create({"approver": "finance"})])
        self.contract.action_submit()
        approvers = self.contract.sudo().approval_id.approver_ids
        self.assertIn(self.fin, approvers)
        self.assertLessEqual(approvers, self.env.ref("sales_cloud_contracts.group_finance").all_user_ids)

    def test_the_approval_prints_with_the_contract(self):
        self._submit().with_user(self.mia).action_approve("As agreed in Shenzhen")
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "sales_cloud_contracts.report_sales_contract", self.contract.ids
        )
        self.assertIn(b"As agreed in Shenzhen", html)

    def test_a_contract_without_an_end_prints_none(self):
        self.contract.write({"date_start": "2026-02-01", "date_end": False})
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "sales_cloud_contracts.report_sales_contract", self.contract.ids
        )
        self.assertIn(b"02/01/2026", html)
        self.assertNotIn(b"2026-12-31", html)
