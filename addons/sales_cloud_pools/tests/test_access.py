from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestAccess(PoolCase):
    """Who sees free leads and the settings of pools."""

    def test_free_leads_are_seen_by_the_people_of_their_pool_only(self):
        lead = self.new_leads(pool=self.south)
        seen = {
            user.login: bool(self.as_user(user, lead).search([("id", "=", lead.id)]))
            for user in (self.anna, self.manager, self.ops, self.carl)
        }
        self.assertEqual(seen, {"pool_anna": True, "pool_manager": True, "pool_ops": True, "pool_carl": False})

    def test_a_manager_of_other_pools_does_not_see_them_either(self):
        lead = self.new_leads(pool=self.east)
        self.assertFalse(self.as_user(self.manager, lead).search([("id", "=", lead.id)]))

    def test_joining_and_leaving_takes_effect_at_once(self):
        lead = self.new_leads(pool=self.south)
        carl = self.as_user(self.carl, lead)
        self.assertFalse(carl.search([("id", "=", lead.id)]))
        member = self.env["sales.pool.member"].create({"pool_id": self.south.id, "user_id": self.carl.id})
        self.env.flush_all()
        self.assertTrue(carl.search([("id", "=", lead.id)]))
        member.unlink()
        self.env.flush_all()
        self.assertFalse(carl.search([("id", "=", lead.id)]))
        self.carl.group_ids = [Command.link(self.env.ref("sales_cloud_core.group_operations").id)]
        self.assertTrue(carl.search([("id", "=", lead.id)]))

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_pools_are_edited_by_their_managers_and_operations(self):
        with self.assertRaises(AccessError):
            self.south.with_user(self.anna).daily_claim_limit = 99
        with self.assertRaises(AccessError):
            self.east.with_user(self.manager).daily_claim_limit = 99
        self.south.with_user(self.manager).daily_claim_limit = 5
        self.east.with_user(self.ops).daily_claim_limit = 5
        with self.assertRaises(AccessError):
            self.env["sales.pool.member"].with_user(self.manager).create(
                {"pool_id": self.east.id, "user_id": self.anna.id}
            )

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_the_ledger_is_read_by_the_people_of_the_pool_and_written_by_nobody(self):
        holding = self.new_leads(pool=self.south, user=self.anna).pool_holding_ids
        for user in (self.anna, self.ben, self.manager, self.ops):
            self.assertTrue(holding.with_user(user).record_name)
            with self.assertRaises(AccessError):
                holding.with_user(user).is_locked = True
        with self.assertRaises(AccessError):
            holding.with_user(self.carl).read(["record_name"])

    def test_another_company_sees_nothing(self):
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self.new_user("stranger", "sales_cloud_core.group_operations", company=other)
        lead = self.new_leads(pool=self.south, user=self.anna)
        for records in (self.south, lead.pool_holding_ids, self.south.member_ids, lead):
            found = records.with_user(stranger).with_company(other).search([("id", "in", records.ids)])
            self.assertFalse(found, records._name)

    def test_a_pool_is_archived_when_it_is_empty(self):
        pool = self.as_user(self.ops, self.south)
        leads = self.new_leads(pool=self.south) | self.new_leads(pool=self.south, user=self.anna)
        with self.assertRaisesRegex(ValidationError, "“South pool” holds 2 records"):
            pool.active = False
        self.as_user(self.ops, leads).action_pool_transfer(self.east.id)
        pool.active = False
        self.assertFalse(pool.active)

    def test_nothing_goes_to_an_archived_pool(self):
        rule = self.env["sales.pool.rule"].create(
            {"pool_id": self.south.id, "name": "Idle", "followup_days": 1, "target_pool_id": self.east.id}
        )
        lead = self.new_leads(pool=self.south, user=self.anna)
        self.assertRegex(lead.reclaim_reason, "Goes back to East pool")
        self.east.active = False
        self.env.invalidate_all()
        self.assertRegex(lead.reclaim_reason, "Goes back to South pool")
        self.assertEqual(rule._get_target(self.south), self.south)

    def test_a_look_at_hidden_fields_is_for_members(self):
        phone = self.env["ir.model.fields"]._get("res.partner", "phone")
        customers = self.new_customer_pool(masked_field_ids=[Command.set(phone.ids)], is_reveal_allowed=True)
        customer = self.env["res.partner"].create({"name": "Acme", "phone": "1", "pool_id": customers.id})
        self.as_user(self.anna, customer).action_pool_claim()
        self.as_user(self.anna, customer).action_pool_return(self.reason.id)
        customers.member_ids.filtered(lambda member: member.user_id == self.anna).unlink()
        past = self.as_user(self.anna, customer)
        past.invalidate_recordset()
        self.assertEqual((past.name, past.can_pool_reveal), ("Acme", False))
        with self.assertRaisesRegex(AccessError, "not a member of this pool"):
            past.action_pool_reveal()

    def test_the_buttons_follow_the_rights(self):
        free, held = self.new_leads(pool=self.south), self.new_leads(pool=self.south, user=self.anna)
        self.assertEqual(
            [
                (lead.can_pool_claim, lead.can_pool_return, lead.can_pool_manage)
                for user in (self.anna, self.manager)
                for lead in self.as_user(user, free | held)
            ],
            [(True, False, False), (False, True, False), (True, False, True), (False, True, True)],
        )
