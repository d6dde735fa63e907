from odoo.tests import tagged

from .common import ReportsCommon


@tagged("post_install", "-at_install")
class TestAttainmentReport(ReportsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        plan = cls.new_plan()
        cls.new_target(plan, 1000)
        cls.new_target(plan, 300, cls.li, cls.south)
        cls.new_target(plan, 200, cls.liu, cls.east, "2025-05-01")
        plan.action_publish()
        draft = cls.new_plan(metric=cls.won)
        cls.new_target(draft, 999, cls.li, cls.south)
        cls.book("collected", "2025-04-30", {cls.li: 80.5, cls.liu: 19.5})
        cls.book("won", "2025-04-30", {cls.li: 7})
        cls.book("ordered", "2025-04-30", {cls.li: 7})

    def read_amounts(self, user):
        self.env.flush_all()
        report = self.env["sales.attainment.report"].with_user(user)
        rows = report.with_context(allowed_company_ids=user.company_ids.ids)._read_group(
            [("company_id", "in", (self.company + self.company_usd).ids)],
            ["metric_id", "user_id", "date:month"],
            ["amount_target:sum", "amount_attained:sum", "amount_gap:sum"],
        )
        return {
            (metric.id, person.id, month.month): tuple(round(amount, 2) for amount in amounts)
            for metric, person, month, *amounts in rows
        }

    def test_target_and_result_stand_side_by_side(self):
        self.assertEqual(
            self.read_amounts(self.gao),
            {
                (self.collected.id, self.li.id, 4): (300, 80.5, 219.5),
                (self.collected.id, self.liu.id, 4): (0, 19.5, -19.5),
                (self.collected.id, self.liu.id, 5): (200, 0, 200),
                (self.won.id, self.li.id, 4): (0, 7, -7),
            },
        )

    def test_who_sees_whose_rows(self):
        for user, people in [
            (self.gao, self.li + self.liu),
            (self.chen, self.li),
            (self.zhou, self.liu),
            (self.li, self.li),
            (self.wang, self.env["res.users"]),
            (self.other, self.env["res.users"]),
        ]:
            with self.subTest(user.login):
                self.assertEqual({key[1] for key in self.read_amounts(user)}, set(people.ids))

    def test_every_row_opens_what_it_stands_for(self):
        self.env.flush_all()
        report = self.env["sales.attainment.report"].with_user(self.gao)
        for row in report.search([("company_id", "=", self.company.id)]):
            expected = "sales.target.plan" if row.target_id else "crm.lead"
            self.assertEqual(row.action_open_document()["res_model"], expected)
