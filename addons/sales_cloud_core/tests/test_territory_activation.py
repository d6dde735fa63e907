from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .territory_common import TerritoryCommon


@tagged("post_install", "-at_install")
class TestTerritoryActivation(TerritoryCommon):
    """A plan moves Shenzhen's technology companies below a new territory of their own, all else stays."""

    def setUp(self):
        super().setUp()
        self.software = self._new_customer("Software", city="深圳", industry_id=self.tech.id)
        self.tools = self._new_customer("Tools", city="深圳", industry_id=self.factory.id)
        self.foreign = self._new_customer("Foreign", country_id=self.usa.id, state_id=False)
        self.chosen = self._new_customer("Chosen", city="深圳", industry_id=self.tech.id)
        self.chosen.with_user(self.manager).action_set_territory(self.t_guangxi.id, "Head office moves")
        self.deal = self._new_opportunity(revenue=5000, partner_id=self.software.id)
        self.won = self._new_opportunity(revenue=700, partner_id=self.software.id)
        self.won.action_set_won()
        self.free = self._new_opportunity(revenue=30, country_id=self.usa.id)
        self.plan = self.model.copy({"name": "2027"})
        self.p_world = self._new_territory(
            "World", None, {"country_ids": self.usa}, model=self.plan, owner=self.outsider
        )
        p_tech = self._copy_of(self.t_tech)
        p_tech.rule_ids.unlink()
        self.p_software = self._new_territory(
            "Software",
            self._copy_of(self.t_guangdong),
            {"industry_ids": self.tech},
            model=self.plan,
            owner=self.manager,
        )
        self._copy_of(self.t_shenzhen).rule_ids.industry_ids = self.factory
        self.model.run_rules()

    def _copy_of(self, territory):
        return self.plan.territory_ids.filtered(lambda copy: copy.origin_id == territory)

    def _own_moves(self, model=None):
        """Return the moves that concern what this test made: other databases have more customers."""
        moves = (model or self.plan).with_user(self.operations).simulate()["moves"]
        return {
            (move["from_name"], move["to_name"]): tuple(
                move[key] for key in ("customers", "leads", "opportunities", "amount")
            )
            for move in moves
        }

    def test_a_copy_has_tree_rules_and_members(self):
        plan = self.model.copy()
        self.assertEqual((plan.name, plan.state), ("2026 (new plan)", "planning"))
        pairs = {copy.origin_id: copy for copy in plan.territory_ids}
        self.assertEqual(set(pairs), set(self.model.territory_ids))
        for original, copy in pairs.items():
            self.assertEqual(copy.complete_name, original.complete_name)
            self.assertEqual(copy.rule_ids.mapped("summary"), original.rule_ids.mapped("summary"))
            self.assertEqual(copy.member_ids.user_id, original.member_ids.user_id)

    def test_a_preview_tells_what_moves_with_amounts(self):
        shenzhen = "China / South / Guangdong / Shenzhen"
        moves = self._own_moves()
        self.assertEqual(moves[f"{shenzhen} / Technology", "China / South / Guangdong / Software"], (1, 0, 1, 5000.0))
        world = moves[False, "World"]
        self.assertGreaterEqual(world, (1, 0, 1, 30.0))
        self.assertEqual(len(moves), 2)
        result = self.plan.with_user(self.operations).simulate()
        people = {row["id"]: (row["gained"]["amount"], row["lost"]["amount"]) for row in result["people"]}
        self.assertEqual(people[self.colleague.id], (0, 5000.0))
        self.assertEqual(people[self.manager.id], (5000.0, 0))
        self.assertEqual(result["totals"]["opportunities"], sum(move["opportunities"] for move in result["moves"]))
        self.assertEqual(self.software.territory_ids, self.t_tech)

    def test_the_preview_is_what_activation_does(self):
        expected = self.plan._search_moved("partner", self.t_tech.id, self.p_software.id)
        self.plan.with_user(self.operations).action_activate()
        self.env.invalidate_all()
        self.assertEqual(expected, self.software)
        table = [
            (self.software, self.p_software, "rule"),
            (self.tools, self._copy_of(self.t_shenzhen), "rule"),
            (self.foreign, self.p_world, "rule"),
            (self.chosen, self._copy_of(self.t_guangxi), "manual"),
            (self.deal, self.p_software, "inherited"),
            (self.free, self.p_world, "rule"),
        ]
        for record, territory, cause in table:
            self.assert_assigned(record, territory, cause)
        self.assertEqual(self.won.territory_id, self.t_tech)
        self.assertEqual((self.model.state, self.plan.previous_id), ("archived", self.model))
        self.assertEqual(self._own_moves(), {})
        self.assertIn("Head office moves", self.chosen.territory_explanation)

    def test_activation_is_taken_back_with_all_assignments(self):
        lines = self.env["sales.territory.assignment"]
        keys = ("territory_id", "partner_id", "lead_id", "cause", "rule_id", "is_tie", "facts", "reason")
        before = {line.id: [line[key] for key in keys] for line in lines.search([("model_id", "=", self.model.id)])}
        self.plan.with_user(self.operations).action_activate()
        self.plan.with_user(self.operations).action_restore_previous()
        self.env.invalidate_all()
        after = {line.id: [line[key] for key in keys] for line in lines.search([("model_id", "=", self.model.id)])}
        self.assertEqual(after, before)
        self.assertEqual((self.model.state, self.plan.state), ("active", "archived"))
        self.assertEqual(self.deal.territory_id, self.t_tech)
        self.assertFalse(self.free.territory_id)

    def test_what_happened_meanwhile_is_decided_when_taken_back(self):
        self.plan.with_user(self.operations).action_activate()
        late = self._new_customer("Late", city="广州")
        self.tools.city = "佛山"
        self.plan.with_user(self.operations).action_restore_previous()
        self.assert_assigned(late, self.t_guangdong)
        self.assert_assigned(self.tools, self.t_guangdong)

    def test_an_archived_model_keeps_its_history_and_does_not_change(self):
        self.model.with_user(self.operations).action_archive_model()
        self.assertEqual(self.deal.territory_id, self.t_tech)
        self.assertFalse(self.software.territory_ids)
        self.assertFalse(self._new_customer(city="深圳").territory_ids)
        for change in (
            lambda: self.t_tech.write({"name": "X"}),
            lambda: self.t_tech.rule_ids.write({"cities": "X"}),
            lambda: self.t_tech.member_ids.unlink(),
            lambda: self._new_territory("X", self.t_tech),
        ):
            with self.assertRaisesRegex(UserError, "archived"), self.cr.savepoint():
                change()
        with self.assertRaisesRegex(UserError, "was active"):
            self.model.unlink()

    def test_one_model_is_active_per_company(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.plan.state = "active"
            self.env.flush_all()
        model_b = self._new_model("B", self.company_b)
        model_b.state = "active"
        self.env.flush_all()

    def test_a_model_without_rules_is_not_activated(self):
        empty = self._new_model("Empty", self.company_a)
        with self.assertRaisesRegex(UserError, "has no rules"):
            empty.action_activate()
        with self.assertRaisesRegex(UserError, "active already"):
            self.model.action_activate()
        with self.assertRaisesRegex(UserError, "is not active"):
            empty.run_rules()
        with self.assertRaisesRegex(UserError, "No model was active before"):
            self.model.action_restore_previous()

    def test_a_large_move_needs_approval_where_a_rule_says_so(self):
        self.env["sales.approval.rule"].create(
            {
                "name": "Territories",
                "model": "sales.territory.model",
                "topic": "territory",
                "company_id": self.company_a.id,
                "currency_id": self.cny.id,
                "min_amount": 1000,
                "level_ids": [(0, 0, {"approver": "person", "user_ids": [(6, 0, self.manager.ids)]})],
            }
        )
        plan = self.plan.with_user(self.operations)
        approval = self.env["sales.approval"].browse(plan.action_activate())
        self.assertEqual((approval.state, self.model.state, self.plan.state), ("pending", "active", "planning"))
        self.assertIn("would move", approval.details)
        with self.assertRaisesRegex(UserError, "is locked until"):
            self.p_software.with_user(self.operations).name = "Other"
        approval.with_user(self.manager).action_approve()
        self.assertEqual((self.model.state, self.plan.state), ("archived", "active"))
        self.assert_assigned(self.software, self.p_software)

    def test_the_preview_screen_shows_the_same_numbers(self):
        preview = self.env["sales.territory.preview"].with_user(self.operations).create({"model_id": self.plan.id})
        move = preview.move_line_ids.filtered(lambda line: line.from_id == self.t_tech)
        self.assertEqual((move.customers_gained, move.amount_gained), (1, 5000.0))
        self.assertEqual(move.action_view_customers()["domain"], [("id", "in", self.software.ids)])
        self.assertEqual(move.action_view_leads()["domain"], [("id", "in", self.deal.ids)])
        preview.action_activate()
        self.assertEqual(self.plan.state, "active")

    def test_only_operations_put_models_in_force(self):
        methods = ("simulate", "action_preview", "action_activate", "action_archive_model", "action_restore_previous")
        for user in (self.rep, self.manager, self.gd_head, self.rep_b):
            for method in (*methods, "run_rules", "action_run_rules", "action_copy"):
                with self.assertRaises(AccessError, msg=(user.login, method)), self.cr.savepoint():
                    getattr(self.plan.with_user(user), method)()

    def test_totals_include_the_territories_below(self):
        site = {"name": "Plant", "parent_id": self.tools.id, "type": "delivery", "city": "广州"}
        self.env["res.partner"].create({**site, "state_id": self.guangdong.id})
        table = [
            (self.t_tech, 1, 1, 5000.0),
            (self.t_shenzhen, 2, 1, 5000.0),
            (self.t_guangdong, 2, 1, 5000.0),
            (self.t_guangxi, 1, 0, 0.0),
            (self.t_south, 3, 1, 5000.0),
        ]
        for territory, customers, deals, amount in table:
            territory = territory.with_user(self.manager)
            self.assertEqual(
                (territory.customer_count, territory.opportunity_count, territory.pipeline_amount),
                (customers, deals, amount),
                territory.name,
            )
        self.assertEqual(self.t_south.with_user(self.outsider).pipeline_amount, 0.0)
