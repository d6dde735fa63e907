from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common_credit import CreditCommon
from .test_contract_amendment import AmendmentCommon


@tagged("post_install", "-at_install")
class TestCreditGrowthAmendment(CreditCommon, AmendmentCommon):
    """An amendment that raises the total is judged when it comes in force.

    The contract: 3,597.16, a machine of it 1,073.50; the limit bears it and 402.84 more.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rules = cls.env["sales.approval.rule"].search([("model", "!=", "sales.credit.release")])
        rules.active = False
        order = cls._new_order(cls.ann, partner_id=cls.debtor.id)
        cls.contract = cls._new_contract(order=order).with_user(cls.ann)
        cls.company.account_use_credit_limit = True
        cls.debtor.with_company(cls.company).credit_limit = 4000

    def assertRefused(self, amendment, sentence="would owe .*4,670.66, beyond the credit limit of .*4,000.00"):
        with self.assertRaisesRegex(UserError, sentence), self.cr.savepoint():
            amendment.action_sign()
        self.env.invalidate_all()
        contract = amendment.contract_id.sudo()
        self.assertEqual((amendment.state, contract.version, contract.amount_total), ("draft", 1, 3597.16))

    def test_an_amendment_that_raises_the_contract_beyond_the_limit_is_refused_to_everybody(self):
        amendment = self._amend(quantity=4)
        for user in (self.ann, self.mia):
            with self.subTest(user=user.login):
                self.assertRefused(amendment.with_user(user))
        self.assertEqual(self.contract.sudo().order_ids.amount_total, 3597.16)

    def test_within_the_limit_it_comes_in_force_and_its_order_is_not_judged_again(self):
        self._limit(4670.66)
        self._amend(quantity=4).action_sign()
        self.env.cr.flush()
        self.assertEqual((self.contract.amount_total, self.contract.sudo().order_ids.amount_total), (4670.66, 4670.66))

    def test_an_amendment_that_lowers_or_keeps_the_total_is_never_stopped(self):
        self._limit(1)
        self._amend(date_end="2027-12-31").action_sign()
        self._amend(quantity=2).action_sign()
        self.env.cr.flush()
        self.assertEqual((self.contract.version, self.contract.amount_total), (3, 2523.66))

    def test_an_overdue_customer_gets_no_more_and_the_company_says_where_it_checks(self):
        self._limit(0)
        self._overdue()
        amendment = self._amend(quantity=4)
        self.assertRefused(amendment, "is overdue with")
        self.company.is_credit_checked_contract = False
        amendment.action_sign()
        self.env.cr.flush()  # nor is the order judged, which is brought in line
        self.assertEqual(self.contract.amount_total, 4670.66)

    def test_switched_off_nothing_is_judged(self):
        self._limit(1)
        self._switch(False)
        self._amend(quantity=4).action_sign()
        self.assertEqual(self.contract.amount_total, 4670.66)

    def test_the_amendment_shows_why_it_is_blocked_and_is_released_up_to_its_total(self):
        amendment = self._amend(quantity=4)
        self.assertIn("beyond the credit limit", amendment.credit_refusal)
        action = amendment.action_ask_credit_release()
        wizard = self.env["sales.credit.release.request"].with_user(self.ann).with_context(**action["context"])
        with Form(wizard) as form:
            self.assertEqual(form.amount, 4670.66)
            form.reason = "Another machine"
        form.record.action_request()
        release = self.contract.credit_release_ids
        self.assertEqual((release.amount, amendment.is_credit_release_pending), (4670.66, True))
        self.assertRefused(amendment)
        release.sudo().approval_id.with_user(self.fin).action_approve()
        self._machine(amendment).quantity = 5
        self.assertRefused(amendment, "would owe .*5,744.16")
        self._machine(amendment).quantity = 4
        amendment.invalidate_recordset()
        self.assertFalse(amendment.is_credit_blocked)
        amendment.action_sign()
        self.env.cr.flush()
        self.assertEqual(self.contract.amount_total, 4670.66)

    def test_only_whoever_may_change_the_amendment_asks_for_its_release(self):
        amendment = self._amend(quantity=4)
        with self.assertRaises(UserError):
            amendment.with_user(self.bob).action_request_credit_release("Please", "2026-04-01")
        self._amend(quantity=3)
        with self.assertRaisesRegex(UserError, "is not blocked"):
            amendment.action_request_credit_release("Please", "2026-04-01")

    def test_it_is_judged_on_the_day_it_comes_in_force_and_the_owner_is_told(self):
        amendment = self._amend(quantity=4, date_effective="2026-03-20")
        amendment.action_sign()
        self.assertEqual(amendment.state, "signed")
        with freeze_time("2026-03-20"):
            self._run_day()
        self.assertEqual((amendment.state, self.contract.version), ("signed", 1))
        self.assertIn("beyond the credit limit", amendment.sudo().activity_ids.note)
        self._limit(5000)
        with freeze_time("2026-03-20"):
            self._run_day()
        self.assertEqual((amendment.state, self.contract.version), ("applied", 2))

    def test_a_contract_without_an_order_is_judged_with_what_is_not_invoiced_yet(self):
        contract = self.env["sales.contract"].create(
            {
                "partner_id": self.customer.id,
                "user_id": self.ann.id,
                "line_ids": [Command.create({"product_id": self.machine.id, "quantity": 2, "price_unit": 1000})],
            }
        )
        contract.action_plan()
        contract.action_sign()
        self._limit(2500, self.customer)
        amendment = self._amend(contract.with_user(self.ann), 3)
        with (
            self.assertRaisesRegex(UserError, "would owe .*3,390.00, beyond the credit limit of .*2,500.00"),
            self.cr.savepoint(),
        ):
            amendment.action_sign()
        self._limit(3390, self.customer)
        amendment.action_sign()

    def test_a_foreign_currency_is_judged_in_that_of_the_company(self):
        euro = self.setup_other_currency("EUR", rates=[("2026-01-01", 0.5)])
        self._limit(0)
        order = self._order(self.customer)
        order.currency_id = euro
        order.action_confirm()
        contract = self._new_contract(order=order)
        self.assertEqual(contract.currency_id, euro)
        self._limit(contract.amount_total * 2 + 100, self.customer)
        amendment = self._amend(contract.with_user(self.ann), 4)
        with self.assertRaisesRegex(UserError, "Dragon Machines would owe"), self.cr.savepoint():
            amendment.action_sign()
        self._limit(amendment.amount_total * 2, self.customer)
        amendment.action_sign()
