from .common import SalesCloudCommon


class ApprovalCommon(SalesCloudCommon):
    """China, led by director, over South, led by manager: rep, colleague. Operations: operations, deputy. A boss."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.director = cls._new_user("director", "sales_team.group_sale_salesman_all_leads")
        cls.deputy = cls._new_user("deputy", "sales_cloud_core.group_operations")
        cls.boss = cls._new_user("boss", "base.group_user")
        cls.team_china = cls._new_team("China", cls.company_a, cls.director, cls.env["res.users"])
        cls.team_south.parent_id = cls.team_china
        cls.env["sales.approval.rule"].search([]).active = False

    def setUp(self):
        super().setUp()
        self.lead = self._new_opportunity()

    @classmethod
    def _new_rule(cls, *levels, **vals):
        """Create a rule whose levels are given as dicts."""
        return cls.env["sales.approval.rule"].create(
            {
                "name": "Rule",
                "model": "crm.lead",
                "company_id": cls.company_a.id,
                "currency_id": cls.cny.id,
                "level_ids": [(0, 0, {"sequence": number, **level}) for number, level in enumerate(levels)],
                **vals,
            }
        )

    @staticmethod
    def _persons(*users, mode="any", **vals):
        return {"approver": "person", "user_ids": [user.id for user in users], "mode": mode, **vals}

    def _request(self, user=None, lead=None, **kwargs):
        lead = (lead or self.lead).with_user(user or self.rep)
        # sudo: the documents' own actions check the requester
        return lead.sudo()._request_approval("Please approve", **kwargs).sudo(False)

    def assert_trail(self, approval, expected):
        """Compare the trail with rows of (level, login without prefix, state, origin)."""
        trail = [
            (step.level, step.user_id.login.removeprefix("sc_"), step.state, step.origin)
            for step in approval.sudo().step_ids.sorted(lambda step: (step.level, step.slot, step.id))
        ]
        self.assertEqual(trail, expected)

    def _waits_for(self, approval):
        return {user.login.removeprefix("sc_") for user in approval.sudo().approver_ids}
