from datetime import date

import psycopg2

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ReportsCommon


@tagged("post_install", "-at_install")
class TestTargets(ReportsCommon):
    def test_both_people_of_a_split_deal_see_their_attainment(self):
        plan = self.new_plan(metric=self.won)
        target_li = self.new_target(plan, 2000, self.li, self.south)
        target_liu = self.new_target(plan, 1000, self.liu, self.east)
        plan.action_publish()
        lead = self.new_lead({self.li: 70}, amount=1000.01)
        lead.split_ids = [
            Command.create({"user_id": self.li.id, "percent": 70}),
            Command.create({"user_id": self.liu.id, "percent": 30}),
        ]
        lead.action_set_won()
        for user, target, attained, percent, expected, gap in [
            (self.li, target_li, 700.01, 35.0, 1000.0, 1299.99),
            (self.liu, target_liu, 300.00, 30.0, 500.0, 700.0),
        ]:
            seen = target.with_user(user)
            self.assertEqual(
                (seen.amount_attained, seen.percent, seen.amount_expected, seen.amount_gap, seen.is_behind),
                (attained, percent, expected, gap, True),
            )

    def test_attainment_by_level(self):
        plan = self.new_plan()
        rows = {
            "company": self.new_target(plan, 1000),
            "south": self.new_target(plan, 600, team=self.south),
            "east": self.new_target(plan, 400, team=self.east),
            "li": self.new_target(plan, 300, self.li, self.south),
            "li in May": self.new_target(plan, 300, self.li, self.south, "2025-05-01"),
        }
        self.book("collected", "2025-04-01", {self.li: 100, self.liu: 40})
        self.book("collected", "2025-04-30", {self.li: 50})
        self.book("collected", "2025-05-01", {self.li: 7})
        self.book("collected", "2025-03-31", {self.li: 1000})
        self.book("signed", "2025-04-10", {self.li: 1000})
        self.book("collected", "2025-04-10", {self.li: 1000}, kind="overlay")
        for name, attained in [("company", 190), ("south", 150), ("east", 40), ("li", 150), ("li in May", 7)]:
            with self.subTest(name):
                self.assertEqual(rows[name].amount_attained, attained)

    def test_a_reversal_takes_attainment_back(self):
        target = self.new_target(self.new_plan(), 100, self.li, self.south)
        lead = self.book("collected", "2025-04-02", {self.li: 80})
        self.book("collected", "2025-04-03", {self.li: 0}, lead)
        self.assertEqual(target.amount_attained, 0)

    def test_drill_down_adds_up_to_what_is_attained(self):
        plan = self.new_plan()
        rows = self.new_target(plan, 1000) + self.new_target(plan, 600, team=self.south)
        rows += self.new_target(plan, 300, self.li, self.south)
        self.book("collected", "2025-04-01", {self.li: 100.07, self.liu: 40.01})
        for row in rows:
            domain = row.action_view_credit()["domain"]
            credit = sum(self.env["sales.credit"].search(domain).mapped("amount_company"))
            self.assertAlmostEqual(credit, row.amount_attained, 7)

    def test_any_number_of_targets_is_read_at_once(self):
        plan = self.new_plan()
        self.book("collected", "2025-04-01", {self.li: 100})
        plan._cascade(1200, [1] * 12, [(self.south, 1, [(self.li, 1), (self.wang, 1)]), (self.east, 1, [])])
        counts = []
        for ids in (plan.target_ids[:2].ids, plan.target_ids.ids):
            self.env.invalidate_all()
            targets = plan.target_ids.browse(ids)
            start = self.cr.sql_log_count
            targets.mapped("amount_attained")
            targets.mapped("amount_difference")
            counts.append(self.cr.sql_log_count - start)
        self.assertEqual(len(plan.target_ids), 60)
        self.assertLessEqual(counts[1] - counts[0], 2, "more rows may fetch another team or person, nothing per row")
        self.assertLessEqual(counts[1], 15)

    def test_cascade_is_exact_at_every_level(self):
        plan = self.new_plan()
        teams = [(self.south, 2, [(self.li, 1), (self.wang, 2)]), (self.east, 1, [(self.liu, 1)])]
        plan._cascade(1000000.01, [1] * 12, teams)
        self.assertEqual(len(plan.target_ids), 12 * 6)
        self.assertEqual(self.total(plan, "company"), 1000000.01)
        self.assertEqual(set(plan.target_ids.mapped("amount_difference")), {0.0})
        self.assertEqual(plan.amount_difference, 0)

    def total(self, plan, node):
        return round(sum(plan.target_ids.filtered(lambda target: target.node == node).mapped("amount")), 2)

    def test_the_difference_between_people_and_their_team_shows(self):
        plan = self.new_plan(period_kind="quarter")
        team = self.new_target(plan, 600, team=self.south)
        self.new_target(plan, 250, self.li, self.south)
        self.new_target(plan, 250, self.wang, self.south)
        self.assertEqual((team.amount_children, team.amount_difference), (500, -100))

    def test_pace_by_working_days_leaves_holidays_out(self):
        calendar = self.env["resource.calendar"].create({"name": "5 days", "tz": "Asia/Shanghai"})
        self.company.resource_calendar_id = calendar
        self.env["resource.calendar.leaves"].create(
            {
                "name": "清明节",
                "calendar_id": calendar.id,
                "date_from": "2025-04-03 16:00:00",
                "date_to": "2025-04-06 15:59:59",
            }
        )
        plan = self.new_plan(pace_basis="working")
        target = self.new_target(plan, 2100, self.li, self.south)
        # April 2025: 22 weekdays, the 4th is free; 11 weekdays have passed by the 15th, so 10 of 21
        self.assertEqual(target.amount_expected, 1000)

    def test_only_the_first_day_of_a_period_starts_a_target(self):
        plan = self.new_plan(period_kind="quarter")
        with self.assertRaises(ValidationError):
            self.new_target(plan, 100, self.li, self.south, "2025-05-01")

    @mute_logger("odoo.sql_db")
    def test_a_person_has_one_target_per_period(self):
        plan = self.new_plan()
        self.new_target(plan, 100, self.li, self.south)
        with self.assertRaises(psycopg2.IntegrityError):
            self.new_target(plan, 100, self.li, self.east)

    @mute_logger("odoo.sql_db")
    def test_one_plan_per_metric_and_year_is_in_force(self):
        first, second = self.new_plan(), self.new_plan()
        self.new_target(first, 100)
        self.new_target(second, 100)
        first.action_publish()
        with self.assertRaises(psycopg2.IntegrityError):
            second.action_publish()
            second.flush_recordset()

    def test_what_is_published_is_locked_and_what_has_elapsed_stays(self):
        plan = self.new_plan()
        march = self.new_target(plan, 100, self.li, self.south, "2025-03-01")
        self.new_target(plan, 100, self.li, self.south, "2025-04-01")
        plan.action_publish()
        with self.assertRaises(UserError):
            march.amount = 50
        revision = self.env["sales.target.plan"].browse(plan.action_revise()["res_id"])
        march, april = revision.target_ids
        with self.assertRaises(UserError):
            march.amount = 50
        april.amount = 120
        revision.action_publish()
        self.assertEqual((plan.state, revision.state, revision.version), ("revised", "published", 2))

    def test_a_revision_distributes_only_what_is_still_to_come(self):
        plan = self.new_plan()
        plan._cascade(1200, [1] * 12, [(self.south, 1, [(self.li, 1)])])
        plan.action_publish()
        revision = self.env["sales.target.plan"].browse(plan.action_revise()["res_id"])
        revision._cascade(2100, [1] * 12, [(self.south, 1, [(self.li, 1)])])
        rows = revision.target_ids.filtered(lambda target: target.node == "person").sorted("date_start")
        self.assertEqual(rows.mapped("amount"), [100.0] * 3 + [200.0] * 9)
        self.assertEqual(self.total(revision, "company"), 2100)

    def test_the_wizard_follows_last_year(self):
        self.book("collected", "2024-02-10", {self.li: 300, self.liu: 100})
        plan = self.new_plan(period_kind="quarter")
        wizard = self.env["sales.target.cascade"].create(
            {"plan_id": plan.id, "amount": 800, "period_method": "last_year", "share_method": "last_year"}
        )
        self.assertEqual(wizard.amount_last_year, 400)
        wizard.action_apply()
        amounts = {(target.user_id or target.team_id, target.date_start): target.amount for target in plan.target_ids}
        self.assertEqual(amounts[self.south, date(2025, 1, 1)], 600)
        self.assertEqual(amounts[self.li, date(2025, 1, 1)], 600)
        self.assertEqual(amounts[self.wang, date(2025, 1, 1)], 0)
        self.assertEqual(amounts[self.east, date(2025, 4, 1)], 0)

    def test_an_empty_plan_is_not_published(self):
        with self.assertRaises(UserError):
            self.new_plan().action_publish()
