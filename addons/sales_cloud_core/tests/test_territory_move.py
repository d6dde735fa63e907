from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .approval_common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestTerritoryMove(ApprovalCommon):
    """A deal leaves its territory at once, or with approval where a rule asks for one."""

    def setUp(self):
        super().setUp()
        model = self.env["sales.territory.model"].create({"name": "Plan", "company_id": self.company_a.id})
        self.south, self.east = self.env["sales.territory"].create(
            [{"name": name, "model_id": model.id} for name in ("South", "East")]
        )
        model.sudo().state = "active"
        self.lead.with_user(self.manager).action_set_territory(self.south.id)

    def _ask(self, user=None):
        return self.lead.with_user(user or self.manager).action_set_territory(self.east.id, "Moved house")

    def test_without_a_rule_it_moves_at_once(self):
        self.assertIs(self._ask(), True)
        self.assertEqual(self.lead.territory_id, self.east)
        self.assertFalse(self.lead.approval_ids)

    def test_with_a_rule_it_moves_when_approved(self):
        self._new_rule(self._persons(self.director), topic="territory_move")
        self.assertEqual(self._ask()["tag"], "display_notification")
        self.assertEqual(self.lead.territory_id, self.south)
        approval = self.lead.approval_ids
        self.assertEqual(
            (approval.topic, approval.requester_id, approval.reason), ("territory_move", self.manager, "Moved house")
        )
        approval.with_user(self.director).action_approve()
        self.assertEqual(self.lead.territory_id, self.east)
        row = self.env["sales.territory.assignment"].search([("lead_id", "=", self.lead.id)])
        self.assertEqual((row.cause, row.user_id, row.reason), ("manual", self.manager, "Moved house"))

    def test_refused_it_stays(self):
        self._new_rule(self._persons(self.director), topic="territory_move")
        self._ask()
        self.lead.approval_ids.with_user(self.director).action_refuse("No")
        self.assertEqual(self.lead.territory_id, self.south)

    def test_a_small_deal_needs_none_where_the_rule_begins_at_an_amount(self):
        self._new_rule(self._persons(self.director), topic="territory_move", min_amount=5000)
        self.assertIs(self._ask(), True)
        self.assertEqual(self.lead.territory_id, self.east)

    def test_writing_the_field_is_no_way_around(self):
        self._new_rule(self._persons(self.director), topic="territory_move")
        with self.assertRaisesRegex(UserError, "needs approval"):
            self.lead.with_user(self.manager).territory_id = self.east
        self.assertEqual(self.lead.territory_id, self.south)

    def test_who_may_not_choose_may_not_ask(self):
        self._new_rule(self._persons(self.director), topic="territory_move")
        with self.assertRaises(AccessError):
            self._ask(self.rep)
        self.assertFalse(self.lead.approval_ids)

    def test_a_rule_for_splits_does_not_bind_a_move(self):
        self._new_rule(self._persons(self.director), topic="split")
        self.assertIs(self._ask(), True)


@tagged("post_install", "-at_install")
class TestAddressMove(ApprovalCommon):
    """An address of a customer leaves its territory by the same approval as a deal."""

    def setUp(self):
        super().setUp()
        model = self.env["sales.territory.model"].create({"name": "Plan", "company_id": self.company_a.id})
        self.south, self.east = self.env["sales.territory"].create(
            [{"name": name, "model_id": model.id} for name in ("South", "East")]
        )
        model.sudo().state = "active"
        self.customer = self.env["res.partner"].create({"name": "Dragon", "is_company": True, "user_id": self.rep.id})
        self.site = self.customer.copy(
            {"name": "Plant", "type": "delivery", "parent_id": self.customer.id, "city": "Suzhou"}
        )
        self.lead.partner_id = self.customer
        for address in self.customer | self.site:
            address.with_user(self.manager).action_set_territory(self.south.id)

    def _ask(self, address, user=None):
        return address.with_user(user or self.manager).action_set_territory(self.east.id, "New plant")

    def test_each_address_moves_on_its_own_when_approved(self):
        self._new_rule(self._persons(self.director), topic="territory_move", model="res.partner")
        self.assertEqual(self._ask(self.site)["tag"], "display_notification")
        self.assertEqual((self.customer.territory_ids, self.site.territory_ids), (self.south, self.south))
        approval = self.site.approval_ids
        self.assertEqual((approval.requester_id, approval.company_id), (self.manager, self.company_a))
        self.assertIn("Territory now: South", approval.details)
        approval.with_user(self.director).action_approve()
        self.assertEqual((self.customer.territory_ids, self.site.territory_ids), (self.south, self.east))
        row = self.env["sales.territory.assignment"].search([("partner_id", "=", self.site.id)])
        self.assertEqual((row.cause, row.user_id, row.reason), ("manual", self.manager, "New plant"))

    def test_refused_or_without_a_rule(self):
        self.assertIs(self._ask(self.site), True)
        self._new_rule(self._persons(self.director), topic="territory_move", model="res.partner")
        self._ask(self.customer)
        self.customer.approval_ids.with_user(self.director).action_refuse("No")
        self.assertEqual((self.customer.territory_ids, self.site.territory_ids), (self.south, self.east))

    def test_the_amount_of_a_rule_is_compared_with_the_open_business(self):
        self._new_rule(self._persons(self.director), topic="territory_move", model="res.partner", min_amount=5000)
        self.assertIs(self._ask(self.site), True)
        self.lead.expected_revenue = 6000
        self.assertEqual(self._ask(self.customer)["tag"], "display_notification")
        self.assertEqual(self.customer.approval_ids.amount, 6000)

    def test_who_may_not_choose_may_not_ask(self):
        self._new_rule(self._persons(self.director), topic="territory_move", model="res.partner")
        with self.assertRaises(AccessError):
            self._ask(self.customer, self.rep)

    def test_a_first_territory_needs_no_approval(self):
        self._new_rule(self._persons(self.director), topic="territory_move", model="res.partner")
        other = self.env["res.partner"].create({"name": "Nowhere", "is_company": True})
        self.assertIs(self._ask(other), True)

    def test_merged_customers_keep_the_trail_and_wait_for_what_is_pending(self):
        self._new_rule(self._persons(self.director), topic="territory_move", model="res.partner")
        twin = self.env["res.partner"].create({"name": "Dragon Ltd", "is_company": True})
        merge = self.env["base.partner.merge.automatic.wizard"]
        self._ask(self.customer)
        with self.assertRaisesRegex(UserError, "locked until"):
            merge._merge((self.customer | twin).ids, twin)
        self.customer.approval_ids.with_user(self.director).action_approve()
        approval = self.customer.approval_ids
        merge._merge((self.customer | twin).ids, twin)
        self.assertEqual(twin.approval_ids, approval)
