from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestOdoo(PoolCase):
    """Odoo around the pools: lost, restored, archived, merged, assigned by its own cron."""

    def test_a_lost_lead_ends_and_a_restored_one_begins_again(self):
        lead = self.new_leads(pool=self.south, user=self.anna)
        own = self.as_user(self.anna, lead)
        own.action_set_lost()
        self.assertHistory(lead, [(self.anna, "automation", "lost")])
        own.action_restore()
        self.assertHistory(lead, [(self.anna, "automation", "lost"), (self.anna, "restore", False)])

    def test_an_archived_lead_ends_too(self):
        lead = self.new_leads(pool=self.south, user=self.anna)
        lead.action_archive()
        self.assertHistory(lead, [(self.anna, "automation", "archived")])

    def test_a_lead_restored_after_its_owner_left_is_free(self):
        lead = self.new_leads(pool=self.south, user=self.anna)
        lead.action_archive()
        self.south.member_ids.filtered(lambda member: member.user_id == self.anna).unlink()
        self.anna.active = False
        lead.action_unarchive()
        self.assertEqual((lead.user_id.id, lead.pool_id), (False, self.south))

    def test_merging_keeps_the_history_and_one_open_holding(self):
        leads = self.new_leads(2, pool=self.south, user=self.anna)
        merged = self.as_user(self.anna, leads).merge_opportunity()
        rows = merged.pool_holding_ids
        self.assertEqual(sorted(row.end_reason or "" for row in rows), ["", "merged"])
        self.assertEqual(rows.filtered(lambda row: not row.date_end).user_id, self.anna)

    def test_deleting_a_lead_keeps_its_history(self):
        lead = self.new_leads(pool=self.south, user=self.anna)
        holding = lead.pool_holding_ids
        lead.unlink()
        self.assertEqual((holding.end_reason, holding.record_name, holding.lead_id.id), ("deleted", "Lead 0", False))

    def test_odoos_own_assignment_takes_no_pool_lead(self):
        leads = self.new_leads(2, pool=self.south, email_from="same@example.com")
        self.env["crm.team.member"].create({"crm_team_id": self.team.id, "user_id": self.ben.id, "assignment_max": 30})
        self.team._action_assign_leads(force_quota=True, creation_delta_days=0)
        self.assertEqual(len(leads.exists()), 2)
        self.assertFalse(leads.user_id)

    def test_a_copy_is_a_new_lead_without_history(self):
        lead = self.new_leads(pool=self.south, user=self.anna)
        copy = lead.copy()
        self.assertFalse(copy.pool_id)
        self.assertFalse(copy.pool_holding_ids)

    def test_a_copy_of_a_free_lead_would_be_no_claim(self):
        lead = self.new_leads(pool=self.south)
        with self.assertRaisesRegex(AccessError, "Claim it first"):
            self.as_user(self.anna, lead).copy()
        self.assertFalse(self.as_user(self.manager, lead).copy().sudo().pool_holding_ids)

    def test_a_team_lead_of_an_unowned_email_stays_unpooled_without_entry_rules(self):
        lead = self.env["crm.lead"].create({"name": "Mail", "type": "lead", "user_id": False})
        self.assertFalse(lead.pool_id)
