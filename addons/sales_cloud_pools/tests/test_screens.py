from odoo import Command
from odoo.tests import tagged

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestScreens(PoolCase):
    """What the screens of the pools tell besides the fields of a record."""

    def test_what_one_holds_comes_in_the_order_in_which_it_goes_back(self):
        rule = {"pool_id": self.south.id, "name": "Idle", "is_working_time": False}
        self.env["sales.pool.rule"].create(rule | {"followup_days": 9, "domain": "[('priority', '=', '0')]"})
        self.env["sales.pool.rule"].create(rule | {"followup_days": 3, "domain": "[('priority', '=', '1')]"})
        late, never, soon = (
            self.new_leads(pool=self.south, user=self.anna, priority=priority) for priority in ("0", "2", "1")
        )
        self.settle()
        leads = self.as_user(self.anna, self.env["crm.lead"])
        mine = [("user_id", "=", self.anna.id)]
        self.assertEqual(leads.search(mine, order="reclaim_at, id"), soon + late + never)
        self.assertEqual(leads.search(mine, order="reclaim_at DESC NULLS LAST, id"), late + soon + never)

    def test_a_free_record_says_what_it_shows_after_the_claim(self):
        self.south.masked_field_ids = [
            Command.set([self.env.ref("crm.field_crm_lead__phone").id, self.env.ref("crm.field_crm_lead__city").id])
        ]
        lead = self.new_leads(pool=self.south, phone="+86 755 2661 3301")
        anna, manager = self.as_user(self.anna, lead), self.as_user(self.manager, lead)
        self.assertEqual(anna.pool_mask_notice, "Shown once you claim it: Phone, City")
        self.assertFalse(manager.pool_mask_notice)
        anna.action_pool_claim()
        self.assertFalse(anna.pool_mask_notice)

    def test_a_record_that_a_manager_takes_back_says_so(self):
        lead = self.new_leads(pool=self.south, user=self.anna)
        self.as_user(self.anna, lead).action_pool_return(self.reason.id)
        self.assertEqual(lead.pool_entry_reason, "No need")
        self.as_user(self.ben, lead).action_pool_claim()
        self.as_user(self.manager, lead).write({"user_id": False})
        self.assertEqual(lead.pool_entry_reason, "Taken back by Manager")

    def test_the_warning_leads_to_what_goes_back(self):
        rule = {"pool_id": self.south.id, "name": "Idle", "is_working_time": False, "followup_days": 3}
        self.env["sales.pool.rule"].create(rule)
        lead = self.new_leads(pool=self.south, user=self.anna)
        self.settle()
        _subject, body = lead.holding_id._prepare_warning(self.anna)
        self.assertIn(f'<a href="/odoo/crm.lead/{lead.id}"><b>{lead.name}</b></a>: Goes back to South pool on', body)

    def test_who_claims_one_record_is_led_to_it(self):
        one, two, three = self.new_leads(3, pool=self.south)
        told = self.as_user(self.anna, one).action_pool_claim()["params"]
        link = {"label": one.name, "url": f"/odoo/crm.lead/{one.id}"}
        self.assertEqual((told["message"], told["links"]), ("Yours now: %s", [link]))
        told = self.as_user(self.anna, two + three).action_pool_claim()["params"]
        self.assertEqual((told["message"], told["links"]), ("Yours now: Lead 1, Lead 2", []))
