from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ContractsCommon


@tagged("post_install", "-at_install")
class TestContractMenu(ContractsCommon):
    """The rarer steps of a contract stand in its action menu: refused before a window asks for anything."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.draft = cls._new_contract(sign=False)
        cls.running = cls._new_contract()
        cls.running.action_start()

    def test_a_step_that_is_legal_asks(self):
        for contract, step, model in (
            (self.running, "termination", "sales.contract.terminate"),
            (self.draft, "void", "sales.contract.void"),
            (self.running, "seal", "sales.contract.seal"),
        ):
            action = getattr(contract.with_user(self.ann), f"action_open_{step}")()
            with self.subTest(step=step):
                self.assertEqual(action["res_model"], model)
                asked = self.env[model].with_user(self.ann).with_context(**action["context"]).new({})
                field = "contract_id" if step == "seal" else "contract_ids"
                self.assertEqual(asked[field]._origin, contract)

    def test_one_that_is_not_says_why(self):
        self._bill(self.running.collection_ids[0])
        for contract, step, sentence in (
            (self.draft, "termination", "cannot become “Terminated”"),
            (self.running, "void", "is invoiced, paid or delivered"),
        ):
            with self.subTest(step=step), self.assertRaisesRegex(UserError, sentence):
                getattr(contract.with_user(self.mia), f"action_open_{step}")()

    def test_a_draft_invoice_is_named_before_the_termination_asks(self):
        self._bill(self.running.collection_ids[0], post=False)
        with self.assertRaisesRegex(UserError, "has a draft invoice"):
            self.running.with_user(self.ann).action_open_termination()

    def test_strangers_are_refused(self):
        for step in ("termination", "void"):
            with self.subTest(step=step), self.assertRaises(AccessError):
                getattr(self.running.with_user(self.bob), f"action_open_{step}")()

    def test_the_menu_is_for_sales_people(self):
        for user, is_shown in ((self.ann, True), (self.fin, False)):
            bound = self.env["ir.actions.actions"].with_user(user).get_bindings("sales.contract").get("action", [])
            names = {action["name"] for action in bound}
            with self.subTest(login=user.login):
                self.assertEqual({"Suspend", "Terminate", "Make Void", "Request Seal"} <= names, is_shown)
