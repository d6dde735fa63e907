from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import SalesCloudCommon


@tagged("post_install", "-at_install")
class TestCreditPolicy(SalesCloudCommon):
    now = "2026-03-27 09:00:00"

    def _policy(self, **values):
        return self.env["sales.credit.policy"].create({"company_id": self.company_a.id, "metric": "won", **values})

    def _won(self, **values):
        lead = self._new_opportunity(**values)
        lead.action_set_won()
        return lead

    def test_without_a_policy_and_with_a_neutral_one_a_win_counts_on_its_day(self):
        before = self._won()
        self._policy()
        for lead in (before, self._won()):
            self.assertEqual(lead.credit_ids.date, date(2026, 3, 27))
            self.assertEqual(lead.credit_ids.deal_kind, "new")

    def test_after_the_cut_off_it_counts_to_the_next_month(self):
        self._policy(cutoff_day=25)
        self.assertEqual(self._won().credit_ids.date, date(2026, 4, 1))

    def test_a_late_entry_counts_on_its_day_of_entry(self):
        policy = self._policy(is_late_moved=True, late_days=3)
        closed = {"stage_id": self.stage_won.id, "date_closed": "2026-02-10 04:00:00"}
        late = self._new_opportunity(**closed)
        self.assertEqual(late.credit_ids.date, date(2026, 3, 27))
        policy.late_days = 60
        self.assertEqual(self._new_opportunity(**closed).credit_ids.date, date(2026, 2, 10))

    def test_the_day_of_entry_can_be_the_date(self):
        self._policy(date_basis="entry")
        lead = self._new_opportunity(stage_id=self.stage_won.id, date_closed="2026-02-10 04:00:00")
        self.assertEqual(lead.credit_ids.date, date(2026, 3, 27))
        self.assertEqual(lead.credit_ids.rate_date, date(2026, 2, 10), "the rate stays that of the event")

    def test_only_the_chosen_kinds_count_and_a_changed_kind_is_found_by_the_check(self):
        policy = self._policy(count_renewal=False)
        self.assert_ledger(self._won(deal_kind="renewal"), "won", {})
        upsell = self._won(deal_kind="upsell")
        self.assert_ledger(upsell, "won", {self.rep: 1000})
        policy.count_upsell = False
        self.env["sales.credit"]._check_ledger(self.company_a)
        difference = self.env["sales.credit.difference"].search([("res_id", "=", upsell.id)])
        self.assertEqual((difference.amount_expected, difference.amount_booked), (0, 1000))
        difference.action_book_difference()
        self.assert_ledger(upsell, "won", {})

    def test_a_share_counts_in_the_territory_that_it_names(self):
        model = self.env["sales.territory.model"].create({"name": "Plan", "company_id": self.company_a.id})
        south, east = self.env["sales.territory"].create(
            [{"name": name, "model_id": model.id} for name in ("South", "East")]
        )
        model.sudo().state = "active"
        lead = self._new_opportunity()
        self.env.cr.execute("UPDATE crm_lead SET territory_id = %s WHERE id = %s", (south.id, lead.id))
        lead.invalidate_recordset(["territory_id"])
        lead.split_ids = [
            (0, 0, {"user_id": self.rep.id, "percent": 60}),
            (0, 0, {"user_id": self.outsider.id, "percent": 40, "territory_id": east.id}),
        ]
        lead.stage_id = self.stage_won
        self._end_transaction()
        booked = {row.user_id: row.territory_id for row in lead.credit_ids}
        self.assertEqual(booked, {self.rep: south, self.outsider: east})
        lead.split_ids.filtered("territory_id").territory_id = south
        self._end_transaction()
        self.assertEqual(len(lead.credit_ids), 2, "what is booked keeps the territory of its day")

    def test_a_policy_binds_its_own_company_only(self):
        self._policy(cutoff_day=25)
        lead = self._won(user=self.rep_b)
        self.assertEqual(lead.credit_ids.date, date(2026, 3, 27))
        with self.assertRaises(AccessError):
            self.env["sales.credit.policy"].with_user(self.rep).create({"metric": "ordered"})

    def test_a_policy_says_itself_in_words(self):
        policy = self._policy(cutoff_day=25, is_late_moved=True, late_days=3, count_renewal=False)
        self.assertEqual(
            policy.summary.splitlines(),
            [
                "Counts on: Day of the event.",
                "After day 25 of a month it counts to the next month.",
                "Entered more than 3 days after the month's end, it counts on the day of entry.",
                "Only for: New Business, Up-sell.",
            ],
        )
