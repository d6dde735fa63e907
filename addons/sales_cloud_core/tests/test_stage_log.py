from contextlib import contextmanager
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged, users

from .common import SalesCloudCommon


@tagged("post_install", "-at_install")
class TestStageLog(SalesCloudCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        stages = cls.env["crm.stage"]
        cls.stage_demo = stages.create({"name": "Demo", "sequence": 2})
        cls.stage_south = stages.create({"name": "South only", "sequence": 3, "team_ids": cls.team_south.ids})

    def setUp(self):
        super().setUp()
        self.startClassPatcher(freeze_time("2026-03-10 08:00:00"))
        self.lead = self._new_opportunity()
        self.env.flush_all()

    def _moves(self, lead):
        logs = self.env["sales.stage.log"].search([("lead_id", "=", lead.id)], order="id")
        return [(log.from_stage_id.name, log.to_stage_id.name, round(log.days, 1), log.cause) for log in logs]

    def test_every_move_is_logged_with_the_days_in_the_stage_before(self):
        with freeze_time("2026-03-12 20:00:00"):
            self.lead.stage_id = self.stage_demo
        with freeze_time("2026-03-13 20:00:00"):
            self.lead.action_set_won()
        expected = [
            (False, self.stage_new.name, 0.0, "create"),
            (self.stage_new.name, "Demo", 2.5, "write"),
            ("Demo", self.stage_won.name, 1.0, "write"),
        ]
        self.assertEqual(self._moves(self.lead), expected)

    def test_the_first_move_of_an_older_deal_counts_from_its_last_stage_update(self):
        self.env.cr.execute("DELETE FROM sales_stage_log WHERE lead_id = %s", [self.lead.id])
        self.env.cr.execute(
            "UPDATE crm_lead SET date_last_stage_update = '2026-03-01 08:00:00' WHERE id = %s", [self.lead.id]
        )
        self.env.invalidate_all()
        self.lead.stage_id = self.stage_demo
        self.assertEqual(self._moves(self.lead), [(self.stage_new.name, "Demo", 9.0, "write")])

    def test_a_row_keeps_amount_currency_owner_and_team_of_the_moment(self):
        self.lead.stage_id = self.stage_demo
        self.lead.write({"expected_revenue": 5, "user_id": self.outsider.id, "team_id": self.team_east.id})
        log = self.env["sales.stage.log"].search([("lead_id", "=", self.lead.id)], order="id desc", limit=1)
        self.assertEqual(
            (log.amount, log.currency_id, log.user_id, log.team_id, log.company_id),
            (1000.0, self.cny, self.rep, self.team_south, self.company_a),
        )

    def test_a_stage_that_moves_with_the_team_is_logged(self):
        self.lead.stage_id = self.stage_south
        self.lead.team_id = self.team_east
        self._end_transaction()
        self.assertNotEqual(self.lead.stage_id, self.stage_south)
        self.assertEqual(self._moves(self.lead)[-1][:2], ("South only", self.lead.stage_id.name))

    def test_a_lead_enters_the_pipeline_when_it_is_converted(self):
        lead = self._new_opportunity(type="lead")
        self.assertEqual(self._moves(lead), [])
        lead.convert_opportunity(False)
        self.assertEqual(self._moves(lead), [(False, lead.stage_id.name, 0.0, "write")])

    def test_an_imported_opportunity_says_so(self):
        self.env["crm.lead"].with_context(import_file=True).load(
            ["name", "type", "stage_id/.id"], [["Imported deal", "opportunity", str(self.stage_demo.id)]]
        )
        lead = self.env["crm.lead"].search([("name", "=", "Imported deal")])
        self.assertEqual(self._moves(lead), [(False, "Demo", 0.0, "imported")])

    def test_writing_the_same_stage_or_another_field_logs_nothing(self):
        self.lead.write({"stage_id": self.lead.stage_id.id})
        self.lead.write({"name": "Other"})
        self.assertEqual(len(self._moves(self.lead)), 1)

    def test_a_merge_keeps_the_history_of_both(self):
        other = self._new_opportunity(stage_id=self.stage_demo.id, probability=1)
        (self.lead | other).write({"team_id": self.team_east.id})
        kept = (self.lead | other)._merge_opportunity(team_id=self.team_south.id)
        self.assertEqual({move[3] for move in self._moves(kept)} - {"create"}, set())
        self.assertEqual(len(self._moves(kept)), 2)
        self.assertFalse((self.lead | other - kept).exists() - kept)

    def test_a_merge_that_moves_the_stage_is_named_as_the_cause(self):
        self.lead.stage_id = self.stage_south
        other = self._new_opportunity(stage_id=self.stage_new.id, probability=1)
        kept = (self.lead | other)._merge_opportunity(team_id=self.team_east.id)
        self.assertEqual(self._moves(kept)[-1][3], "merge")

    def test_a_write_costs_two_queries_more_when_stages_move_and_none_otherwise(self):
        leads = self.env["crm.lead"].create(
            [{"name": f"Deal {n}", "type": "opportunity", "user_id": self.rep.id} for n in range(20)]
        )
        table = [
            ({"stage_id": self.stage_demo.id}, 2),
            ({"stage_id": self.stage_demo.id}, 0),
            ({"team_id": leads.team_id.id}, 0),
            ({"description": "x"}, 0),
        ]
        for vals, expected in table:
            with self._counting_log_queries() as counted:
                leads.write(vals)
                self.env.flush_all()
            self.assertEqual(sum(counted), expected, vals)

    @contextmanager
    def _counting_log_queries(self):
        """Yield a list to which each call of the ledger adds the number of its queries."""
        ledger = type(self.env["sales.stage.log"])
        original, counted = ledger._log_moves, []

        def counting(model, moves, cause):
            self.env.flush_all()
            start = self.cr.sql_log_count
            rows = original(model, moves, cause)
            self.env.flush_all()
            counted.append(self.cr.sql_log_count - start)
            return rows

        with patch.object(ledger, "_log_moves", counting):
            yield counted

    def test_the_history_goes_with_its_opportunity(self):
        lead_id = self.lead.id
        self.lead.unlink()
        self.assertFalse(self.env["sales.stage.log"].search([("lead_id", "=", lead_id)]))

    @users("sc_rep", "sc_manager", "sc_operations", "admin")
    def test_nobody_writes_the_history_by_hand(self):
        self.assert_append_only(self.env["sales.stage.log"].sudo().search([("lead_id", "=", self.lead.id)]), "days")

    def test_rights_on_the_history(self):
        expected = [
            (self.rep, 1),
            (self.colleague, 0),
            (self.outsider, 0),
            (self.manager, 1),
            (self.operations, 1),
            (self.rep_b, 0),
        ]
        logs = self.env["sales.stage.log"]
        domain = [("lead_id", "=", self.lead.id)]
        self.assertEqual([(user, logs.with_user(user).search_count(domain)) for user, _count in expected], expected)
