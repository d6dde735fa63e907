from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import SalesCloudCommon


@tagged("post_install", "-at_install")
class TestTeamTree(SalesCloudCommon):
    """China (led by ``director``) > South (manager) and East (no leader)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.director = cls._new_user("director", "sales_team.group_sale_salesman_all_leads")
        cls.team_china = cls._new_team("China", cls.company_a, cls.director, cls.env["res.users"])
        (cls.team_south | cls.team_east).parent_id = cls.team_china

    def _managers(self, user, *levels):
        teams = self.env["crm.team"]
        return [teams._get_manager_of(user, level, self.company_a).login for level in levels]

    def test_the_manager_is_the_next_leader_up_the_tree(self):
        table = [
            (self.rep, ["sc_manager", "sc_director", False]),
            (self.manager, ["sc_director", False, False]),
            (self.outsider, ["sc_director", False, False]),
            (self.director, [False, False, False]),
            (self.operations, [False, False, False]),
        ]
        self.assertEqual([(user, self._managers(user, 1, 2, 3)) for user, _expected in table], table)

    def test_a_leader_who_left_is_passed_over(self):
        self.manager.active = False
        self.assertEqual(self._managers(self.rep, 1), ["sc_director"])

    def test_teams_of_another_company_do_not_count(self):
        self.assertEqual(self._managers(self.rep_b, 1), [False])

    def test_a_leader_leads_the_teams_below_too(self):
        table = [
            (self.director, self.team_china | self.team_south | self.team_east),
            (self.manager, self.team_south),
            (self.rep, self.env["crm.team"]),
        ]
        for user, teams in table:
            led = self.env["crm.team"].search([("leader_ids", "in", user.ids)])
            self.assertEqual(led, teams.sorted(), user.login)
            self.assertTrue(all(user in team.leader_ids for team in teams))

    def test_a_team_cannot_be_below_itself(self):
        with self.assertRaisesRegex(UserError, "Recursion"):
            self.team_china.parent_id = self.team_south

    def test_a_team_belongs_below_a_team_of_its_company(self):
        with self.assertRaisesRegex(UserError, "another company"):
            self.team_b.parent_id = self.team_china
        with self.assertRaisesRegex(UserError, "another company"):
            self.team_china.company_id = self.company_b
