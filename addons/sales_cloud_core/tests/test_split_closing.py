from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged, users

from .common import SalesCloudCommon


@tagged("post_install", "-at_install")
class TestSplitClosing(SalesCloudCommon):
    """When shares are closed, and what is kept of every change."""

    def setUp(self):
        super().setUp()
        self.lead = self._new_opportunity(revenue=1000)
        self._share([(self.rep, 70), (self.colleague, 30)])

    def _share(self, shares):
        self.lead.split_ids = [(0, 0, {"user_id": user.id, "percent": percent}) for user, percent in shares]
        self._end_transaction()

    def _move_to(self, user, first, second):
        shares = self.lead.with_user(user).split_ids
        shares[0].percent, shares[1].percent = first, second
        self._end_transaction()

    def test_shares_close_by_stage_day_or_age_and_say_why(self):
        company = self.company_a
        self._move_to(self.rep, 60, 40)
        late = self.env["crm.stage"].create({"name": "Negotiation", "sequence": self.stage_new.sequence + 1})
        cases = [
            ("split_approval_stage_id", late, "It reached stage Negotiation"),
            ("split_approval_date", "2026-03-10", "Since 2026-03-10 every change needs approval"),
            ("split_approval_days", 30, "It is older than 30 days"),
        ]
        for field, value, reason in cases:
            with self.subTest(field):
                company[field] = value
                self.env.cr.execute("UPDATE crm_lead SET create_date = '2026-01-01' WHERE id = %s", (self.lead.id,))
                self.lead.stage_id = late
                self.lead.invalidate_recordset()
                with self.assertRaisesRegex(UserError, f"is closed \\({reason}\\)"):
                    self._move_to(self.rep, 50, 50)
                self.assertEqual(self.lead.split_closing, reason)
                seen = [self.lead.with_user(user).can_edit_split for user in (self.rep, self.manager)]
                self.assertEqual(seen, [False, True])
                self._move_to(self.manager, 55, 45)
                company[field] = False
        self.lead.stage_id = self.stage_new
        self.lead.invalidate_recordset()
        self.assertFalse(self.lead.is_split_closed)

    def test_before_the_day_shares_are_open(self):
        self.company_a.split_approval_date = "2026-03-11"
        self.company_a.split_approval_days = 30
        self._move_to(self.rep, 50, 50)
        self.assertEqual(self.lead.split_ids.mapped("percent"), [50, 50])

    def test_a_closed_split_changes_by_approval(self):
        self.company_a.split_approval_date = "2026-03-01"
        revenue = self.env.ref("sales_cloud_core.split_type_revenue")
        lines = [
            {"user_id": user.id, "split_type_id": revenue.id, "percent": 50, "role": "seller"}
            for user in (self.rep, self.colleague)
        ]
        lead = self.lead.with_user(self.rep)
        with self.assertRaises(AccessError):
            self.lead.with_user(self.colleague).action_request_split_change(lines, "More for me")
        approval = self.env["sales.approval"].browse(lead.action_request_split_change(lines, "Joint visit"))
        with self.assertRaisesRegex(UserError, "is locked until"):
            self._move_to(self.manager, 20, 80)
        approval.with_user(self.manager).action_approve()
        self._end_transaction()
        self.assertEqual(self.lead.split_ids.mapped("percent"), [50, 50])

    def test_a_request_keeps_where_a_share_counts_and_says_what_it_is_for(self):
        self.company_a.split_approval_date = "2026-03-01"
        east = self._activate_territory("East")
        self.lead.split_ids[1].territory_id = east
        change = (
            self.env["sales.approval.split.change"]
            .with_user(self.rep)
            .create({"lead_id": self.lead.id, "reason": "Joint visit"})
        )
        change.line_ids[0].percent, change.line_ids[1].percent = 60, 40
        kept = self.lead.split_ids
        change.action_request()
        approval = self.env["sales.approval"].search([("res_model", "=", "crm.lead"), ("res_id", "=", self.lead.id)])
        self.assertIn("Colleague: 40 % (Revenue, East)", approval.reason)
        approval.with_user(self.manager).action_approve()
        self._end_transaction()
        self.assertEqual(self.lead.split_ids, kept, "shares that stay are changed, not made anew")
        self.assertEqual(self.lead.split_ids.mapped("percent"), [60, 40])
        self.assertEqual(self.lead.split_ids[1].territory_id, east)
        self.assertEqual(self.lead.split_log_ids.sorted()[0].percent_before, 30)

    def _activate_territory(self, name):
        model = self.env["sales.territory.model"].create({"name": "Plan", "company_id": self.company_a.id})
        territory = self.env["sales.territory"].create({"name": name, "model_id": model.id})
        model.sudo().state = "active"
        return territory

    def test_a_request_that_names_a_person_twice_is_refused_at_once(self):
        self.company_a.split_approval_date = "2026-03-01"
        revenue = self.env.ref("sales_cloud_core.split_type_revenue")
        lines = [{"user_id": self.rep.id, "split_type_id": revenue.id, "percent": 50}] * 2
        with self.assertRaisesRegex(UserError, "only one share of each type"):
            self.lead.with_user(self.rep).action_request_split_change(lines, "Twice")

    def test_a_share_that_counts_elsewhere_is_kept_in_the_history(self):
        east = self._activate_territory("East")
        self.lead.split_ids[0].territory_id = east
        row = self.lead.split_log_ids.sorted()[0]
        self.assertEqual((row.operation, row.percent_before, row.percent_after), ("change", 70, 70))
        self.assertEqual((row.territory_before_id, row.territory_after_id), (east.browse(), east))

    def test_an_open_split_needs_no_request(self):
        with self.assertRaisesRegex(UserError, "is open: change it directly"):
            self.lead.with_user(self.rep).action_request_split_change([{}], "Because")

    # ------------------------------------------------------------
    # HISTORY
    # ------------------------------------------------------------

    def test_every_change_is_kept_with_who_when_before_and_after(self):
        self._move_to(self.rep, 60, 40)
        self.lead.split_ids[1].with_user(self.manager).user_id = self.outsider
        self.lead.split_ids[1].with_user(self.manager).unlink()
        self.lead.split_ids.percent = 100
        self._end_transaction()
        history = [
            (row.author_id.login, row.operation, row.user_id.login, row.percent_before, row.percent_after)
            for row in self.lead.split_log_ids.sorted("id")
        ]
        root = self.env.user.login
        self.assertEqual(
            history,
            [
                (root, "add", "sc_rep", 0, 70),
                (root, "add", "sc_colleague", 0, 30),
                ("sc_rep", "change", "sc_rep", 70, 60),
                ("sc_rep", "change", "sc_colleague", 30, 40),
                ("sc_manager", "remove", "sc_colleague", 40, 0),
                ("sc_manager", "add", "sc_outsider", 0, 40),
                ("sc_manager", "remove", "sc_outsider", 40, 0),
                (root, "change", "sc_rep", 60, 100),
            ],
        )
        self.assertEqual(self.lead.split_log_ids[0].at.isoformat(), "2026-03-10T09:00:00")

    @users("sc_rep", "sc_manager", "sc_operations", "admin")
    def test_nobody_writes_the_history_by_hand(self):
        self.assert_append_only(self.lead.split_log_ids[0], "percent_after")

    def test_rights_on_the_history(self):
        expected = [(self.rep, 2), (self.colleague, 1), (self.outsider, 0), (self.manager, 2), (self.rep_b, 0)]
        logs = self.env["sales.split.log"]
        seen = [
            (user, logs.with_user(user).search_count([("lead_id", "=", self.lead.id)])) for user, _count in expected
        ]
        self.assertEqual(seen, expected)

    def test_merging_keeps_the_history_of_both(self):
        other = self._new_opportunity()
        other.split_ids = [(0, 0, {"user_id": self.rep.id, "percent": 100})]
        self._end_transaction()
        kept = (self.lead | other)._merge_opportunity()
        self.assertEqual(len(kept.split_log_ids.filtered(lambda row: row.operation == "add")), 3)
