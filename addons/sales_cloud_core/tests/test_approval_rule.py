from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .approval_common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestApprovalRule(ApprovalCommon):
    """Which rule applies, and whom it asks."""

    def test_the_first_matching_rule_decides(self):
        boss, manager = self._persons(self.boss), {"approver": "manager"}
        self._new_rule(boss, name="Other company", sequence=1, company_id=self.company_b.id)
        self._new_rule(boss, name="Other topic", sequence=2, topic="split")
        self._new_rule(boss, name="Domain", sequence=3, domain="[('priority', '=', '3')]")
        self._new_rule(boss, name="Large", sequence=4, min_amount=1000)
        self._new_rule(manager, name="All", sequence=5, company_id=False)
        self._new_rule(manager, name="Never", sequence=6)
        table = [
            ({}, {}, "All"),
            ({}, {"topic": "split"}, "Other topic"),
            ({"priority": "3"}, {}, "Domain"),
            ({}, {"amount": 999.99}, "All"),
            ({}, {"amount": 1000}, "Large"),
        ]
        for vals, kwargs, expected in table:
            lead = self._new_opportunity(**vals)
            self.assertEqual(lead._find_approval_rule(**kwargs).name, expected, (vals, kwargs))

    def test_the_amount_is_compared_in_the_currency_of_the_rule(self):
        self.env["res.currency.rate"].create(
            {"currency_id": self.usd.id, "company_id": self.company_a.id, "name": "2020-01-01", "rate": 0.125}
        )
        rule = self._new_rule({}, min_amount=800)
        self.assertEqual(self.lead._find_approval_rule(amount=100, currency=self.usd), rule)
        self.assertFalse(self.lead._find_approval_rule(amount=99.99, currency=self.usd))

    def test_who_is_asked(self):
        operations, boss = {"operations", "deputy"}, {"boss"}
        group = {"approver": "group", "group_id": self.env.ref("sales_cloud_core.group_operations").id}
        gone = self._new_user("gone", "base.group_user")
        gone.active = False
        table = [
            ("the manager", {"approver": "manager"}, self.rep, {"manager"}),
            ("two levels up", {"approver": "manager", "levels_up": 2}, self.rep, {"director"}),
            ("above the top", {"approver": "manager", "levels_up": 3}, self.rep, operations),
            ("without a manager", {"approver": "manager"}, self.outsider, operations),
            ("the leader of the deal's team", {"approver": "leader"}, self.outsider, {"manager"}),
            ("the leader asks", {"approver": "leader"}, self.manager, {"director"}),
            ("a person", self._persons(self.boss), self.rep, boss),
            ("any of two", self._persons(self.boss, self.director), self.rep, {"boss", "director"}),
            ("all of two", self._persons(self.boss, self.director, mode="all"), self.rep, {"boss", "director"}),
            ("the requester", self._persons(self.rep), self.rep, {"manager"}),
            ("any, the requester among them", self._persons(self.rep, self.boss), self.rep, boss),
            (
                "all, the requester among them",
                self._persons(self.rep, self.boss, mode="all"),
                self.rep,
                boss | {"manager"},
            ),
            ("a person who left", self._persons(gone), self.rep, operations),
            ("a person of another company", self._persons(self.rep_b), self.rep, operations),
            ("all, one left", self._persons(gone, self.boss, mode="all"), self.rep, operations | boss),
            ("any, one left", self._persons(gone, self.boss), self.rep, boss),
            ("a group", group, self.rep, operations),
            ("a group of the requester", group, self.deputy, {"operations"}),
        ]
        for name, level, requester, expected in table:
            rule = self._new_rule(level)
            approval = self._request(requester, lead=self._new_opportunity())
            self.assertEqual(self._waits_for(approval), expected, name)
            rule.active = False

    def test_without_a_rule_the_manager_decides(self):
        approval = self._request()
        self.assertEqual(self._waits_for(approval), {"manager"})
        self.assertIn("No rule applies", approval.explanation)

    def test_a_rule_explains_itself(self):
        level = {"approver": "group", "group_id": self.env.ref("base.group_system").id, "due_hours": 0}
        rule = self._new_rule(
            {"due_hours": 24},
            self._persons(self.boss, self.director, mode="all", due_hours=8),
            level,
            topic="split",
            min_amount=5000,
            domain="[('priority', '=', '3')]",
        )
        group = self.env.ref("base.group_system").name
        self.assertEqual(
            rule.summary.replace("\N{NO-BREAK SPACE}", " ").split("\n"),
            [
                f"Opportunity · Split change · from {rule.currency_id.format(5000)} · 1 condition(s)".replace(
                    "\N{NO-BREAK SPACE}", " "
                ),
                "1. the requester's manager, within 24 hours",
                "2. Boss and Director, within 8 hours",
                f"3. one of {group}",
            ],
        )

    def test_a_changed_rule_does_not_alter_what_is_under_way(self):
        rule = self._new_rule({}, self._persons(self.boss))
        approval = self._request()
        rule.level_ids[1].unlink()
        approval.with_user(self.manager).action_approve()
        self.assertEqual((approval.state, self._waits_for(approval)), ("pending", {"boss"}))

    def test_a_rule_that_cannot_work_is_refused(self):
        table = [
            ("names nobody who approves", (), {}),
            ("names nobody", ({"approver": "person"},), {}),
            ("names nobody", ({"approver": "group"},), {}),
            ("cannot be read", ({},), {"domain": "[('user_id', '=', uid)]"}),
            ("cannot be read", ({},), {"domain": "[('nothing', '=', 1)]"}),
            ("stored fields", ({},), {"domain": "[('user_id.name', '=', 'x')]"}),
            ("stored fields", ({},), {"domain": "[('is_partner_visible', '=', True)]"}),
        ]
        for message, levels, vals in table:
            with self.assertRaisesRegex(ValidationError, message, msg=vals):
                self._new_rule(*levels, **vals)
