from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged, users

from .common import SalesCloudCommon


@tagged("post_install", "-at_install")
class TestCredit(SalesCloudCommon):
    def setUp(self):
        super().setUp()
        self.lead = self._new_opportunity(revenue=1000.01)

    def _split_in_half(self):
        self.lead.split_ids = [
            (0, 0, {"user_id": self.rep.id, "percent": 50, "role": "owner"}),
            (0, 0, {"user_id": self.colleague.id, "percent": 50}),
        ]
        self._end_transaction()

    @users("sc_rep")
    def test_a_won_deal_credits_its_owner_once_however_often_it_is_saved(self):
        lead = self.lead.with_user(self.env.user)
        lead.action_set_won()
        lead.action_set_won()
        lead.probability = 100
        self.assert_ledger(self.lead, "won", {self.rep: 1000.01})
        self.assertEqual(len(self.lead.credit_ids), 1)
        self.assertEqual(self.lead.credit_ids.date, date(2026, 3, 10))

    def test_a_shared_deal_credits_both_to_the_cent(self):
        self._split_in_half()
        self.lead.action_set_won()
        self.assert_ledger(self.lead, "won", {self.rep: 500.0, self.colleague: 500.01})

    def test_reopening_a_won_deal_books_the_opposite_on_that_day(self):
        self._split_in_half()
        self.lead.action_set_won()
        with freeze_time("2026-04-02 09:00:00"):
            self.lead.stage_id = self.stage_new
        self.assert_ledger(self.lead, "won", {})
        reversal = self.lead.credit_ids.filtered(lambda row: row.amount < 0)
        self.assertEqual(set(reversal.mapped("date")), {date(2026, 4, 2)})

    def test_a_deal_that_was_created_won_is_credited_on_its_closing_day(self):
        lead = self._new_opportunity(stage_id=self.stage_won.id, date_closed="2026-02-27 17:30:00", revenue=50)
        self.assert_ledger(lead, "won", {self.rep: 50})
        self.assertEqual(lead.credit_ids.date, date(2026, 2, 28), "the closing moment is already the 28th in China")

    def test_another_team_that_moves_the_deal_out_of_its_won_stage_takes_the_credit_back(self):
        self.lead.stage_id = self.stage_won.copy({"team_ids": [(6, 0, self.team_south.ids)]})
        self.assert_ledger(self.lead, "won", {self.rep: 1000.01})
        self.lead.team_id = self.team_east
        self._end_transaction()
        self.assertEqual(self.lead.won_status, "pending")
        self.assert_ledger(self.lead, "won", {})

    def test_another_owner_whose_team_moves_the_deal_out_of_its_won_stage_takes_the_credit_back(self):
        self.lead.stage_id = self.stage_won.copy({"team_ids": [(6, 0, self.team_south.ids)]})
        self.lead.user_id = self.outsider
        self._end_transaction()
        self.assertEqual((self.lead.team_id, self.lead.won_status), (self.team_east, "pending"))
        self.assert_ledger(self.lead, "won", {})

    def test_a_changed_amount_books_only_the_difference(self):
        self.lead.action_set_won()
        self.lead.expected_revenue = 1200
        self.assertEqual(sorted(self.lead.credit_ids.mapped("amount")), [199.99, 1000.01])
        self.assert_ledger(self.lead, "won", {self.rep: 1200})

    def test_a_new_owner_after_the_win_takes_no_credit(self):
        self.lead.action_set_won()
        self.lead.user_id = self.outsider
        self.lead.expected_revenue = 900
        self.assert_ledger(self.lead, "won", {self.rep: 900})

    def test_a_manager_who_shares_a_won_deal_moves_the_credit(self):
        self.lead.action_set_won()
        lead = self.lead.with_user(self.manager)
        lead.split_ids.percent = 60
        lead.split_ids = [(0, 0, {"user_id": self.colleague.id, "percent": 40})]
        self._end_transaction()
        self.assert_ledger(self.lead, "won", {self.rep: 600.01, self.colleague: 400.0})

    def test_team_and_manager_are_those_of_the_day(self):
        self.lead.action_set_won()
        self.team_south.user_id = self.outsider
        self.assertEqual(self.lead.credit_ids.team_id, self.team_south)
        self.assertEqual(self.lead.credit_ids.manager_id, self.manager)

    def test_what_is_taken_back_is_taken_from_the_team_that_had_it(self):
        self._split_in_half()
        self.lead.action_set_won()
        self.rep.sale_team_id.member_ids -= self.rep
        self.team_east.member_ids |= self.rep
        self.rep.invalidate_recordset()
        self.assertEqual(self.rep.sale_team_id, self.team_east)
        self.lead.expected_revenue = 1200.01
        self.assertEqual(self._net_by_team(), {self.team_south: 1100.01, self.team_east: 100})
        self.lead.expected_revenue = 1000.01
        self.assertEqual(self._net_by_team(), {self.team_south: 1000.01})
        self.lead.stage_id = self.stage_new
        self.assertEqual(self._net_by_team(), {})

    def _net_by_team(self):
        rows = self.env["sales.credit"]._read_group([("lead_id", "=", self.lead.id)], ["team_id"], ["amount:sum"])
        return {team: round(amount, 2) for team, amount in rows if round(amount, 2)}

    def test_another_kind_of_business_is_judged_by_the_policy_at_once(self):
        self.env["sales.credit.policy"].create(
            {"company_id": self.company_a.id, "metric": "won", "count_renewal": False}
        )
        self.lead.action_set_won()
        self.lead.deal_kind = "renewal"
        self.assert_ledger(self.lead, "won", {})
        self.assertEqual(set(self.lead.credit_ids.mapped("deal_kind")), {"new"}, "new business lost what it had")

    def test_the_leader_of_a_team_has_the_next_leader_as_manager(self):
        top = self._new_team("China", self.company_a, self.outsider, self.env["res.users"])
        self.team_south.parent_id = top
        self.team_south.member_ids |= self.manager
        lead = self._new_opportunity(user=self.manager, team_id=self.team_south.id)
        lead.action_set_won()
        self.assertEqual(lead.credit_ids.manager_id, self.outsider)

    def test_the_territory_is_that_of_the_day(self):
        model = self.env["sales.territory.model"].create({"name": "Plan", "company_id": self.company_a.id})
        south = self.env["sales.territory"].create({"name": "South", "model_id": model.id})
        self.env.cr.execute("UPDATE crm_lead SET territory_id = %s WHERE id = %s", (south.id, self.lead.id))
        self.lead.invalidate_recordset()
        self.lead.action_set_won()
        self.env.cr.execute("UPDATE crm_lead SET territory_id = NULL WHERE id = %s", (self.lead.id,))
        self.lead.invalidate_recordset()
        self.assertEqual(self.lead.credit_ids.territory_id, south)

    def test_a_locked_month_sends_the_booking_to_the_next_open_day(self):
        self.env["sales.period"].create(
            {
                "name": "March",
                "date_start": "2026-03-01",
                "date_end": "2026-03-31",
                "state": "locked",
                "company_id": self.company_a.id,
            }
        )
        self.lead.action_set_won()
        self.assertEqual(self.lead.credit_ids.date, date(2026, 4, 1))

    def test_a_locked_period_keeps_its_days(self):
        period = self.env["sales.period"].create(
            {"name": "March", "date_start": "2026-03-01", "date_end": "2026-03-31", "company_id": self.company_a.id}
        )
        period.action_lock()
        with self.assertRaisesRegex(UserError, "is locked"):
            period.with_user(self.operations).date_end = "2026-03-15"
        with self.assertRaisesRegex(UserError, "is locked"):
            period.with_user(self.operations).unlink()
        period.with_user(self.operations).action_unlock()
        period.with_user(self.operations).unlink()

    def test_foreign_currency_is_booked_at_the_rate_of_the_day_and_taken_back_at_the_booked_one(self):
        self.env["res.currency.rate"].create(
            [
                {"currency_id": self.usd.id, "company_id": self.company_a.id, "name": day, "rate": rate}
                for day, rate in (("2026-03-01", 0.125), ("2026-04-01", 0.1))
            ]
        )
        desired = [
            {
                "user_id": self.rep.id,
                "split_type_id": self.env.ref("sales_cloud_core.split_type_revenue").id,
                "amount": 100.0,
                "currency_id": self.usd.id,
            }
        ]
        ledger = self.env["sales.credit"]
        row = ledger._book(self.lead, "collected", desired, date(2026, 3, 10))
        self.assertEqual((row.amount, row.amount_company), (100.0, 800.0))
        self.assertFalse(ledger._book(self.lead, "collected", desired, date(2026, 4, 5)))
        row = ledger._book(self.lead, "collected", [], date(2026, 4, 5))
        self.assertEqual((row.amount, row.amount_company), (-100.0, -800.0))

    def test_a_batch_of_a_hundred_wins_costs_no_more_queries_than_a_batch_of_ten(self):
        counts = []
        for size in (10, 100):
            leads = self.env["crm.lead"].create(
                [{"name": f"Deal {n}", "type": "opportunity", "user_id": self.rep.id} for n in range(size)]
            )
            bookings = [(lead, "won", lead._prepare_credit_shares(10, self.cny), date(2026, 3, 10)) for lead in leads]
            self.env.flush_all()
            start = self.cr.sql_log_count
            self.env["sales.credit"]._book_batch(bookings)
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - start)
        self.assertLessEqual(counts[1], counts[0])
        self.assertLessEqual(counts[1], 12)

    @users("sc_rep", "sc_manager", "sc_operations", "admin")
    def test_nobody_writes_the_ledger_by_hand(self):
        self.lead.action_set_won()
        self.assert_append_only(self.lead.credit_ids, "amount_company")

    @users("sc_rep")
    def test_a_row_opens_the_deal_that_it_was_booked_for(self):
        self.lead.action_set_won()
        action = self.lead.credit_ids.with_user(self.env.user).action_open_document()
        self.assertEqual((action["res_model"], action["res_id"]), ("crm.lead", self.lead.id))

    def test_rights_on_the_ledger(self):
        self.lead.action_set_won()
        expected = [
            (self.rep, 1),
            (self.colleague, 0),
            (self.outsider, 0),
            (self.manager, 1),
            (self.operations, 1),
            (self.rep_b, 0),
        ]
        seen = [
            (user, self.env["sales.credit"].with_user(user).search_count([("lead_id", "=", self.lead.id)]))
            for user, _count in expected
        ]
        self.assertEqual(seen, expected)

    def test_a_lead_with_credit_is_not_deleted(self):
        self.lead.action_set_won()
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            self.lead.unlink()

    def test_merging_keeps_the_credit_of_the_deal_that_stays(self):
        other = self._new_opportunity(revenue=70)
        other.split_ids = [
            (0, 0, {"user_id": self.colleague.id, "percent": 25}),
            (0, 0, {"user_id": self.rep.id, "percent": 75}),
        ]
        self._end_transaction()
        (self.lead | other).action_set_won()
        kept = (self.lead | other)._merge_opportunity()
        self._end_transaction()
        shares = dict(zip(kept.split_ids.user_id, kept.split_ids.mapped("amount"), strict=True))
        self.assert_ledger(kept, "won", shares)
        self.assertEqual(round(sum(shares.values()), 2), kept.expected_revenue)
        self.assertEqual(len(self.env["sales.credit"].search([("lead_id", "=", kept.id)])), len(kept.credit_ids))
