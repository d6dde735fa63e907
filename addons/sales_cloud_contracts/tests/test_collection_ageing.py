from collections import defaultdict

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from ..tools.ageing import bucket_of
from .common import ContractsCommon

TODAY = "2026-03-16"
# Days from today to the due date, and the bucket it makes.
AGES = [
    (10, "current"),
    (0, "current"),
    (-1, "d1_30"),
    (-30, "d1_30"),
    (-31, "d31_60"),
    (-60, "d31_60"),
    (-61, "d61_90"),
    (-90, "d61_90"),
    (-91, "d91"),
    (None, "undated"),
]


@tagged("post_install", "-at_install")
class TestCollectionAgeing(ContractsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Collection = cls.env["sales.collection"]
        cls.today = fields.Date.to_date(TODAY)
        cls.dollar = cls.env.ref("base.USD") if cls.currency != cls.env.ref("base.USD") else cls.env.ref("base.EUR")
        cls.dollar.active = True
        cls.env["res.currency.rate"].create(
            [
                {"name": "2026-01-01", "rate": 0.25, "currency_id": cls.dollar.id, "company_id": cls.company.id},
                {"name": "2026-03-10", "rate": 0.2, "currency_id": cls.dollar.id, "company_id": cls.company.id},
            ]
        )

    def _aged(self, contract, days):
        """Move the due dates of a plan so many days from today."""
        for line, day in zip(contract.collection_ids, days, strict=True):
            date = fields.Date.add(self.today, days=day) if day is not None else False
            line.write({"due_base": "fixed" if date else "delivery", "due_fixed_date": date, "date_due": date})

    def _contract_in(self, currency, amount=1000.0, **values):
        contract = self.env["sales.contract"].create(
            {
                "partner_id": self.customer.id,
                "user_id": self.ann.id,
                "currency_id": currency.id,
                "collection_template_id": self.template.id,
                "line_ids": [Command.create({"name": "Robot", "price_unit": amount, "tax_ids": False})],
                **values,
            }
        )
        contract.action_plan()
        contract.action_sign()
        return contract

    def _totals(self, aggregate="amount_residual:sum", user=None):
        groups = self.Collection.with_user(user or self.fin)._read_group(
            [("company_id", "=", self.company.id)], ["age_bucket"], [aggregate]
        )
        return {bucket: round(total, 2) for bucket, total in groups if bucket and round(total, 2)}

    def test_every_open_instalment_is_in_the_bucket_of_its_days(self):
        for days, bucket in AGES:
            contract = self._contract_in(self.currency)
            self._aged(contract, [days] * 3)
            line = contract.collection_ids[0]
            with self.subTest(days=days):
                self.assertEqual(line.age_bucket, bucket)
                self.assertIn(line, self.Collection.search([("age_bucket", "=", bucket)]))
                self.assertNotIn(line, self.Collection.search([("age_bucket", "!=", bucket)]))
                groups = dict(self.Collection._read_group([("id", "=", line.id)], ["age_bucket"], ["__count"]))
                self.assertEqual(groups, {bucket: 1})

    def test_paid_and_waived_instalments_have_no_age(self):
        contract = self._contract_in(self.currency)
        self._aged(contract, [-5, -40, -100])
        first, second, _third = contract.collection_ids
        self._receive(first, first.amount)
        second.with_user(self.mia).action_waive("Small")
        self.assertEqual(contract.collection_ids.mapped("age_bucket"), [False, False, "d91"])
        self.assertEqual(self.Collection.search([("age_bucket", "=", False)]) & contract.collection_ids, first | second)
        self.assertEqual(self._totals(), {"d91": 100.0})

    def test_totals_in_two_currencies_are_those_of_the_rate_of_today(self):
        home, abroad = self._contract_in(self.currency), self._contract_in(self.dollar)
        self._aged(home, [-5, -5, 5])
        self._aged(abroad, [-5, -40, 5])
        # 300 + 600 at home, 300 abroad at 5.00
        self.assertEqual(self._totals("amount_residual:sum_currency")["d1_30"], 300 + 600 + 1500)
        self.assertEqual(self._totals("amount_residual:sum_currency")["d31_60"], 3000)
        by_currency = self.Collection._read_group(
            [("id", "in", (home | abroad).collection_ids.ids), ("is_overdue", "=", True)],
            ["currency_id"],
            ["amount_residual:sum"],
        )
        self.assertEqual(dict(by_currency), {self.currency: 900.0, self.dollar: 900.0})

    def test_receivables_by_age_equal_the_journal_items(self):
        contracts = [
            self._new_contract(),
            self._new_contract(),
            self._contract_in(self.currency, 7777.77),
            self._contract_in(self.dollar, 333.33),
        ]
        ages = [(-100, -20, 5), (-45, -75, 0), (-31, -30, -95), (-61, -1, 40)]
        for contract, days in zip(contracts, ages, strict=True):
            self._aged(contract, days)
            for line in contract.collection_ids[:2]:
                self._bill(line)
            self._receive(contract.collection_ids[0], contract.collection_ids[0].amount / 4)
        self._receive(contracts[2].collection_ids[2], 50.0)  # an advance is not a receivable
        expected = defaultdict(float)
        lines = self.env["account.move.line"].search(
            [
                ("company_id", "=", self.company.id),
                ("parent_state", "=", "posted"),
                ("account_id.account_type", "=", "asset_receivable"),
                ("move_id.move_type", "=", "out_invoice"),
                ("move_id.collection_match_ids", "!=", False),
            ]
        )
        for line in lines:
            rate = 5.0 if line.currency_id == self.dollar else 1.0
            expected[bucket_of(line.date_maturity, self.today)] += line.amount_residual_currency * rate
        expected = {bucket: round(total, 2) for bucket, total in expected.items() if round(total, 2)}
        self.assertGreaterEqual(len(expected), 4)
        self.assertEqual(self._totals("amount_receivable:sum_currency"), expected)

    def test_money_is_expected_when_promised_else_when_due_and_never_in_the_past(self):
        contract = self._contract_in(self.currency)
        self._aged(contract, [-40, 9, None])
        late, due, undated = contract.collection_ids
        self.assertEqual(
            contract.collection_ids.mapped("date_expected"), [self.today, fields.Date.to_date("2026-03-25"), False]
        )
        late.with_user(self.ann).date_promised = "2026-04-01"
        self.assertEqual(late.date_expected, fields.Date.to_date("2026-04-01"))
        table = [
            (">=", "2026-04-01", late),
            (">", "2026-04-01", self.Collection),
            ("<=", "2026-03-25", due),
            ("<", "2026-03-25", self.Collection),
            ("=", "2026-04-01", late),
            ("=", False, undated),
        ]
        for operator, day, expected in table:
            with self.subTest(operator=operator, day=day):
                found = self.Collection.search([("date_expected", operator, day)])
                self.assertEqual(found & contract.collection_ids, expected)
        weeks = self.Collection._read_group(
            [("contract_id", "=", contract.id)], ["date_expected:week"], ["amount_residual:sum"]
        )
        self.assertEqual([total for _week, total in weeks], [600, 300, 100])

    def test_people_see_the_age_of_what_they_may_see(self):
        self._aged(self._contract_in(self.currency), [-5, 5, 5])
        self._aged(self._contract_in(self.currency, user_id=self.bob.id), [-5, 5, 5])
        for user, total in ((self.ann, 300), (self.bob, 300), (self.mia, 600), (self.fin, 600)):
            with self.subTest(login=user.login):
                self.assertEqual(self._totals(user=user)["d1_30"], total)
        branch = self.env["res.company"].create({"name": "Branch"})
        stranger = self._new_user("far_fin", "sales_cloud_contracts.group_finance", company=branch)
        self.assertFalse(self._totals(user=stranger))

    def test_groups_come_in_the_order_of_the_names_of_owners(self):
        self.ann.name, self.bob.name = "Zoe", "Abe"
        for owner, currency in ((self.ann, self.currency), (self.bob, self.currency), (False, self.currency)):
            contract = self._contract_in(currency)
            contract.user_id = owner
            self._aged(contract, [-1, *[10] * (len(contract.collection_ids) - 1)])
        mine = [("user_id", "in", [self.ann.id, self.bob.id, False]), ("contract_id.partner_id", "=", self.customer.id)]
        sets = [[], ["user_id"], ["age_bucket", "user_id"]]
        _total, by_owner, by_age = self.Collection.formatted_read_grouping_sets(mine, sets, ["__count"])
        names = [group["user_id"] and group["user_id"][1] for group in by_owner]
        self.assertEqual(names, ["Abe", "Zoe", False])
        found = [(group["age_bucket"], group["user_id"] and group["user_id"][1]) for group in by_age]
        self.assertEqual(found, [(age, name) for age in ("current", "d1_30") for name in names])

    def test_a_customer_shows_what_is_overdue_with_its_contacts(self):
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": self.customer.id})
        self._aged(self._contract_in(self.currency), [-5, 5, 5])
        self._aged(self._contract_in(self.dollar, partner_id=contact.id), [-5, 5, 5])
        draft = self._new_contract(sign=False)
        self._aged(draft, [-5, 5, 5])
        self.assertEqual(self.customer.with_user(self.fin).sales_overdue_amount, 300 + 1500)
        self.assertEqual(contact.with_user(self.ann).sales_overdue_amount, 1500)
        self.assertEqual(self.customer.with_user(self.bob).sales_overdue_amount, 0)
        action = self.customer.with_user(self.fin).action_view_sales_overdue()
        self.assertEqual(action["res_model"], "sales.collection")

    def test_the_overdue_amounts_of_many_customers_cost_no_query_each(self):
        partners = self.env["res.partner"].create([{"name": f"Customer {number}"} for number in range(20)])
        for partner in partners[:3]:
            self._aged(self._contract_in(self.currency, partner_id=partner.id), [-5, 5, 5])
        partners = partners.with_user(self.fin)
        partners[0].mapped("sales_overdue_amount")
        partners.invalidate_recordset(["sales_overdue_amount"])
        with self.assertQueryCount(4):
            amounts = partners.mapped("sales_overdue_amount")
        self.assertEqual(amounts[:4], [300, 300, 300, 0])

    def test_an_invoice_from_which_its_instalment_counts_falls_due_with_it(self):
        contract = self._contract_in(self.currency)
        line = contract.collection_ids[1]
        line.write({"due_base": "invoice", "due_days": 45, "date_due": False})
        invoice = self._bill(line)
        self.assertEqual(line.date_due, fields.Date.to_date("2026-04-30"))
        self.assertEqual(invoice.invoice_date_due, line.date_due)
        self.assertEqual(invoice._get_receivable_lines().date_maturity, line.date_due)
