from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ContractsCommon


@tagged("post_install", "-at_install")
class TestContractRenewal(ContractsCommon):
    """A contract that ends is continued by another one, of which the owner is reminded once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._new_contract(date_start="2025-06-01", date_end="2026-05-31").with_user(cls.ann)

    def _run_days(self, *days):
        for day in days:
            with freeze_time(f"{day} 06:00:00"), patch.object(self.env.cr, "commit", self.env.cr.flush):
                self.env["sales.contract"].sudo()._cron_remind_renewals()
                self.env.invalidate_all()

    def test_the_owner_is_reminded_once_before_the_end(self):
        self.assertEqual(self.contract.date_renewal_reminder, date(2026, 4, 1))
        self._run_days("2026-03-31")
        self.assertFalse(self.contract.activity_ids)
        self._run_days("2026-04-01", "2026-04-02", "2026-05-01")
        self.assertEqual(self.contract.activity_ids.user_id, self.ann)
        self.assertEqual(len(self.contract.activity_ids), 1)
        self.assertEqual(self.contract.activity_ids.summary, "Contract ends on 05/31/2026: renew it?")
        self.assertEqual(self.contract.renewal_reminded_on, date(2026, 4, 1))

    def test_who_needs_no_reminder_gets_none(self):
        renewed, void, endless = (
            self._new_contract(date_start="2025-06-01", date_end=end) for end in ("2026-05-31", "2026-05-31", False)
        )
        renewed.action_renew()
        void.action_void("Signed by mistake")
        self.contract.sudo().type_id.renewal_notice_days = 0
        for contract in (renewed, void, endless, self.contract):
            self.assertFalse(contract.date_renewal_reminder)

    def test_a_contract_that_ended_long_ago_is_not_reminded_of(self):
        self._run_days("2026-06-01")
        self.assertFalse(self.contract.activity_ids)

    def test_an_amended_end_is_reminded_of_again(self):
        self._run_days("2026-04-01")
        amendment = self.env["sales.contract.amendment"].browse(self.contract.action_amend()["res_id"])
        amendment.write({"reason": "Prolonged", "date_end": "2026-11-30"})
        amendment.action_sign()
        self.assertEqual(self.contract.date_renewal_reminder, date(2026, 10, 1))

    def test_renewing_drafts_the_contract_of_the_following_term(self):
        action = self.contract.action_renew()
        successor = self.contract.browse(action["res_id"])
        self.assertEqual((successor.state, successor.predecessor_id), ("draft", self.contract))
        self.assertEqual((successor.date_start, successor.date_end), (date(2026, 6, 1), date(2027, 5, 31)))
        self.assertEqual(successor.amount_total, self.contract.amount_total)
        self.assertEqual(successor.collection_ids.mapped("amount"), self.contract.collection_ids.mapped("amount"))
        self.assertFalse(successor.line_ids.order_line_id)
        self.assertEqual(self.contract.action_renew()["res_id"], successor.id)
        successor.action_sign()
        self.assertEqual(set(successor.sudo().credit_ids.mapped("deal_kind")), {"renewal"})

    def test_a_renewal_opportunity_leads_to_the_contract_that_continues(self):
        action = self.contract.action_open_renewal_lead()
        lead = self.env["crm.lead"].with_user(self.ann).browse(action["res_id"])
        self.assertEqual((lead.deal_kind, lead.partner_id, lead.user_id), ("renewal", self.customer, self.ann))
        self.assertEqual((lead.expected_revenue, lead.date_deadline), (3183.33, date(2026, 5, 31)))
        self.assertEqual(self.contract.action_open_renewal_lead()["res_id"], lead.id)
        order = self._new_order(opportunity_id=lead.id)
        self.assertEqual(self._new_contract(order=order).predecessor_id, self.contract)

    def test_a_copy_is_no_renewal_and_delivers_nothing(self):
        copy = self.contract.copy()
        self.assertFalse(copy.predecessor_id or copy.renewal_lead_id or copy.line_ids.order_line_id)
        self.assertEqual((copy.state, copy.version, sum(copy.line_ids.mapped("qty_delivered"))), ("draft", 1, 0))

    def test_drafts_are_not_renewed_and_others_contracts_neither(self):
        with self.assertRaisesRegex(UserError, "nothing to renew"):
            self._new_contract(sign=False).action_renew()
        with self.assertRaises(AccessError):
            self.contract.with_user(self.bob).action_renew()
