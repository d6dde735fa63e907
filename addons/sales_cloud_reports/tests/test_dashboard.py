from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ReportsCommon


@tagged("post_install", "-at_install")
class TestDashboard(ReportsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        plan = cls.new_plan()
        cls.new_target(plan, 1000)
        cls.new_target(plan, 600, team=cls.south)
        cls.new_target(plan, 400, team=cls.east)
        cls.new_target(plan, 400, cls.li, cls.south)
        cls.new_target(plan, 200, cls.wang, cls.south)
        cls.new_target(plan, 400, cls.liu, cls.east)
        plan.action_publish()
        cls.book("collected", "2025-04-02", {cls.li: 100.01, cls.liu: 40})
        cls.book("collected", "2025-04-14", {cls.wang: 50})
        cls.book("collected", "2025-03-31", {cls.wang: 7})
        cls.book("won", "2025-04-03", {cls.li: 500})
        cls.book("won", "2024-04-03", {cls.liu: 300})
        cls.book("signed", "2025-01-03", {cls.li: 450})
        cls.book("signed", "2025-01-04", {cls.li: 99}, kind="overlay")
        cls._new_work()
        cls.env.flush_all()

    @classmethod
    def _new_work(cls):
        """Two free leads, one of Li's that goes back tomorrow, and late instalments in two currencies."""
        pool = cls.env["sales.pool"].create(
            {
                "name": "Test Pool",
                "kind": "lead",
                "company_id": cls.company.id,
                "manager_ids": [Command.set(cls.chen.ids)],
            }
        )
        common = {"type": "lead", "company_id": cls.company.id, "pool_id": pool.id}
        cls.env["crm.lead"].create(
            [{"name": f"Free {index}", "user_id": False, "team_id": cls.south.id, **common} for index in range(2)]
        )
        held = cls.env["crm.lead"].create({"name": "Held", "user_id": cls.li.id, "team_id": cls.south.id, **common})
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE sales_pool_holding SET reclaim_at = '2025-04-16 10:00:00' WHERE lead_id = %s AND date_end IS NULL",
            (held.id,),
        )
        cls.env.invalidate_all()

    def dashboard(self, user, *args, **kwargs):
        model = self.env["sales.dashboard"].with_user(user)
        return model.with_context(allowed_company_ids=user.company_ids.ids).get_dashboard(*args, **kwargs)

    def tiles(self, user, *args, **kwargs):
        return {tile["key"]: tile["value"] for tile in self.dashboard(user, *args, **kwargs)["tiles"]}

    def assertTiles(self, found, expected):
        self.assertEqual({key: found[key] for key in expected}, expected)

    def test_figures_by_role_and_period(self):
        for user, period, expected in [
            (self.gao, "month", {"won": 500, "signed": 0, "collected": 190.01, "attainment": 19.0}),
            (self.gao, "quarter", {"won": 500, "signed": 0, "collected": 190.01, "attainment": 19.0}),
            (self.gao, "year", {"won": 500, "signed": 450, "collected": 197.01, "attainment": 19.0}),
            (self.gao, "last_year", {"won": 300, "signed": 0, "collected": 0, "attainment": None}),
            (self.chen, "month", {"won": 500, "collected": 150.01, "attainment": 25.0}),
            (self.zhou, "month", {"won": 0, "collected": 40, "attainment": 10.0}),
            (self.li, "month", {"won": 500, "collected": 100.01, "attainment": 25.0}),
            (self.wang, "month", {"won": 0, "collected": 50, "attainment": 25.0}),
            (self.other, "year", {"won": 0, "collected": 0, "attainment": None}),
        ]:
            with self.subTest(user=user.login, period=period):
                self.assertTiles(self.tiles(user, period), expected)

    def test_free_leads_and_those_that_go_back_soon(self):
        for user, expected in [
            (self.gao, {"returning": 1}),
            (self.chen, {"free": 2, "returning": 1}),
            (self.zhou, {"free": 0, "returning": 0}),
            (self.li, {"returning": 1}),
            (self.wang, {"returning": 0}),
        ]:
            with self.subTest(user.login):
                self.assertTiles(self.tiles(user), expected)

    def test_late_instalments_are_added_up_in_the_company_currency(self):
        rate = self.env["res.currency.rate"]
        usd = self.env.ref("base.USD")
        rate.create({"currency_id": usd.id, "company_id": self.company.id, "name": "2025-01-01", "rate": 0.125})
        for currency, due, user in [
            (self.company.currency_id, "2025-04-14", self.li),
            (usd, "2025-04-01", self.liu),
            (usd, "2025-04-15", self.li),
        ]:
            self._new_instalment(currency, due, user)
        for user, expected in [(self.gao, 900), (self.chen, 100), (self.zhou, 800), (self.li, 100), (self.wang, 0)]:
            with self.subTest(user.login):
                self.assertTiles(self.tiles(user), {"overdue": expected})
        self.test_every_figure_lists_records_with_the_same_sum()

    def _new_instalment(self, currency, due, user):
        """Create a signed contract of 100 in ``currency`` with one instalment."""
        contract = self.env["sales.contract"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "Customer", "is_company": True}).id,
                "company_id": self.company.id,
                "currency_id": currency.id,
                "user_id": user.id,
                "team_id": user.sale_team_id.id,
                "line_ids": [Command.create({"name": "Pump", "quantity": 1, "price_unit": 100, "tax_ids": False})],
            }
        )
        self.env["sales.collection"].create(
            {
                "contract_id": contract.id,
                "name": "All",
                "amount": 100,
                "due_base": "fixed",
                "due_fixed_date": due,
            }
        )
        contract.action_sign(date(2025, 3, 1))

    def test_the_team_filter_narrows_and_is_guarded(self):
        self.assertTiles(self.tiles(self.gao, "month", self.east.id), {"collected": 40, "attainment": 10.0})
        self.assertTiles(self.tiles(self.chen, "month", self.south.id), {"collected": 150.01, "attainment": 25.0})
        for user in (self.chen, self.li):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.dashboard(user, "month", self.east.id)

    def test_a_leader_sees_the_teams_below_and_a_chosen_team_includes_them(self):
        self.east.parent_id = self.south
        self.assertTiles(self.tiles(self.chen, "month"), {"collected": 190.01, "attainment": 19.0})
        self.assertTiles(self.tiles(self.gao, "month", self.south.id), {"collected": 190.01, "attainment": 19.0})
        self.assertTiles(self.tiles(self.chen, "month", self.east.id), {"collected": 40, "attainment": 10.0})
        self.assertTiles(self.tiles(self.zhou, "month"), {"collected": 40, "attainment": 10.0})

    def test_who_stands_in_the_table_of_people(self):
        for user, expected in [
            (self.gao, [("rep_li", 25.0), ("rep_wang", 25.0), ("rep_liu", 10.0)]),
            (self.chen, [("rep_li", 25.0), ("rep_wang", 25.0)]),
            (self.li, [("rep_li", 25.0)]),
        ]:
            with self.subTest(user.login):
                people = self.dashboard(user)["people"]
                logins = self.env["res.users"].browse(person["user_id"] for person in people).mapped("login")
                found = list(zip(logins, [person["percent"] for person in people], strict=True))
                self.assertEqual(found, expected)

    def test_the_pace_colours_people(self):
        tones = {person["user_id"]: person["tone"] for person in self.dashboard(self.gao)["people"]}
        self.assertEqual(tones[self.li.id], "danger", "half of April has passed, a quarter is reached")

    def test_every_figure_lists_records_with_the_same_sum(self):
        for user in (self.gao, self.chen, self.li):
            data = self.dashboard(user, "year")
            for name, value, action in self.figures(data):
                with self.subTest(user=user.login, figure=name):
                    self.assertAlmostEqual(self.add_up(user, action, name in ("free", "returning")), value, 6)

    def figures(self, data):
        """Yield (name, value, action) of every figure that drills down."""
        for tile in data["tiles"]:
            value = data["attainment"]["attained"] if tile["key"] == "attainment" else tile["value"]
            yield tile["key"], value, tile["action"]
        for person in data["people"]:
            yield person["name"], person["attained"], person["action"]
            for metric in ("won", "signed", "invoiced", "collected"):
                yield f"{person['name']} {metric}", person[metric]["value"], person[metric]["action"]
        for series in data["trend"]["series"]:
            for label, value, action in zip(data["trend"]["labels"], series["values"], series["actions"], strict=True):
                yield f"{series['key']} {label}", value, action
        for stage in data["pipeline"]:
            yield stage["name"], stage["amount"], stage["action"]

    def add_up(self, user, action, counted=False):
        model = self.env[action["res_model"]].with_user(user).with_context(allowed_company_ids=user.company_ids.ids)
        records = model.search(action["domain"])
        fields = {
            "sales.credit": "amount_company",
            "sales.target": "amount_attained",
            "crm.lead": "expected_revenue",
        }
        if counted:
            return len(records)
        if action["res_model"] == "sales.collection":
            return sum(
                line.currency_id._convert(
                    line.amount_residual, self.company.currency_id, self.company, date(2025, 4, 15)
                )
                for line in records
            )
        return sum(records.mapped(fields[action["res_model"]]))

    def test_the_trend_covers_twelve_months_and_no_future(self):
        trend = self.dashboard(self.gao, "year")["trend"]
        self.assertEqual((trend["labels"][0], trend["labels"][-1], len(trend["labels"])), ("2024-05", "2025-04", 12))
        won = trend["series"][0]["values"]
        self.assertEqual((won[-1], sum(won)), (500, 500))

    def test_the_pipeline_holds_open_opportunities_only(self):
        pipeline = self.dashboard(self.gao)["pipeline"]
        domain = [("company_id", "=", self.company.id), ("won_status", "=", "pending"), ("type", "=", "opportunity")]
        open_leads = self.env["crm.lead"].search(domain)
        self.assertEqual(sum(stage["count"] for stage in pipeline), len(open_leads))

    def test_the_metric_can_be_chosen(self):
        plan = self.new_plan(metric=self.won)
        self.new_target(plan, 1000)
        plan.action_publish()
        data = self.dashboard(self.gao, "month", metric_id=self.won.id)
        self.assertEqual((data["attainment"]["metric_name"], data["attainment"]["percent"]), ("Won Deals", 50.0))
        self.assertEqual(len(data["attainment"]["metrics"]), 2)

    def test_a_plan_by_quarters_says_nothing_about_a_month(self):
        plan = self.new_plan(metric=self.won, period_kind="quarter")
        self.new_target(plan, 1000)
        plan.action_publish()
        attainment = self.dashboard(self.gao, "month", metric_id=self.won.id)["attainment"]
        self.assertIsNone(attainment["percent"])
        self.assertIn("period this short", attainment["empty"])

    def test_more_people_and_rows_cost_no_more_queries(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            self.dashboard(self.gao, "year")
            return self.cr.sql_log_count - start

        count()
        before = count()
        people = self.env["res.users"].union(
            *(self._new_user(f"rep_more_{index}", "base.group_user") for index in range(8))
        )
        self.book("collected", "2025-04-05", dict.fromkeys(people, 10))
        self.book("won", "2025-02-05", dict.fromkeys(people, 10))
        count()
        self.assertLessEqual(count(), before + 1, "names of people are fetched in one go")
        self.assertLessEqual(before, 30)

    def test_people_outside_sales_and_strange_periods_are_refused(self):
        outsider = self._new_user("rep_outsider", "base.group_user")
        with self.assertRaises(AccessError):
            self.dashboard(outsider)
        with self.assertRaises(UserError):
            self.dashboard(self.gao, "fortnight")
