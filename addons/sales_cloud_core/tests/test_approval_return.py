from datetime import datetime
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .approval_common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestApprovalReturn(ApprovalCommon):
    """Requests are sent back, asked again, shown to others, and void once what they judged has changed."""

    def setUp(self):
        super().setUp()
        self.startPatcher(freeze_time("2026-03-10 08:00:00"))

    def _three_levels(self):
        self._new_rule(self._persons(self.manager), self._persons(self.director), self._persons(self.boss))
        approval = self._request()
        approval.with_user(self.manager).action_approve()
        approval.with_user(self.director).action_approve()
        return approval

    # sent back

    def test_sent_back_to_a_level_everybody_from_there_on_decides_anew(self):
        approval = self._three_levels()
        approval.with_user(self.boss).action_send_back("Check the discount", 2)
        self.assertEqual((approval.level, self._waits_for(approval)), (2, {"director"}))
        approval.with_user(self.director).action_approve("Checked")
        approval.with_user(self.boss).action_approve()
        self.assertEqual(approval.state, "approved")
        self.assert_trail(
            approval,
            [
                (1, "manager", "approved", "rule"),
                (2, "director", "approved", "rule"),
                (2, "director", "approved", "rule"),
                (3, "boss", "returned", "rule"),
                (3, "boss", "approved", "rule"),
            ],
        )
        self.assertEqual(approval.sudo().step_ids.filtered("is_void").mapped("state"), ["approved", "returned"])

    def test_only_levels_with_a_decision_can_be_gone_back_to(self):
        approval = self._three_levels().with_user(self.boss)
        for level in (3, 4, -1):
            with self.assertRaisesRegex(UserError, "Nobody has approved"):
                approval.action_send_back("Again", level)
        with self.assertRaisesRegex(UserError, "Say why"):
            approval.action_send_back("", 1)
        with self.assertRaises(AccessError):
            approval.with_user(self.director).action_send_back("Again", 1)

    def test_sent_back_to_the_requester_the_document_is_free_and_can_be_asked_again(self):
        approval = self._three_levels()
        approval.with_user(self.boss).action_send_back("Name the competitor")
        self.assertEqual((approval.state, self.lead.is_approval_locked), ("returned", False))
        self.assertEqual(approval.sudo().activity_ids.user_id, self.rep)
        with self.assertRaises(AccessError):
            approval.with_user(self.boss).action_resubmit()
        approval.with_user(self.rep).action_resubmit()
        again = self.lead.approval_id
        self.assertEqual((again.state, again.previous_id, again.level), ("pending", approval, 1))
        self.assertFalse(approval.sudo().activity_ids)
        with self.assertRaisesRegex(UserError, "is locked"):
            self.lead.with_user(self.rep).sudo()._check_approval_unlocked()

    def test_what_was_refused_is_not_asked_again(self):
        approval = self._request()
        approval.with_user(self.manager).action_refuse("No")
        with self.assertRaisesRegex(UserError, "was not sent back"):
            approval.with_user(self.rep).action_resubmit()

    def test_a_split_that_was_sent_back_opens_the_dialog_with_its_shares(self):
        self.lead.action_set_won()
        line = {"user_id": self.rep.id, "split_type_id": self.env.ref("sales_cloud_core.split_type_revenue").id}
        lead = self.lead.with_user(self.rep)
        approval = self.env["sales.approval"].browse(
            lead.action_request_split_change(
                [{**line, "percent": 70}, {**line, "user_id": self.colleague.id, "percent": 30}], "Helped"
            )
        )
        approval.with_user(self.manager).action_send_back("25 is enough")
        action = approval.with_user(self.rep).action_resubmit()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.rep)
            .with_context(**action["context"])
            .create({"reason": "Helped"})
        )
        self.assertEqual(wizard.line_ids.mapped("percent"), [70, 30])
        wizard.line_ids[0].percent, wizard.line_ids[1].percent = 75, 25
        wizard.action_request()
        self.assertEqual(self.lead.approval_id.previous_id, approval)

    def test_the_dialog_sends_back_and_sends_copies(self):
        approval = self._three_levels()
        wizards = self.env["sales.approval.decision"].with_user(self.boss)
        vals = {"approval_ids": [Command.set(approval.ids)], "comment": "See"}
        wizards.create({**vals, "decision": "copy", "user_ids": [Command.set(self.colleague.ids)]}).action_confirm()
        wizard = wizards.create({**vals, "decision": "send_back"})
        self.assertEqual(wizard.returnable_step_ids.user_id, self.manager | self.director)
        wizard.step_id = wizard.returnable_step_ids[0]
        wizard.action_confirm()
        self.assertEqual(self._waits_for(approval), {"manager"})

    # copies

    def test_who_gets_a_copy_reads_and_is_told_but_decides_nothing(self):
        self._new_rule({}, copy_user_ids=[Command.set(self.outsider.ids)])
        with patch.object(type(self.env["sales.approval"]), "_tell", autospec=True) as tell:
            approval = self._request()
            approval.with_user(self.manager).action_approve()
        told = [call.args[1] for call in tell.call_args_list]
        self.assertEqual(told.count(self.outsider), 2)
        self.env.invalidate_all()
        copy = approval.with_user(self.outsider)
        self.assertEqual((copy.name, copy.step_ids.user_id), ("Please approve", self.manager))
        with self.assertRaises(UserError):
            copy.action_approve()

    def test_only_who_takes_part_sends_copies_and_only_to_colleagues(self):
        approval = self._request()
        with self.assertRaises(AccessError):
            approval.with_user(self.operations).action_copy_to(self.outsider.ids)
        with self.assertRaisesRegex(UserError, "Choose colleagues"):
            approval.with_user(self.rep).action_copy_to(self.rep_b.ids)
        found = self.env["sales.approval"].with_user(self.outsider)
        self.assertFalse(found.search([]))
        approval.with_user(self.rep).action_copy_to(self.outsider.ids, "You know them")
        self.assertEqual(found.search([]), approval)

    # changed since

    def _judge(self, on_change, field="expected_revenue"):
        judged = self.env["ir.model.fields"]._get("crm.lead", field)
        self._new_rule({}, judged_field_ids=[Command.set(judged.ids)], on_change=on_change)
        return self._request()

    def test_a_field_under_judgement_is_locked(self):
        self._judge("void")
        with self.assertRaisesRegex(UserError, "is being judged"):
            self.lead.with_user(self.rep).expected_revenue = 5
        self.lead.with_user(self.rep).write({"expected_revenue": 1000.0, "description": "Same amount"})

    def test_a_later_change_does_what_the_rule_says(self):
        for on_change, expected in (("void", ["void"]), ("ask", ["void", "pending"]), ("refuse", None)):
            with self.subTest(on_change=on_change), self.cr.savepoint() as savepoint:
                self._judge(on_change).with_user(self.manager).action_approve()
                self.lead.with_user(self.rep).description = "Does not matter"
                self.assertEqual(self.lead.approval_state, "approved")
                if expected is None:
                    with self.assertRaisesRegex(UserError, "stays as it is"), self.cr.savepoint():
                        self.lead.with_user(self.rep).expected_revenue = 2000
                else:
                    self.lead.with_user(self.rep).expected_revenue = 2000
                    self.assertEqual(self.lead.approval_ids.sorted("id").mapped("state"), expected)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_what_the_approval_itself_changes_does_not_make_it_void(self):
        def change(lead, approval):
            lead.expected_revenue = 777

        with patch.object(type(self.lead), "_after_approval_granted", change):
            self._judge("void").with_user(self.manager).action_approve()
        self.assertEqual((self.lead.approval_state, self.lead.expected_revenue), ("approved", 777))
        self.lead.expected_revenue = 778
        self.assertEqual(self.lead.approval_state, "void")

    def test_a_rule_judges_fields_of_its_own_document(self):
        strange = self.env["ir.model.fields"]._get("res.partner", "name")
        with self.assertRaisesRegex(ValidationError, "no field of the document"):
            self._new_rule({}, judged_field_ids=[Command.set(strange.ids)])

    def test_saving_a_lead_costs_nothing_where_no_rule_judges(self):
        lead = self.lead.with_user(self.rep)
        lead.description = "warm"
        self.env.flush_all()
        with self.assertQueryCount(1):
            lead.description = "saved"
            self.env.flush_all()

    # branches, relations and hours

    def test_levels_with_conditions_are_branches_of_one_rule(self):
        high = {"min_amount": 50000}
        self._new_rule(
            {"approver": "manager"},
            self._persons(self.director, **high),
            self._persons(self.boss, domain="[('priority', '=', '3')]"),
        )
        table = [(1000, "0", 1), (50000, "0", 2), (1000, "3", 2), (80000, "3", 3)]
        for amount, priority, levels in table:
            lead = self._new_opportunity(priority=priority)
            approval = self._request(lead=lead, amount=amount, currency=self.cny)
            self.assertEqual(approval.level_count, levels, (amount, priority))

    def test_where_no_branch_holds_the_manager_decides(self):
        self._new_rule(self._persons(self.boss, min_amount=1000))
        self.assertEqual(self._waits_for(self._request(amount=1)), {"manager"})

    def test_conditions_of_a_level_read_stored_fields(self):
        with self.assertRaisesRegex(ValidationError, "Choose stored fields"):
            self._new_rule(self._persons(self.boss, domain="[('partner_id.name', '=', 'x')]"))

    def test_the_manager_of_the_territory_decides_and_operations_where_there_is_none(self):
        self._new_rule({"approver": "territory"})
        self.assertEqual(self._waits_for(self._request()), {"operations", "deputy"} | self._other_operations())
        model = self.env["sales.territory.model"].create({"name": "Plan", "company_id": self.company_a.id})
        china = self.env["sales.territory"].create(
            {"name": "China", "model_id": model.id, "manager_id": self.director.id}
        )
        south = china.create({"name": "South", "model_id": model.id, "parent_id": china.id})
        lead = self._new_opportunity("In the south")
        with patch.object(type(lead), "_get_approval_territory", lambda lead: south):
            self.assertEqual(self._waits_for(self._request(lead=lead)), {"director"})

    def _other_operations(self):
        users = self.env.ref("sales_cloud_core.group_operations").all_user_ids
        able = users.filtered(lambda user: user.active and self.company_a in user.company_ids)
        return {user.login.removeprefix("sc_") for user in able}

    def test_due_times_and_reminders_count_working_hours(self):
        calendar = self.company_a.resource_calendar_id
        self._new_rule({"due_hours": 6, "remind_hours": 4}, calendar_id=calendar.id)
        with freeze_time("2026-03-13 08:00:00"):  # Friday 16:00 in Shanghai
            approval = self._request()
        # due on Monday at 14:00: one hour on Friday, four before the break, one after it; reminded on Monday at 9:00
        self.assertEqual((approval.due_at, approval.check_at), (datetime(2026, 3, 16, 6), datetime(2026, 3, 16, 1)))

    # print

    def _print(self, approval):
        report = "sales_cloud_core.report_sales_approval"
        return self.env["ir.actions.report"]._render_qweb_html(report, approval.ids)[0]

    def test_the_trail_prints_with_every_decision(self):
        approval = self._three_levels()
        approval.with_user(self.boss).action_send_back("Check the discount", 2)
        approval.with_user(self.director).action_approve("Checked twice")
        approval.with_user(self.boss).action_approve()
        html = self._print(approval)
        for text in (b"Check the discount", b"Checked twice", b"Manager", b"counts no more"):
            self.assertIn(text, html)

    def test_what_is_not_decided_prints_as_waiting_without_day_and_comment(self):
        html = self._print(self._request())
        self.assertIn(b"Waiting", html)
        for text in (b"Fine", b"2026-01-01"):
            self.assertNotIn(text, html)
