from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged, users

from .common import SalesCloudCommon


@tagged("post_install", "-at_install")
class TestCreditCorrection(SalesCloudCommon):
    def setUp(self):
        super().setUp()
        self.lead = self._new_opportunity(revenue=1000)
        self.lead.action_set_won()
        self.correction = self.env["sales.credit.correction"].create(
            {
                "company_id": self.company_a.id,
                "metric": "won",
                "user_id": self.colleague.id,
                "amount": 120.5,
                "reason": "Agreed with the board",
                "lead_id": self.lead.id,
            }
        )

    def _net(self, metric="won"):
        rows = self.env["sales.credit"]._read_group(
            [("lead_id", "=", self.lead.id), ("metric", "=", metric)], ["user_id"], ["amount:sum"]
        )
        return {user.login: round(amount, 2) for user, amount in rows if round(amount, 2)}

    @users("sc_operations")
    def test_a_correction_is_booked_with_its_reason_beside_what_the_deal_says(self):
        correction = self.correction.with_user(self.env.user)
        correction.action_book()
        self.assertEqual(self._net(), {"sc_rep": 1000, "sc_colleague": 120.5})
        row = self.lead.credit_ids.filtered(lambda row: row.res_model == "sales.credit.correction")
        self.assertEqual(
            (row.origin, row.team_id, row.manager_id, row.create_uid, row.date),
            ("Agreed with the board", self.team_south, self.manager, self.operations, date(2026, 3, 10)),
        )
        self.assertEqual((correction.booked_by_id, correction.state), (self.operations, "booked"))

    def test_the_deal_booked_again_does_not_undo_the_correction(self):
        self.correction.action_book()
        self.lead.expected_revenue = 1100
        self.assertEqual(self._net(), {"sc_rep": 1100, "sc_colleague": 120.5})

    def test_a_booked_correction_never_changes_and_taking_it_back_books_the_opposite(self):
        self.correction.action_book()
        for change in ({"amount": 5}, {"reason": "Other"}, {"state": "draft"}):
            with self.assertRaisesRegex(UserError, "cannot be changed"):
                self.correction.with_user(self.operations).write(change)
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            self.correction.unlink()
        with freeze_time("2026-04-02 09:00:00"):
            self.correction.action_take_back()
        self.assertEqual(self._net(), {"sc_rep": 1000})
        back = self.lead.credit_ids.filtered(lambda row: row.amount < 0)
        self.assertEqual(back.date, date(2026, 4, 2))
        with self.assertRaisesRegex(UserError, "Only a booked correction"):
            self.correction.action_take_back()

    def test_a_correction_for_a_locked_month_counts_on_the_first_open_day(self):
        self.env["sales.period"].create(
            {
                "name": "February",
                "date_start": "2026-02-01",
                "date_end": "2026-02-28",
                "state": "locked",
                "company_id": self.company_a.id,
            }
        )
        self.correction.date = "2026-02-14"
        self.correction.action_book()
        row = self.lead.credit_ids.filtered(lambda row: row.res_model == "sales.credit.correction")
        self.assertEqual(row.date, date(2026, 3, 1))

    def test_a_draft_cannot_be_made_booked_by_hand(self):
        vals = {"company_id": self.company_a.id, "metric": "won", "user_id": self.rep.id, "amount": 1, "reason": "x"}
        made = self.env["sales.credit.correction"].with_user(self.operations).create({**vals, "state": "booked"})
        self.assertEqual(made.state, "draft")
        with self.assertRaises(UserError):
            made.state = "booked"

    @users("sc_rep", "sc_manager", "sc_rep_b")
    def test_others_may_not_correct(self):
        with self.assertRaises(AccessError):
            self.correction.with_user(self.env.user).action_book()
        with self.assertRaises(AccessError):
            self.correction.with_user(self.env.user).copy()
