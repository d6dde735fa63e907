from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ContractsCommon

STATES = ("draft", "approval", "signed", "running", "suspended", "done", "terminated", "void")


@tagged("post_install", "-at_install")
class TestContractLife(ContractsCommon):
    def test_only_legal_changes_of_state_are_possible(self):
        legal = {
            "draft": {"approval", "signed", "void"},
            "approval": {"draft", "signed"},
            "signed": {"running", "done", "terminated", "void"},
            "running": {"suspended", "done", "terminated", "void"},
            "suspended": {"running", "terminated", "void"},
            "done": {"running"},  # by itself, when something is open again
            "terminated": {"running", "suspended"},
            "void": set(),
        }
        contract = self._new_contract()
        for state in STATES:
            self.env.flush_all()
            self.cr.execute("UPDATE sales_contract SET state = %s WHERE id = %s", [state, contract.id])
            for target in set(STATES) - legal[state] - {state}:
                with self.subTest(state=state, target=target):
                    contract.invalidate_recordset()
                    with self.assertRaisesRegex(UserError, "cannot become"):
                        contract.state = target

    def test_signing_confirms_the_quotation_and_fixes_what_was_agreed(self):
        order = self._new_order(state="sent")
        contract = self._new_contract(order=order, sign=False).with_user(self.ann)
        contract.action_sign()
        self.assertEqual((contract.state, order.state), ("signed", "sale"))
        with self.assertRaisesRegex(UserError, "not a draft any more"):
            contract.line_ids = [(5,)]
        with self.assertRaisesRegex(UserError, "not a draft any more"):
            contract.line_ids[1].name = "Another machine"
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            contract.unlink()

    def test_a_signature_in_the_future_is_refused(self):
        with self.assertRaisesRegex(UserError, "not in the future"):
            self._new_contract(sign=False).action_sign("2026-03-17")

    def test_a_new_contract_is_a_draft_whatever_its_creator_says(self):
        contract = self.env["sales.contract"].create({"partner_id": self.customer.id, "state": "done", "name": "X"})
        self.assertEqual(contract.state, "draft")
        self.assertNotEqual(contract.name, "X")

    def test_submitting_a_type_without_approval_only_checks(self):
        contract = self._new_contract(sign=False)
        self.assertTrue(contract.with_user(self.ann).action_submit())
        self.assertEqual(contract.state, "draft")
        contract.line_ids.unlink()
        with self.assertRaisesRegex(UserError, "no amount yet"):
            contract.with_user(self.ann).action_submit()

    def test_a_contract_is_completed_when_everything_is_collected(self):
        contract = self._new_contract()
        contract.action_start()
        with self.assertRaisesRegex(UserError, "to collect"):
            contract.action_done()
        for line in contract.collection_ids:
            self._bill(line)
            self._receive(line, line.amount)
        contract.action_done()
        self.assertEqual((contract.state, contract.amount_residual, contract.paid_percent), ("done", 0, 100))
