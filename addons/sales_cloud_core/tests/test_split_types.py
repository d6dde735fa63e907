from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged, users

from .common import SalesCloudCommon


@tagged("post_install", "-at_install")
class TestSplitTypes(SalesCloudCommon):
    """Percent and amount, types of their own amount, and roundings."""

    def setUp(self):
        super().setUp()
        self.lead = self._new_opportunity(revenue=100.01)

    def _share(self, *shares, lead=None, **values):
        lead = lead or self.lead
        lead.split_ids = [(0, 0, {"user_id": user.id, "percent": percent, **values}) for user, percent in shares]
        self._end_transaction()
        return lead.split_ids

    def test_parts_equal_the_whole_in_every_rounding(self):
        people = (self.rep, 33.33), (self.colleague, 33.33), (self.outsider, 33.34)
        expected = [
            ("yen", 1.0, 10, [3, 3, 4]),
            ("five", 0.05, 10.05, [3.35, 3.35, 3.35]),
            ("fils", 0.001, 10.001, [3.333, 3.333, 3.335]),
            ("cent", 0.01, 0.02, [0.0, 0.01, 0.01]),
            ("zero", 0.01, 0, [0, 0, 0]),
            ("minus", 0.01, -100, [-33.33, -33.33, -33.34]),
        ]
        for name, rounding, whole, amounts in expected:
            with self.subTest(name):
                currency = self.cny.copy({"name": name[:3].upper(), "rounding": rounding})
                company = self.env["res.company"].create({"name": name, "currency_id": currency.id})
                lead = self._new_opportunity(revenue=whole, company_id=company.id, team_id=False, user_id=False)
                shares = self._share(*people, lead=lead)
                self.assertEqual([round(amount, 3) for amount in shares.mapped("amount")], amounts)
                self.assertAlmostEqual(sum(shares.mapped("amount")), whole, 6)

    def test_a_form_that_sends_percent_and_amount_keeps_the_percent_that_was_entered(self):
        self.lead.expected_revenue = 10
        self.lead.company_currency.rounding = 1.0
        with Form(self.lead, "crm.crm_lead_view_form") as form:
            for user, percent in ((self.rep, 33.33), (self.colleague, 66.67)):
                with form.split_ids.new() as line:
                    line.user_id, line.percent = user, percent
        self._end_transaction()
        self.assertEqual(self.lead.split_ids.mapped("percent"), [33.33, 66.67])
        self.assertEqual(self.lead.split_ids.mapped("amount"), [3, 7])

    def test_a_form_shows_the_percent_of_an_entered_amount_at_once(self):
        self.lead.expected_revenue = 200
        with Form(self.lead, "crm.crm_lead_view_form") as form:
            for user, amount in ((self.rep, 50), (self.colleague, 150)):
                with form.split_ids.new() as line:
                    line.user_id, line.amount = user, amount
                    self.assertEqual(line.percent, amount / 2)
        self._end_transaction()
        self.assertEqual(self.lead.split_ids.mapped("amount"), [50, 150])

    def test_a_document_without_amount_is_shared_by_percent(self):
        self.lead.expected_revenue = 0
        self._share((self.rep, 50), (self.colleague, 50), amount=0)
        self.assertEqual(self.lead.split_ids.mapped("percent"), [50, 50])

    @users("sc_operations")
    def test_a_type_divides_another_amount_and_books_no_credit(self):
        recurring = self.env["sales.split.type"].create(
            {"name": "Recurring", "kind": "revenue", "lead_field": "recurring_revenue"}
        )
        self.lead.recurring_revenue = 30.03
        self._share((self.rep, 50), (self.colleague, 50), split_type_id=recurring.id)
        self.assertEqual(self.lead.split_ids.mapped("amount"), [15.01, 15.02])
        self.lead.action_set_won()
        self.assert_ledger(self.lead, "won", {self.rep: 100.01})
        with self.assertRaisesRegex(UserError, "what it divides cannot change"):
            recurring.lead_field = False

    def test_each_revenue_amount_totals_100_percent_of_its_own(self):
        recurring = self.env["sales.split.type"].create(
            {"name": "Recurring", "kind": "revenue", "lead_field": "recurring_revenue"}
        )
        self._share((self.rep, 40), (self.colleague, 60))
        with self.assertRaisesRegex(ValidationError, "total 90 %"), self.cr.savepoint():
            self._share((self.rep, 90), split_type_id=recurring.id)

    def test_two_revenue_types_of_one_amount_are_rounded_together(self):
        other = self.env["sales.split.type"].create({"name": "Channel", "kind": "revenue"})
        self.lead.split_ids = [
            (0, 0, {"user_id": self.rep.id, "percent": 50}),
            (0, 0, {"user_id": self.colleague.id, "percent": 50, "split_type_id": other.id}),
        ]
        self._end_transaction()
        self.assertEqual(self.lead.split_ids.mapped("amount"), [50.0, 50.01])
        self.lead.action_set_won()
        self.assert_ledger(self.lead, "won", {self.rep: 50.0, self.colleague: 50.01})

    def test_with_overlay_shares_alone_the_revenue_is_the_owners(self):
        overlay = self.env.ref("sales_cloud_core.split_type_overlay")
        self._share((self.colleague, 30), split_type_id=overlay.id)
        self.lead.action_set_won()
        self.assert_ledger(self.lead, "won", {self.rep: 100.01, self.colleague: 30.0})
