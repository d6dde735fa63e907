from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.sales_cloud_contracts.tests.common import ContractsCommon

EXEMPT = "[('active_contract_count', '>', 0)]"


@tagged("post_install", "-at_install")
class TestOneMomentOfContracts(ContractsCommon):
    """After every event of a contract the customer goes back when a computation from scratch says.

    Received on 16 March 2026. It goes back 30 days after its contract ended, or, without an active one, after 10 days
    without a follow-up; the pool counts calendar days in UTC.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        terms = {"is_working_time": False}
        cls.pool = cls.env["sales.pool"].create(
            {
                "name": "Customers",
                "kind": "customer",
                "company_id": cls.company.id,
                "calendar_id": False,
                "member_ids": [Command.create({"user_id": cls.ann.id})],
                "rule_ids": [
                    Command.create(terms | {"name": "After the contract", "contract_ended_days": 30}),
                    Command.create(terms | {"name": "Untouched", "followup_days": 10, "exempt_domain": EXEMPT}),
                ],
            }
        )
        cls.customer.company_id = cls.company
        cls.customer.write({"pool_id": cls.pool.id, "user_id": cls.ann.id})
        cls.env.flush_all()
        cls.env.cr.precommit.run()

    def assertOneMoment(self, day):
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.invalidate_all()
        holding = self.customer.sudo().holding_id
        stored = (holding.reclaim_at, holding.reclaim_rule_id, holding.reclaim_reason)
        holding.write({"reclaim_at": False, "reclaim_rule_id": False, "is_stale": True})
        holding._recompute_deadlines()
        self.assertEqual(stored, (holding.reclaim_at, holding.reclaim_rule_id, holding.reclaim_reason))
        self.assertEqual(holding.reclaim_at and holding.reclaim_at.date().isoformat(), day)

    def pass_days(self, day):
        """Let the nightly run happen on a day."""
        self.startPatcher(freeze_time(f"{day} 02:00:00"))
        with patch.object(self.env.cr, "commit", self.env.cr.flush):
            self.env["res.partner"].sudo()._cron_lapse_contracts()

    def amend_end(self, contract, day):
        amendment = self.env["sales.contract.amendment"].browse(contract.action_amend()["res_id"])
        amendment.write({"reason": "Another term", "date_end": day})
        amendment.action_sign()

    def test_the_life_of_a_contract(self):
        contract = self._new_contract(sign=False, date_end=date(2026, 4, 30))
        other = self._new_contract(sign=False, date_end=date(2026, 5, 31))
        events = [
            ("drafts do not count", lambda: None, "2026-03-26"),
            ("signed", lambda: contract.action_sign(), "2026-05-30"),
            ("a later one", lambda: other.action_sign(), "2026-06-30"),
            ("terminated early", lambda: other.action_terminate("Ended", date(2026, 3, 16)), "2026-05-30"),
            ("without an end", lambda: self.amend_end(contract, False), False),
            ("with an end", lambda: self.amend_end(contract, date(2026, 4, 30)), "2026-05-30"),
            ("the last day", lambda: self.pass_days("2026-04-30"), "2026-05-30"),
            ("nobody completed it, and the day passed", lambda: self.pass_days("2026-05-01"), "2026-03-26"),
            ("prolonged", lambda: self.amend_end(contract, date(2026, 6, 30)), "2026-07-30"),
        ]
        for what, event, day in events:
            with self.subTest(what):
                event()
                self.assertOneMoment(day)

    def test_open_business_ends_with_the_last_day_of_the_contract(self):
        self._new_contract(date_end=date(2026, 4, 30))
        open_business = []
        for day in ("2026-04-30", "2026-05-01"):
            self.pass_days(day)
            open_business.append(self.customer._get_business_phrase())
        self.assertEqual(open_business, ["contracts (1)", ""])

    def test_the_nightly_run_looks_at_what_ended_only(self):
        self._new_contract(date_end=date(2026, 4, 30))
        self.env.flush_all()
        self.env.cr.precommit.run()
        with self.assertQueryCount(1):
            self.env["res.partner"].sudo()._cron_lapse_contracts()
