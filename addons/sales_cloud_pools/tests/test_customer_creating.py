from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestCustomerCreating(PoolCase):
    """Who enters a new customer holds it: Anna and Ben in the customers' pool of their company, Carl nowhere."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls.new_customer_pool(company_id=cls.company.id)

    def enter(self, user, **vals):
        """Save a new partner as the web client's form does."""
        self.env.flush_all()
        partners = self.env["res.partner"].with_user(user).with_company(self.company)
        saved = partners.web_save({"name": "Dragon Machines", "is_company": True, "user_id": False} | vals, {})
        return self.env["res.partner"].browse(saved[0]["id"])

    def place(self, customer):
        return customer.user_id, customer.pool_id, customer.company_id

    def test_a_member_holds_the_customer_that_it_enters(self):
        customer = self.enter(self.anna)
        self.assertEqual(self.place(customer), (self.anna, self.customers, self.company))
        self.assertHistory(customer, [(self.anna, "create", False)])

    def test_others_and_pools_that_do_not_say_so_keep_nothing(self):
        nothing = (self.env["res.users"], self.env["sales.pool"], self.env["res.company"])
        self.assertEqual(self.place(self.enter(self.carl)), nothing)
        self.customers.is_creator_holder = False
        self.assertEqual(self.place(self.enter(self.anna)), nothing)

    def test_a_named_salesperson_a_contact_and_automation_stay_as_they_are(self):
        held = self.enter(self.anna)
        contact = self.enter(self.ben, parent_id=held.id, is_company=False)
        self.assertEqual((contact.user_id, contact.pool_id), (self.anna, self.customers))
        self.assertEqual(self.enter(self.anna, user_id=self.ben.id).user_id, self.ben)
        made = self.env["res.partner"].with_user(self.anna).create({"name": "Made over the API"})
        self.assertFalse(made.user_id or made.pool_id)

    def test_the_entry_rules_choose_among_the_pools_of_the_creator(self):
        china = self.env.ref("base.cn")
        chinese = self.new_customer_pool(
            company_id=self.company.id,
            sequence=99,
            is_entry_automatic=True,
            entry_domain=repr([("country_id", "=", china.id), ("company_id", "=", self.company.id)]),
        )
        foreign = self.new_customer_pool(
            company_id=self.company.id, is_entry_automatic=True, member_ids=[Command.create({"user_id": self.carl.id})]
        )
        self.assertEqual(self.enter(self.anna, country_id=china.id).pool_id, chinese)
        self.assertEqual(self.place(self.enter(self.ben))[:2], (self.ben, self.customers))
        self.assertEqual(self.enter(self.carl).pool_id, foreign)

    def test_the_pool_is_one_of_the_company_or_of_all_companies(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.customers.company_id = other
        self.assertFalse(self.enter(self.anna).pool_id)
        shared = self.new_customer_pool()
        self.assertEqual(self.place(self.enter(self.anna)), (self.anna, shared, self.env["res.company"]))
        self.assertFalse(self.enter(self.anna, company_id=self.company.id).pool_id)

    def test_the_limits_of_the_pool_hold(self):
        self.customers.holding_limit = 1
        self.enter(self.anna)
        with self.assertRaisesRegex(UserError, "hold"):
            self.enter(self.anna, name="Tiger Tools")

    def test_a_pool_that_refuses_duplicates_refuses_what_is_typed_twice(self):
        self.customers.duplicate_policy = "refuse"
        self.enter(self.anna, email="dragon@example.com")
        with self.assertRaisesRegex(UserError, "exists already"):
            self.enter(self.ben, name="Dragon", email="dragon@example.com")
