from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ReportsCommon


@tagged("post_install", "-at_install")
class TestTargetsRights(ReportsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls.new_plan()
        cls.rows = {
            "company": cls.new_target(cls.plan, 1000),
            "south": cls.new_target(cls.plan, 600, team=cls.south),
            "east": cls.new_target(cls.plan, 400, team=cls.east),
            "li": cls.new_target(cls.plan, 300, cls.li, cls.south),
            "wang": cls.new_target(cls.plan, 300, cls.wang, cls.south),
            "liu": cls.new_target(cls.plan, 400, cls.liu, cls.east),
        }
        cls.draft = cls.new_target(cls.new_plan(cls.won), 300, cls.li, cls.south)
        cls.plan.action_publish()
        cls.operations = cls._new_user("rep_lin", "sales_cloud_core.group_operations")

    def seen_by(self, user):
        targets = self.env["sales.target"].with_user(user).with_context(allowed_company_ids=user.company_ids.ids)
        found = targets.search([("plan_id.year", "=", 2025)])
        return {name for name, row in {**self.rows, "draft": self.draft}.items() if row in found}

    def test_who_sees_which_target(self):
        everything = {*self.rows, "draft"}
        for user, expected in [
            (self.li, {"li", "south"}),
            (self.liu, {"liu", "east"}),
            (self.chen, {"south", "li", "wang", "draft"}),
            (self.zhou, {"east", "liu"}),
            (self.gao, everything),
            (self.operations, everything),
            (self.other, set()),
        ]:
            with self.subTest(user.login):
                self.assertEqual(self.seen_by(user), expected)

    def test_a_leader_sees_and_sets_the_targets_of_the_teams_below(self):
        self.east.parent_id = self.south
        self.assertEqual(self.seen_by(self.chen), {"south", "li", "wang", "east", "liu", "draft"})
        self.assertEqual(self.seen_by(self.zhou), {"east", "liu"})
        draft = self.new_target(self.draft.plan_id, 100, self.liu, self.east)
        draft.with_user(self.chen).amount = 120
        self.assertEqual(draft.amount, 120)

    def _set_right(self, role, **scopes):
        group = {"representative": "group_sale_salesman", "manager": "group_sale_salesman_all_leads"}[role]
        domain = [("group_id", "=", self.env.ref(f"sales_team.{group}").id), ("model", "=", "sales.target")]
        self.env["sales.data.right"].search(domain).write({f"{name}_scope": scope for name, scope in scopes.items()})

    def test_data_rights_widen_and_narrow_the_targets_of_people(self):
        """A total of a team or the company is of nobody: the rules of Odoo decide on it alone."""
        self.env.ref("base.group_user")._apply_group(self.env.ref("sales_cloud_core.group_use_data_rights"))
        self.env.registry.clear_cache()
        self._set_right("representative", read="team")
        self.assertEqual(self.seen_by(self.li), {"li", "wang", "south"})
        self._set_right("representative", read="own")
        self._set_right("manager", read="own")
        self.assertEqual(self.seen_by(self.li), {"li", "south"})
        self.assertEqual(self.seen_by(self.chen), {"south"})
        self.assertEqual(self.seen_by(self.zhou), {"east"})
        self.assertEqual(self.seen_by(self.other), set())

    def test_data_rights_hide_the_amounts_of_targets(self):
        self.env.ref("base.group_user")._apply_group(self.env.ref("sales_cloud_core.group_use_data_rights"))
        self.env.registry.clear_cache()
        self._set_right("representative", read="team", amount="own")
        self.env.invalidate_all()
        rows = self.rows["li"] | self.rows["wang"]
        shown = {row["id"]: row["amount"] for row in rows.with_user(self.li).read(["amount"])}
        self.assertEqual(shown, {self.rows["li"].id: 300.0, self.rows["wang"].id: False})
        [[total]] = rows.with_user(self.li)._read_group([("id", "in", rows.ids)], [], ["amount:sum"])
        self.assertEqual(total, 300.0)

    def test_who_may_change_a_draft(self):
        for user, allowed in [
            (self.li, False),
            (self.zhou, False),
            (self.chen, True),
            (self.gao, True),
            (self.operations, True),
            (self.other, False),
        ]:
            with self.subTest(user.login):
                target = self.draft.with_user(user).with_context(allowed_company_ids=user.company_ids.ids)
                if allowed:
                    target.write({"amount": 310})
                else:
                    with self.assertRaises(AccessError):
                        target.write({"amount": 310})

    def test_a_manager_sets_people_but_not_the_number_of_the_team(self):
        team_row = self.new_target(self.draft.plan_id, 300, team=self.south)
        with self.assertRaises(AccessError):
            team_row.with_user(self.chen).write({"amount": 1})

    def test_only_the_general_manager_and_operations_publish(self):
        for user in (self.li, self.chen):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.draft.plan_id.with_user(user).action_publish()
        self.draft.plan_id.with_user(self.operations).action_publish()

    def test_a_representative_knows_the_total_of_the_team_but_not_the_colleagues_rows(self):
        self.book("collected", "2025-04-02", {self.li: 10, self.wang: 20})
        team_row = self.rows["south"].with_user(self.li)
        self.assertEqual(team_row.amount_attained, 30)
        seen = self.env["sales.credit"].with_user(self.li).search(team_row.action_view_credit()["domain"])
        self.assertEqual(sum(seen.mapped("amount_company")), 10)

    def test_people_outside_sales_see_no_target(self):
        outsider = self._new_user("rep_outsider", "base.group_user")
        for model in ("sales.target", "sales.target.plan", "sales.attainment.report"):
            with self.subTest(model), self.assertRaises(AccessError):
                self.env[model].with_user(outsider).search([])
