from datetime import date, datetime
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .approval_common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestApproval(ApprovalCommon):
    """The way of a request."""

    def setUp(self):
        super().setUp()
        self.startPatcher(freeze_time("2026-03-10 08:00:00"))
        self.ended = []
        for outcome in ("granted", "refused", "withdrawn"):
            self.startPatcher(
                patch.object(
                    type(self.env["crm.lead"]),
                    f"_after_approval_{outcome}",
                    lambda lead, approval, outcome=outcome: self.ended.append((lead.name, outcome, approval.payload)),
                )
            )

    # levels and modes

    def test_levels_follow_each_other_and_the_document_acts_at_the_end(self):
        self._new_rule({}, self._persons(self.boss))
        approval = self._request(payload={"days": 7})
        self.assertEqual(self.lead.approval_state, "pending")
        approval.with_user(self.manager).action_approve("Fine")
        self.assertEqual((self.ended, approval.level), ([], 2))
        approval.with_user(self.boss).action_approve()
        self.assertEqual((approval.state, self.ended), ("approved", [("CNC line", "granted", {"days": 7})]))
        self.assert_trail(approval, [(1, "manager", "approved", "rule"), (2, "boss", "approved", "rule")])
        self.assertEqual(self.lead.approval_state, "approved")

    def test_all_of_several_have_to_agree(self):
        self._new_rule(self._persons(self.boss, self.director, mode="all"))
        approval = self._request()
        approval.with_user(self.boss).action_approve()
        self.assertEqual((approval.state, self._waits_for(approval)), ("pending", {"director"}))
        approval.with_user(self.director).action_approve()
        self.assertEqual(approval.state, "approved")

    def test_one_of_several_is_enough(self):
        self._new_rule(self._persons(self.boss, self.director))
        approval = self._request()
        approval.with_user(self.boss).action_approve()
        self.assertEqual(approval.state, "approved")
        self.assert_trail(approval, [(1, "boss", "approved", "rule"), (1, "director", "superseded", "rule")])

    def test_one_refusal_ends_it_and_needs_a_reason(self):
        self._new_rule(self._persons(self.boss, self.director, mode="all"), {})
        approval = self._request().with_user(self.boss)
        with self.assertRaisesRegex(UserError, "Say why"):
            approval.action_refuse(" ")
        approval.action_refuse("Too cheap")
        self.assertEqual((approval.state, self.ended), ("refused", [("CNC line", "refused", False)]))
        self.assertFalse(self._waits_for(approval))
        self.assertFalse(self.lead.is_approval_locked)

    def test_who_signed_before_is_not_asked_twice(self):
        self._new_rule(
            {}, self._persons(self.manager, self.boss, mode="all"), self._persons(self.manager, self.director)
        )
        approval = self._request()
        approval.with_user(self.manager).action_approve()
        self.assertEqual(self._waits_for(approval), {"boss"})
        approval.with_user(self.boss).action_approve()
        self.assert_trail(
            approval,
            [
                (1, "manager", "approved", "rule"),
                (2, "manager", "repeated", "rule"),
                (2, "boss", "approved", "rule"),
                (3, "manager", "repeated", "rule"),
            ],
        )
        self.assertEqual(approval.state, "approved")

    def test_a_decision_that_the_document_cannot_carry_out_changes_nothing(self):
        approval = self._request().with_user(self.manager)
        message = "No stock"
        with (
            patch.object(type(self.lead), "_after_approval_granted", side_effect=UserError(message)),
            self.assertRaisesRegex(UserError, message),
            self.cr.savepoint(),
        ):
            approval.action_approve()
        approval.invalidate_recordset()
        self.assertEqual((approval.state, self._waits_for(approval)), ("pending", {"manager"}))

    def test_without_anybody_to_ask_the_request_is_refused(self):
        group_users = (
            self.env.ref("sales_cloud_core.group_operations").all_user_ids
            | self.env.ref("base.group_system").all_user_ids
        )
        group_users.filtered(lambda user: self.company_a in user.company_ids).active = False
        with self.assertRaisesRegex(UserError, "Nobody can approve"):
            self._request(self.outsider)

    # other actions

    def test_passing_on_lets_somebody_else_decide(self):
        approval = self._request().with_user(self.manager)
        approval.action_delegate(self.boss.id, "You know them better")
        self.assertEqual(self._waits_for(approval), {"boss"})
        approval.with_user(self.boss).action_approve()
        self.assert_trail(approval, [(1, "manager", "passed", "manager"), (1, "boss", "approved", "passed")])

    def test_an_added_signer_has_to_agree_too(self):
        self._new_rule(self._persons(self.manager, self.director))
        approval = self._request().with_user(self.manager)
        approval.action_add_signer(self.boss.id)
        approval.action_approve()
        self.assertEqual((approval.state, self._waits_for(approval)), ("pending", {"boss"}))
        approval.with_user(self.boss).action_approve()
        self.assertEqual(approval.state, "approved")

    def test_whom_one_cannot_ask(self):
        self.director.write({"approval_away_until": "2026-03-12", "approval_delegate_id": self.boss.id})
        portal = self._new_user("portal", "base.group_user")
        portal.group_ids = self.env.ref("base.group_portal")
        approval = self._request().with_user(self.manager)
        table = [
            (self.rep, "own request"),
            (self.manager, "asked already"),
            (self.rep_b, "cannot log in"),
            (portal, "cannot log in"),
            (self.director, "away until"),
        ]
        for user, message in table:
            for action in (approval.action_delegate, approval.action_add_signer):
                with self.assertRaisesRegex(UserError, message, msg=user.login):
                    action(user.id)

    def test_withdrawing_unlocks_the_document(self):
        approval = self._request().with_user(self.rep)
        approval.action_withdraw()
        self.assertEqual((approval.state, self.ended), ("withdrawn", [("CNC line", "withdrawn", False)]))
        with self.assertRaisesRegex(UserError, r"closed \(Withdrawn\)"):
            approval.with_user(self.manager).action_approve()

    def test_urging_is_capped_once_a_day(self):
        approval = self._request().with_user(self.rep)
        approval.action_urge()
        with self.assertRaisesRegex(UserError, "Try again tomorrow"):
            approval.action_urge()
        with freeze_time("2026-03-11 08:00:00"):
            approval.action_urge()
        urged = (
            self.env["mail.message"]
            .sudo()
            .search(
                [
                    ("model", "=", "sales.approval"),
                    ("res_id", "=", approval.id),
                    ("body", "like", "asks for your decision"),
                ]
            )
        )
        self.assertEqual(urged.mapped("partner_ids"), self.manager.partner_id)
        self.assertEqual(len(urged), 2)

    # absence

    def test_who_is_away_is_replaced_by_the_delegate(self):
        table = [
            ("delegate", "2026-03-10", self.boss, {"boss"}),
            ("back already", "2026-03-09", self.boss, {"manager"}),
            ("delegate is the requester", "2026-03-10", self.rep, {"operations", "deputy"}),
        ]
        for name, until, delegate, expected in table:
            self.manager.write({"approval_away_until": until, "approval_delegate_id": delegate.id})
            self.assertEqual(self._waits_for(self._request(lead=self._new_opportunity())), expected, name)

    def test_the_last_day_of_absence_is_that_of_the_approver(self):
        self.manager.write({"approval_away_until": "2026-03-10", "approval_delegate_id": self.boss.id})
        with freeze_time("2026-03-10 16:30:00"):  # half past midnight in Shanghai
            self.assertEqual(self._waits_for(self._request()), {"manager"})

    def test_leaving_passes_on_what_waits(self):
        approval, other = self._request(), self._request(lead=self._new_opportunity())
        self.manager.with_user(self.manager).write(
            {"approval_away_until": "2026-03-20", "approval_delegate_id": self.boss.id}
        )
        self.assert_trail(approval, [(1, "manager", "passed", "manager"), (1, "boss", "waiting", "absent")])
        self.boss.active = False
        self.assertEqual(self._waits_for(other), {"operations", "deputy"})

    def test_an_absence_needs_a_delegate(self):
        with self.assertRaisesRegex(ValidationError, "Choose who decides"):
            self.manager.approval_away_until = "2026-03-20"
        with self.assertRaisesRegex(ValidationError, "Choose a colleague"):
            self.manager.approval_delegate_id = self.manager

    # activities, messages, due times

    def _activities(self, approval):
        return {
            activity.user_id.login.removeprefix("sc_"): activity.date_deadline
            for activity in self.env["mail.activity"].search(
                [("res_model", "=", "sales.approval"), ("res_id", "=", approval.id)]
            )
        }

    def test_approvers_have_an_activity_until_it_is_decided(self):
        self._new_rule(self._persons(self.boss, self.director, due_hours=24), {"due_hours": 0})
        approval = self._request()
        due = date(2026, 3, 11)
        self.assertEqual(self._activities(approval), {"boss": due, "director": due})
        approval.with_user(self.boss).action_approve()
        self.assertEqual(self._activities(approval), {"manager": date(2026, 3, 10)})
        approval.with_user(self.manager).action_refuse("No")
        self.assertFalse(self._activities(approval))

    def test_the_requester_hears_the_outcome_with_the_comment(self):
        approval = self._request()
        approval.with_user(self.manager).action_refuse("Too cheap")
        message = self.env["mail.message"].search(
            [("model", "=", "sales.approval"), ("res_id", "=", approval.id), ("subject", "like", "Refused")]
        )
        self.assertEqual(message.partner_ids, self.rep.partner_id)
        self.assertIn("Too cheap", message.body)

    def _run_cron(self, moment):
        cron = self.env.ref("sales_cloud_core.ir_cron_approval_due")
        with freeze_time(moment), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def test_a_reminder_comes_before_the_due_time_and_operations_join_after_it(self):
        self._new_rule({"due_hours": 24, "remind_hours": 4})
        approval = self._request()
        self.assertEqual(approval.due_at, datetime(2026, 3, 11, 8))
        table = [
            ("2026-03-11 03:59:00", datetime(2026, 3, 11, 4), {"manager"}),
            ("2026-03-11 04:00:00", datetime(2026, 3, 11, 8), {"manager"}),
            ("2026-03-11 07:59:00", datetime(2026, 3, 11, 8), {"manager"}),
            ("2026-03-11 08:00:00", False, {"manager", "operations", "deputy"}),
            ("2026-03-12 08:00:00", False, {"manager", "operations", "deputy"}),
        ]
        for moment, check_at, people in table:
            self._run_cron(moment)
            self.assertEqual((approval.sudo().check_at, self._waits_for(approval)), (check_at, people), moment)
        approval.with_user(self.deputy).action_approve()
        self.assertEqual(approval.state, "approved")

    def test_a_request_that_cannot_be_handled_does_not_hold_up_the_others(self):
        bad, good = self._request(), self._request(lead=self._new_opportunity())
        bad.sudo().due_at = False
        with mute_logger("odoo.addons.sales_cloud_core.models.sales_approval_notify"):
            self._run_cron("2026-03-11 08:00:00")
        self.assertEqual(self._waits_for(good), {"manager", "operations", "deputy"})

    # lock

    def test_protected_fields_are_locked_while_pending(self):
        lead = self.lead
        self.startPatcher(
            patch.object(type(lead), "_get_approval_protected_fields", lambda _self: {"expected_revenue", "tag_ids"})
        )
        approval = self._request()
        for vals in ({"expected_revenue": 5}, {"tag_ids": [(5,)]}, {"name": "x", "expected_revenue": 0}):
            with self.assertRaisesRegex(UserError, "is locked until"):
                lead.sudo().write(vals)
        lead.write({"expected_revenue": lead.expected_revenue, "description": "Free"})
        result = self.env["crm.lead"].load([".id", "expected_revenue"], [[str(lead.id), "7"]])
        self.assertIn("is locked until", result["messages"][0]["message"])
        with self.assertRaisesRegex(UserError, "is locked until"):
            lead.unlink()
        approval.with_user(self.manager).action_approve()
        lead.expected_revenue = 5
        self.assertEqual(lead.expected_revenue, 5)

    def test_a_document_has_one_pending_request(self):
        self._request()
        with self.assertRaisesRegex(UserError, "is locked until"):
            self._request(self.colleague)

    def test_documents_are_found_by_their_approval(self):
        approved, refused, fresh = (self._new_opportunity(name) for name in ("approved", "refused", "fresh"))
        self._request(lead=approved).with_user(self.manager).action_approve()
        self._request(lead=refused).with_user(self.manager).action_refuse("No")
        self._request()
        leads = self.lead | approved | refused | fresh
        table = [
            ([("approval_state", "=", "pending")], self.lead),
            ([("approval_state", "in", ["approved", "refused"])], approved | refused),
            ([("approval_state", "=", False)], fresh),
            ([("approval_state", "!=", "approved")], leads - approved),
        ]
        for domain, expected in table:
            self.assertEqual(leads.search(domain) & leads, expected, domain)
