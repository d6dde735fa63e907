from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestReturn(PoolCase):
    """Returning, assigning, transferring, revealing: by whom, and what the ledger says."""

    def test_a_return_keeps_team_and_company_and_needs_a_reason(self):
        lead = self.new_leads(pool=self.south, user=self.anna)
        own = self.as_user(self.anna, lead)
        with self.assertRaisesRegex(UserError, "with a reason"):
            own.write({"user_id": False})
        with self.assertRaisesRegex(UserError, "Choose one"):
            own.action_pool_return(False)
        own.action_pool_return(self.reason.id, note="call again in May")
        self.assertEqual(
            (lead.user_id.id, lead.pool_id, lead.team_id, lead.company_id), (False, self.south, self.team, self.company)
        )
        self.assertHistory(lead, [(self.anna, "automation", "return")])
        holding = lead.pool_holding_ids
        self.assertEqual((holding.return_reason_id, holding.end_note), (self.reason, "call again in May"))
        self.assertNotIn(self.anna.partner_id, lead.message_partner_ids)
        self.assertTrue(lead.pool_entry_at)

    def test_a_reason_may_demand_a_note(self):
        self.reason.is_note_required = True
        lead = self.new_leads(pool=self.south, user=self.anna)
        with self.assertRaisesRegex(UserError, "asks for a note"):
            self.as_user(self.anna, lead).action_pool_return(self.reason.id, note=" ")

    def test_a_return_goes_to_another_pool_of_the_person_only(self):
        lead = self.new_leads(pool=self.south, user=self.anna)
        with self.assertRaisesRegex(AccessError, "Choose one of yours"):
            self.as_user(self.anna, lead).action_pool_return(self.reason.id, pool_id=self.east.id)
        self.env["sales.pool.member"].create({"pool_id": self.east.id, "user_id": self.anna.id})
        self.as_user(self.anna, lead).action_pool_return(self.reason.id, pool_id=self.east.id)
        self.assertEqual(lead.pool_id, self.east)

    def test_a_colleague_does_not_return_what_is_not_his(self):
        lead = self.new_leads(pool=self.south, user=self.anna)
        with self.assertRaises(AccessError):
            self.as_user(self.ben, lead).action_pool_return(self.reason.id)
        self.as_user(self.manager, lead).action_pool_return(self.reason.id)
        self.assertFalse(lead.user_id)

    def test_a_manager_takes_back_by_clearing_the_salesperson(self):
        lead = self.new_leads(pool=self.south, user=self.anna)
        self.as_user(self.manager, lead).write({"user_id": False})
        self.assertHistory(lead, [(self.anna, "automation", "taken_back")])
        self.assertEqual((lead.team_id, lead.company_id), (self.team, self.company))

    def test_a_manager_assigns_to_people_of_the_pool_only(self):
        leads = self.new_leads(2, pool=self.south)
        managed = self.as_user(self.manager, leads)
        with self.assertRaisesRegex(UserError, "Carl is not in the pool"):
            managed.action_pool_assign(self.carl.id)
        with self.assertRaisesRegex(UserError, "Carl is not in the pool"):
            managed.write({"user_id": self.carl.id})
        managed.action_pool_assign(self.anna.id)
        self.assertHistory(leads[0], [(self.anna, "assign", False)])
        managed.action_pool_assign(self.ben.id)
        self.assertHistory(leads[0], [(self.anna, "assign", "reassigned"), (self.ben, "assign", False)])
        with self.assertRaises(AccessError):
            self.as_user(self.ben, leads).action_pool_assign(self.anna.id)

    def test_a_transfer_moves_free_and_held_records_and_keeps_owners(self):
        free, held = self.new_leads(pool=self.south), self.new_leads(pool=self.south, user=self.anna)
        self.as_user(self.manager, free | held).action_pool_transfer(self.east.id)
        self.assertEqual((free | held).pool_id, self.east)
        self.assertEqual((free.user_id.id, held.user_id), (False, self.anna))
        self.assertHistory(held, [(self.anna, "automation", "moved"), (self.anna, "move", False)])
        with self.assertRaises(AccessError):
            self.as_user(self.anna, held).action_pool_transfer(self.south.id)
        with self.assertRaises(AccessError):
            self.as_user(self.anna, held).write({"pool_id": self.south.id})

    def test_open_activities_wait_for_the_next_owner(self):
        lead = self.new_leads(pool=self.south, user=self.anna)
        activity = lead.activity_schedule("mail.mail_activity_data_call", user_id=self.anna.id)
        self.as_user(self.anna, lead).action_pool_return(self.reason.id)
        self.assertFalse(activity.user_id)
        self.as_user(self.ben, lead).action_pool_claim()
        self.assertEqual(activity.user_id, self.ben)

    def test_the_ledger_is_append_only_even_for_the_superuser(self):
        lead = self.new_leads(pool=self.south, user=self.anna)
        holding = lead.pool_holding_ids
        with self.assertRaisesRegex(AccessError, "cannot be changed"):
            holding.user_id = self.ben
        lead.user_id = False
        with self.assertRaisesRegex(AccessError, "cannot be changed"):
            holding.end_reason = "return"
        with self.assertRaisesRegex(AccessError, "cannot be deleted"):
            holding.unlink()

    def test_reveals_are_logged_and_limited(self):
        self.south.write({"is_reveal_allowed": True, "daily_reveal_limit": 1})
        first, second = self.new_leads(2, pool=self.south)
        self.as_user(self.anna, first).action_pool_reveal()
        self.as_user(self.anna, first).action_pool_reveal()
        self.assertEqual(self.env["sales.pool.reveal"].search([("lead_id", "=", first.id)]).user_id, self.anna)
        with self.assertRaisesRegex(UserError, "shows 1 records a day"):
            self.as_user(self.anna, second).action_pool_reveal()
        self.south.is_reveal_allowed = False
        with self.assertRaisesRegex(UserError, "Claim it"):
            self.as_user(self.ben, second).action_pool_reveal()
        with self.assertRaisesRegex(UserError, "hides nothing"):
            self.as_user(self.anna, self.new_leads(1, user=self.anna, pool=self.env["sales.pool"])).action_pool_reveal()

    def test_the_wizard_asks_and_the_records_answer(self):
        leads = self.new_leads(2, pool=self.south, user=self.anna)
        action = self.as_user(self.anna, leads).action_pool_ask()
        wizard = Form(self.env["sales.pool.operation"].with_user(self.anna).with_context(**action["context"]))
        wizard.reason_id = self.reason
        wizard.save().action_confirm()
        self.assertFalse(leads.user_id)
