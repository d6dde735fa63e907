from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ContractsCommon


@tagged("post_install", "-at_install")
class TestRefund(ContractsCommon):
    """Refunds are asked for, approved, carried out, and open the instalment exactly."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._new_contract()
        cls.first, cls.second, cls.third = cls.contract.collection_ids

    def _ask(self, line, amount, kind="money", user=None, submit=True):
        vals = {"collection_id": line.id, "amount": amount, "kind": kind, "reason": "Machine returned"}
        refund = self.env["sales.refund"].with_user(user or self.ann).create(vals)
        if submit:
            refund.action_submit()
        return refund

    def _approve(self, refund):
        refund.approval_id.with_user(self.mia).action_approve()
        self.assertEqual(refund.state, "approved")

    def _carry_out(self, refund):
        self._approve(refund)
        refund.with_user(self.fin).action_carry_out()
        self.assertEqual((refund.state, refund.journal_id), ("done", refund.payment_id.journal_id))

    def assertCredit(self):
        amounts = self.contract._get_credit_amounts()
        for metric in ("invoiced", "collected"):
            net = sum(self.credit(self.contract, metric).values())
            self.assertAlmostEqual(net, amounts[metric], places=2, msg=metric)

    def test_an_advance_goes_back_and_the_instalment_is_open_again(self):
        self._receive(self.first, 400)
        self._carry_out(self._ask(self.first, 150))
        self.assertEqual((self.first.amount_paid, self.first.state), (250, "partial"))
        self._carry_out(self._ask(self.first, 250))
        self.assertEqual((self.first.amount_paid, self.first.state), (0, "open"))
        self.assertEqual(self.credit(self.contract, "collected"), {})
        self.assertCredit()

    def test_money_of_a_paid_invoice_goes_back_and_the_invoice_is_due_again(self):
        invoice = self._bill(self.first)
        self._receive(self.first, self.first.amount)
        self._carry_out(self._ask(self.first, 100))
        self.assertAlmostEqual(invoice.amount_residual, 100, places=2)
        self.assertAlmostEqual(self.first.amount_paid, self.first.amount - 100, places=2)
        self.assertEqual(self.first.amount_invoiced, self.first.amount)
        self._receive(self.first, 100)
        self.assertEqual(self.first.state, "paid")
        self.assertCredit()

    def test_money_back_with_a_credit_note_lowers_what_is_invoiced_too(self):
        self._bill(self.first)
        self._receive(self.first, self.first.amount)
        refund = self._ask(self.first, 100, "money_credit")
        self._carry_out(refund)
        self.assertEqual(refund.move_ids.amount_total, 100)
        self.assertEqual(refund.move_ids.payment_state, "paid")
        left = round(self.first.amount - 100, 2)
        self.assertEqual((self.first.amount_invoiced, self.first.amount_paid), (left, left))
        self.assertCredit()

    def test_a_credit_note_only_closes_what_is_not_paid(self):
        invoice = self._bill(self.first)
        self._carry_out(self._ask(self.first, 100, "credit"))
        self.assertAlmostEqual(invoice.amount_residual, self.first.amount - 100, places=2)
        self.assertEqual((self.first.amount_invoiced, self.first.amount_paid), (round(self.first.amount - 100, 2), 0))
        whole = self._ask(self.first, self.first.amount_invoiced, "credit")
        self._carry_out(whole)
        self.assertEqual((self.first.amount_invoiced, self.first.state), (0, "open"))
        self.assertCredit()

    def test_a_credit_note_takes_from_the_refunded_one_of_several_instalments(self):
        invoice = self._bill(self.first)
        total = invoice.amount_total
        matches = self.env["sales.collection.match"].with_user(self.fin)
        self.first.match_ids.with_user(self.fin).amount = total - 200
        matches.create({"collection_id": self.second.id, "move_id": invoice.id, "amount": 200})
        refund = self._ask(self.first, 100, "credit")
        self._carry_out(refund)
        self.assertEqual((self.first.amount_invoiced, self.second.amount_invoiced), (round(total - 300, 2), 200))
        self._receive(self.first, self.first.amount_invoiced)
        self.assertEqual((self.first.amount_paid, self.second.amount_paid), (round(total - 300, 2), 0))
        refund.move_ids.with_user(self.fin).button_draft()
        self.assertEqual((self.first.amount_invoiced, self.second.amount_invoiced), (round(total - 200, 2), 200))
        self.assertCredit()

    def test_refunds_are_refused_with_a_clear_sentence(self):
        self._receive(self.first, 400)
        with self.assertRaisesRegex(UserError, "more than the"):
            self._ask(self.first, 400.01)
        with self.assertRaisesRegex(UserError, "more than the"):
            self._ask(self.first, 10, "credit")
        refund = self._ask(self.first, 300)
        with self.assertRaisesRegex(UserError, "not approved"):
            refund.with_user(self.fin).action_carry_out()
        with self.assertRaisesRegex(UserError, "stays as it is"):
            refund.amount = 5
        self._approve(refund)
        other = self._ask(self.first, 300)
        self._carry_out(other)
        with self.assertRaisesRegex(UserError, "more than the"):
            refund.with_user(self.fin).action_carry_out()

    def test_only_the_owner_asks_only_finance_carries_out_and_another_company_sees_nothing(self):
        self._receive(self.first, 400)
        with self.assertRaises(AccessError):
            self._ask(self.first, 100, user=self.bob)
        refund = self._ask(self.first, 100)
        self.assertFalse(self.env["sales.refund"].with_user(self.bob).search([]))
        with self.assertRaises(AccessError):
            refund.with_user(self.ann).write({"state": "approved"})
        self._approve(refund)
        with self.assertRaises(AccessError):
            refund.with_user(self.ann).action_carry_out()
        branch = self.env["res.company"].create({"name": "Branch"})
        stranger = self._new_user("foreign_fin", "sales_cloud_contracts.group_finance", company=branch)
        self.assertFalse(self.env["sales.refund"].with_user(stranger).search([]))

    def test_a_script_asks_for_a_refund_of_an_instalment_in_one_call(self):
        self._receive(self.first, 400)
        asked = self.env["sales.refund"].search_count([("collection_id", "=", self.first.id)])
        for user, amount, error in ((self.bob, 100, AccessError), (self.ann, 400.01, UserError)):
            with self.assertRaises(error):
                self.first.with_user(user).action_refund(amount, "Machine returned")
        self.assertEqual(self.env["sales.refund"].search_count([("collection_id", "=", self.first.id)]), asked)
        refund = self.first.with_user(self.ann).action_refund(150, "Machine returned")
        self.assertEqual((refund.state, refund.kind, refund.approval_state), ("approval", "money", "pending"))
        self._carry_out(refund)
        self.assertEqual((self.first.amount_paid, self.first.state), (250, "partial"))

    def test_a_refused_refund_can_be_changed_and_asked_for_again(self):
        self._receive(self.first, 400)
        refund = self._ask(self.first, 100)
        refund.approval_id.with_user(self.mia).action_refuse("Too much")
        self.assertEqual(refund.state, "draft")
        refund.amount = 50
        refund.action_submit()
        refund.action_cancel()
        self.assertEqual((refund.state, self.first.amount_paid), ("cancelled", 400))
