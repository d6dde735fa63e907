from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .approval_common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestApprovalRights(ApprovalCommon):
    """Who may see and do what."""

    def setUp(self):
        super().setUp()
        self._new_rule({}, self._persons(self.boss))
        self.approval = self._request()

    def _try(self, user, method, *args):
        """Return what happens when a user calls a method: 'done', or the kind of refusal."""
        try:
            with self.cr.savepoint():
                getattr(self.approval.with_user(user), method)(*args)
                raise InterruptedError
        except InterruptedError:
            return "done"
        except AccessError:
            return "access"
        except UserError:
            return "refused"
        finally:
            self.env.invalidate_all()

    def test_who_sees_a_request(self):
        expected = [
            (self.rep, 1),
            (self.manager, 1),
            (self.boss, 0),
            (self.colleague, 0),
            (self.director, 0),
            (self.rep_b, 0),
            (self.operations, 1),
        ]
        for model, domain in (("sales.approval", []), ("sales.approval.step", [])):
            model = self.env[model]
            self.assertEqual([(user, model.with_user(user).search_count(domain)) for user, _n in expected], expected)
        self.approval.with_user(self.manager).action_approve()
        self.assertEqual(self.env["sales.approval"].with_user(self.boss).search_count([]), 1)
        self.assertEqual(self.env["sales.approval"].with_user(self.manager).search_count([]), 1)

    def test_who_may_act(self):
        actions = {
            "approve": ("action_approve",),
            "refuse": ("action_refuse", "No"),
            "pass on": ("action_delegate", self.director.id),
            "add": ("action_add_signer", self.director.id),
            "withdraw": ("action_withdraw",),
            "urge": ("action_urge",),
        }
        decide, own = ["approve", "refuse", "pass on", "add"], ["withdraw", "urge"]
        table = [
            (self.rep, own),
            (self.manager, decide),
            (self.boss, []),
            (self.colleague, []),
            (self.rep_b, []),
            (self.operations, []),
        ]
        for user, allowed in table:
            outcomes = {name: self._try(user, *call) for name, call in actions.items()}
            expected = {name: "done" if name in allowed else "access" for name in actions}
            self.assertEqual(outcomes, expected, user.login)

    def test_a_level_is_decided_only_once_by_each(self):
        approval = self.approval.with_user(self.manager)
        approval.action_approve()
        with self.assertRaisesRegex(AccessError, "waits for Boss"):
            approval.action_approve()
        self.assertEqual(approval.level, 2)

    def test_nobody_writes_requests_by_hand(self):
        step = self.approval.sudo().step_ids
        for user in (self.rep, self.manager, self.operations, self.env.ref("base.user_admin")):
            for records, vals in ((self.approval, {"state": "approved"}), (step, {"state": "approved"})):
                records = records.with_user(user).sudo(False)
                with self.assertRaises(AccessError, msg=user.login):
                    records.write(vals)
                with self.assertRaises(AccessError, msg=user.login):
                    records.unlink()
                with self.assertRaises(AccessError, msg=user.login):
                    records.create(records.sudo().copy_data())

    def test_only_operations_write_rules(self):
        vals = {"name": "Mine", "level_ids": [(0, 0, {})]}
        for user in (self.rep, self.manager, self.boss):
            with self.assertRaises(AccessError, msg=user.login):
                self.env["sales.approval.rule"].with_user(user).create(vals)
        rule = self.env["sales.approval.rule"].with_user(self.operations).create(vals)
        self.assertEqual(rule.company_id, self.company_a)

    def test_the_latest_approval_is_visible_to_whoever_sees_the_document(self):
        lead = self.lead.with_user(self.director)
        self.assertEqual((lead.approval_state, lead.is_approval_locked), ("pending", True))

    def test_an_approver_comments_without_write_access(self):
        self.approval.with_user(self.manager).message_post(body="Which discount?")

    def test_the_wizard_adds_reason_and_person(self):
        wizards = self.env["sales.approval.decision"].with_user(self.manager)
        vals = {"approval_ids": [(6, 0, self.approval.ids)]}
        wizards.create({**vals, "decision": "add_signer", "user_id": self.director.id}).action_confirm()
        self.assertEqual(self._waits_for(self.approval), {"manager", "director"})
        wizards.create({**vals, "decision": "approve", "comment": "Fine"}).action_confirm()
        wizards.with_user(self.director).create(
            {**vals, "decision": "delegate", "user_id": self.boss.id}
        ).action_confirm()
        wizards.with_user(self.boss).create({**vals, "decision": "refuse", "comment": "No"}).action_confirm()
        self.assertEqual(self.approval.state, "refused")
        self.assertEqual(self.approval.step_ids.mapped("comment"), ["Fine", False, "No"])

    def test_a_rep_asks_to_change_the_split_of_a_won_deal(self):
        self.approval.with_user(self.rep).action_withdraw()
        self.env["sales.approval.rule"].search([]).active = False
        self.lead.action_set_won()
        split_type = self.env.ref("sales_cloud_core.split_type_revenue").id
        lines = [
            {"user_id": self.rep.id, "split_type_id": split_type, "percent": 60, "role": "owner"},
            {"user_id": self.colleague.id, "split_type_id": split_type, "percent": 40},
        ]
        lead = self.lead.with_user(self.rep)
        for user in (self.colleague, self.outsider, self.rep_b):
            with self.assertRaises(AccessError, msg=user.login):
                self.lead.with_user(user).action_request_split_change(lines, "Helped")
        approval = self.env["sales.approval"].browse(lead.action_request_split_change(lines, "Helped"))
        self.assertEqual((approval.amount, approval.currency_id), (1000.0, self.cny))
        self.assertIn("Colleague: 40 %", approval.reason)
        self.assertIn("Rep: 100 %", approval.details)
        with self.assertRaisesRegex(UserError, "is locked until"):
            self.lead.split_ids.percent = 50
        approval.with_user(self.manager).action_approve()
        self._end_transaction()
        self.assert_ledger(self.lead, "won", {self.rep: 600.0, self.colleague: 400.0})

    def test_a_split_change_that_cannot_be_carried_out_is_refused_at_once(self):
        self.approval.with_user(self.rep).action_withdraw()
        self.lead.action_set_won()
        split_type = self.env.ref("sales_cloud_core.split_type_revenue").id
        line = {"user_id": self.rep.id, "split_type_id": split_type, "percent": 60}
        table = [
            ([line], "100 %"),
            ([{**line, "percent": -1}], "Choose the person"),
            ([{**line, "percent": "much"}], "Choose the person"),
            ([{**line, "user_id": 0}], "Choose the person"),
            ([{**line, "role": "x"}], "Choose the person"),
            ([{"percent": 100}], "Choose the person"),
            ([], "say why"),
        ]
        for lines, message in table:
            with self.assertRaisesRegex(UserError, message, msg=lines):
                self.lead.with_user(self.rep).action_request_split_change(lines, "Less")
