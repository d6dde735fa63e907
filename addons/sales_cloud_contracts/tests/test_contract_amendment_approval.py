from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .test_contract_amendment import AmendmentCommon


@tagged("post_install", "-at_install")
class TestAmendmentApproval(AmendmentCommon):
    """An amendment is approved like the contract itself, by the new total."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["sales.approval.rule"].search([]).active = False
        cls.contract = cls._new_contract().with_user(cls.ann)
        cls.amendment = cls._amend(quantity=4)

    def _ask(self, topic="contract", amount=4000.0):
        self.env["sales.approval.rule"].create(
            {
                "name": "Large contracts",
                "model": "sales.contract",
                "topic": topic,
                "company_id": self.company.id,
                "currency_id": self.currency.id,
                "min_amount": amount,
                "level_ids": [Command.create({"approver": "person", "user_ids": [Command.set(self.mia.ids)]})],
            }
        )
        self.env.invalidate_all()

    def test_nobody_grows_a_contract_past_the_rule_of_its_signature(self):
        self._ask()
        with self.assertRaisesRegex(UserError, "needs approval"):
            self.amendment.action_sign()
        self.amendment.action_submit()
        request = self.contract.sudo().approval_id
        self.assertEqual((self.amendment.state, request.approver_ids), ("approval", self.mia))
        self.assertIn("Quantity: 3 → 4", request.details)
        with self.assertRaisesRegex(UserError, "being decided"):
            self.amendment.state = "draft"
        with self.assertRaisesRegex(UserError, "not approved yet"):
            self.amendment.state = "approved"
        request.sudo(False).with_user(self.mia).action_approve()
        self.amendment.action_sign()
        self.assertEqual((self.amendment.state, self.contract.version), ("applied", 2))

    def test_refused_or_withdrawn_it_is_a_draft_again(self):
        self._ask("amendment")
        for decide in (
            lambda request: request.with_user(self.mia).action_refuse("Too cheap"),
            lambda request: self.amendment.action_return(),
        ):
            self.amendment.action_submit()
            decide(self.contract.sudo().approval_id.sudo(False))
            self.assertEqual((self.amendment.state, self.contract.state), ("draft", "signed"))
        self._machine(self.amendment).quantity = 5

    def test_what_was_approved_with_the_signature_gives_way_to_the_approved_amendment(self):
        contract = self._new_contract(sign=False).with_user(self.ann)
        self._ask(amount=1.0)
        rule = self.env["sales.approval.rule"].search([("active", "=", True)])
        rule.judged_field_ids = self.env.ref("sales_cloud_contracts.field_sales_contract__amount_total")
        rule.on_change = "refuse"
        contract.action_submit()
        contract.sudo().approval_id.sudo(False).with_user(self.mia).action_approve()
        contract.action_sign()
        amendment = self._amend(contract, 4)
        self.assertTrue(amendment.needs_approval)
        amendment.action_submit()
        contract.sudo().approval_id.sudo(False).with_user(self.mia).action_approve()
        amendment.action_sign()
        self.assertEqual(contract.amount_total, 4670.66)
