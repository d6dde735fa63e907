from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestCustomer(PoolCase):
    """Customers in pools: conversion, contacts, who still reads them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls.new_customer_pool(
            is_entry_automatic=True,
            entry_domain="[('is_company', '=', True), ('city', '=', 'Shenzhen')]",
        )
        cls.customer = cls.env["res.partner"].create(
            {"name": "Acme", "is_company": True, "city": "Shenzhen", "child_ids": [Command.create({"name": "Contact"})]}
        )

    def test_a_matching_company_flows_in_with_its_contacts(self):
        self.assertEqual(self.customer.pool_id, self.customers)
        self.assertEqual(self.customer.child_ids.pool_id, self.customers)
        self.assertFalse(self.customer.child_ids.pool_holding_ids)

    def test_people_of_ours_and_our_companies_do_not(self):
        self.assertFalse(self.anna.partner_id.pool_id)
        self.company.partner_id.write({"city": "Shenzhen"})
        self.settle()
        self.assertFalse(self.company.partner_id.pool_id)

    def test_a_claim_and_a_return_take_the_contacts_along(self):
        contact = self.customer.child_ids
        self.as_user(self.anna, self.customer).action_pool_claim()
        self.assertEqual((self.customer | contact).user_id, self.anna)
        self.as_user(self.anna, self.customer).action_pool_return(self.reason.id)
        self.assertFalse((self.customer | contact).user_id)
        self.assertHistory(self.customer, [(self.anna, "claim", "return")])

    def test_free_customers_are_read_by_members_past_holders_and_who_needs_all(self):
        contact = self.customer.child_ids
        clerk = self.new_user("clerk", "base.group_partner_manager")
        self.as_user(self.anna, self.customer).action_pool_claim()
        self.as_user(self.anna, self.customer).action_pool_return(self.reason.id)
        self.customers.member_ids.filtered(lambda member: member.user_id == self.anna).unlink()
        readers = (self.anna, self.ben, self.manager, self.carl, clerk)
        for records in (self.customer, contact):
            seen = [bool(records.with_user(user).search([("id", "=", records.id)])) for user in readers]
            self.assertEqual(seen, [True, True, True, False, False])
        clerk.group_ids = [Command.link(self.env.ref("sales_cloud_pools.group_see_all_customers").id)]
        self.assertTrue(self.customer.with_user(clerk).search([("id", "=", self.customer.id)]))

    def test_conversion_ends_the_leads_holding_and_begins_the_customers(self):
        lead = self.new_leads(pool=self.south, city="Shenzhen", partner_name="Newco", contact_name="Li")
        own = self.as_user(self.anna, lead)
        own.action_pool_claim()
        own._handle_partner_assignment(create_missing=True)
        own.convert_opportunity(lead.partner_id)
        customer = lead.partner_id.commercial_partner_id
        self.assertEqual((lead.type, lead.pool_id.id, lead.user_id), ("opportunity", False, self.anna))
        self.assertHistory(lead, [(self.anna, "claim", "converted")])
        self.assertEqual((customer.pool_id, customer.user_id), (self.customers, self.anna))
        self.assertEqual(customer.pool_holding_ids.user_id, self.anna)

    def test_conversion_claims_a_free_customer_for_the_converter(self):
        self.convert_for(self.anna, self.customer)
        self.assertHistory(self.customer, [(self.anna, "conversion", False)])
        self.assertEqual(self.customers._count_day(self.anna), {})

    def test_conversion_leaves_a_customer_with_its_owner_and_says_so(self):
        self.as_user(self.ben, self.customer).action_pool_claim()
        lead = self.convert_for(self.anna, self.customer)
        self.assertEqual(self.customer.user_id, self.ben)
        self.assertIn("held by Ben", self.as_user(self.anna, lead).customer_notice)

    def test_a_conversion_keeps_to_the_holding_limit_and_the_cooldown(self):
        self.customers.write({"holding_limit": 1, "cooldown_days": 7})
        self.as_user(self.anna, self.customer).action_pool_claim()
        leads = self.new_leads(2, pool=self.south, user=self.anna, city="Shenzhen")
        for number, lead in enumerate(leads):
            lead.partner_name = f"Newco {number}"
        first, second = (self.as_user(self.anna, lead) for lead in leads)
        with self.assertRaisesRegex(UserError, "allows 1 records at once and Anna holds 1: 0 left. Return some"):
            first._handle_partner_assignment(create_missing=True)
            first.convert_opportunity(first.partner_id)
        self.as_user(self.anna, self.customer).action_pool_return(self.reason.id)
        with self.assertRaisesRegex(UserError, "Acme: Anna held this before"):
            second.convert_opportunity(self.customer)
        first._handle_partner_assignment(create_missing=True)
        first.convert_opportunity(first.partner_id)
        self.assertEqual(first.sudo().partner_id.commercial_partner_id.user_id, self.anna)

    def convert_for(self, user, customer):
        lead = self.new_leads(pool=self.south, user=user)
        self.as_user(user, lead).sudo().convert_opportunity(customer)
        return lead

    def test_a_new_opportunity_renews_the_customer(self):
        self.env["sales.pool.rule"].create(
            {"pool_id": self.customers.id, "name": "No deal", "opportunity_days": 30, "is_working_time": False}
        )
        self.as_user(self.anna, self.customer).action_pool_claim()
        before = self.customer.reclaim_at
        self.assertTrue(before)
        lead = self.new_leads(type="opportunity", partner_id=self.customer.child_ids.id, user=self.anna)
        self.settle()
        self.assertEqual(self.customer.last_opportunity_at, lead.create_date)

    def test_the_people_of_an_archived_customer_leave_and_come_back_with_it(self):
        customer, contact = self.customer, self.customer.child_ids[:1]
        gone = self.env["res.partner"].create({"name": "Left", "parent_id": customer.id, "active": False})
        managed = self.as_user(self.manager, customer)
        managed.action_archive()
        self.assertEqual((customer.active, contact.active), (False, False))
        managed.action_unarchive()
        self.assertEqual((customer.active, contact.active, gone.active), (True, True, False))
        self.assertEqual((contact.pool_id, contact.is_archived_with_customer), (customer.pool_id, False))

    def test_two_owners_are_not_merged_away(self):
        twin = self.env["res.partner"].create({"name": "Acme Ltd", "is_company": True, "city": "Shenzhen"})
        self.customer.user_id, twin.user_id = self.anna, self.ben
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        with self.assertRaisesRegex(UserError, "Agree on one owner"):
            wizard._merge((self.customer | twin).ids, self.customer)
        twin.user_id = False
        wizard._merge((self.customer | twin).ids, self.customer)
        self.assertFalse(twin.exists())
        self.assertEqual(self.customer.user_id, self.anna)
        self.assertEqual(set(self.customer.pool_holding_ids.user_id), {self.anna, self.ben})

    def test_deleting_a_customer_keeps_its_history(self):
        self.customer.child_ids.unlink()
        self.customer.user_id = self.anna
        holding = self.customer.pool_holding_ids
        self.customer.unlink()
        self.assertEqual((holding.end_reason, holding.record_name, holding.partner_id.id), ("deleted", "Acme", False))

    def test_a_contact_is_claimed_returned_and_assigned_with_its_customer(self):
        contact = self.as_user(self.anna, self.customer.child_ids)
        contact.user_id = self.anna
        self.assertHistory(self.customer, [(self.anna, "claim", False)])
        contact.action_pool_return(self.reason.id)
        self.as_user(self.manager, self.customer.child_ids).action_pool_assign(self.ben.id)
        self.assertHistory(self.customer, [(self.anna, "claim", "return"), (self.ben, "assign", False)])
        self.assertEqual(self.customer.child_ids.user_id, self.ben)

    def test_a_contact_that_is_added_later_has_what_its_customer_has(self):
        contact = self.env["res.partner"].create({"name": "Later", "parent_id": self.customer.id})
        moved = self.env["res.partner"].create({"name": "Moved"})
        moved.parent_id = self.customer
        self.assertEqual((contact.pool_id, moved.pool_id), (self.customers, self.customers))

    def test_a_contact_of_a_customer_in_the_pool_of_a_company_belongs_to_the_company(self):
        pool = self.new_pool("Own", self.anna, self.manager, kind="customer", team_id=False)
        customer = self.env["res.partner"].create(
            {"name": "Own", "is_company": True, "company_id": self.company.id, "pool_id": pool.id}
        )
        contact = self.env["res.partner"].create({"name": "Wu", "parent_id": customer.id, "company_id": False})
        self.assertEqual((contact.pool_id, contact.company_id), (pool, self.company))
