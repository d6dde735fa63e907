from odoo import Command
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import Form, tagged

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestHandover(PoolCase):
    """What a person holds goes to several people or back to the pools, after a look at who would receive what."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dora = cls.new_user("dora")
        cls.south.member_ids = [Command.create({"user_id": cls.dora.id})]
        cls.leads = cls.new_leads(5, pool=cls.south, user=cls.anna)

    def propose(self, *receivers, user=None, person=None, **vals):
        form = Form(self.as_user(user or self.manager, self.env["sales.pool.handover"]))
        form.user_id = person or self.anna
        for receiver in receivers:
            form.receiver_ids.add(receiver)
        for name, value in vals.items():
            form[name] = value
        return form.save()

    def shares(self, handover):
        return [len(handover.line_ids.filtered(lambda line, user=user: line.user_id == user)) for user in self.takers]

    @property
    def takers(self):
        return self.ben, self.dora

    def test_the_proposal_shares_evenly_and_nothing_happens_before_it_is_confirmed(self):
        handover = self.propose(self.ben, self.dora)
        self.assertEqual(handover.line_ids.holding_id.lead_id, self.leads)
        self.assertEqual(self.shares(handover), [3, 2])
        self.assertEqual(self.leads.user_id, self.anna)
        planned = {line.holding_id.lead_id: line.user_id for line in handover.line_ids}
        handover.action_confirm()
        self.assertEqual({lead: lead.user_id for lead in self.leads}, planned)
        self.assertEqual(handover.summary, "5 handed over, 0 back in their pools, 0 unchanged.")
        self.assertEqual(set(handover.line_ids.mapped("result")), {"Handed over"})
        for lead in self.leads:
            self.assertHistory(lead, [(self.anna, "automation", "reassigned"), (lead.user_id, "assign", False)])

    def test_the_proposal_keeps_to_the_limits_of_the_pool(self):
        self.south.holding_limit = 2
        handover = self.propose(self.ben, self.dora)
        self.assertEqual(self.shares(handover), [2, 2])
        handover.action_confirm()
        self.assertEqual(handover.summary, "4 handed over, 0 back in their pools, 1 unchanged.")
        self.assertEqual(handover.line_ids.filtered(lambda line: not line.is_done).result, "Stays")

    def test_a_line_is_changed_by_hand_and_what_is_refused_keeps_nothing_else(self):
        self.south.holding_limit = 3
        handover = self.propose()
        self.assertFalse(handover.line_ids.user_id)
        handover.line_ids.user_id = self.ben
        handover.action_confirm()
        refused = handover.line_ids.filtered(lambda line: not line.is_done)
        self.assertEqual(len(refused), 2)
        self.assertRegex(refused[0].result, "allows 3 records at once and Ben holds 3")
        self.assertEqual(len(self.leads.filtered(lambda lead: lead.user_id == self.ben)), 3)

    def test_back_to_the_pools_asks_for_a_reason(self):
        handover = self.propose(target="pool", reason_id=self.reason, note="Left the company")
        self.assertTrue(handover.has_pool_lines)
        handover.line_ids[0].write({"pool_id": False, "user_id": self.ben.id})
        handover.action_confirm()
        self.assertEqual(handover.summary, "1 handed over, 4 back in their pools, 0 unchanged.")
        self.assertEqual(len(self.leads.filtered(lambda lead: not lead.user_id and lead.pool_id == self.south)), 4)
        ended = self.leads.pool_holding_ids.filtered("return_reason_id")
        self.assertEqual(
            (set(ended.mapped("end_reason")), set(ended.mapped("end_note"))), ({"return"}, {"Left the company"})
        )
        other = self.propose(person=self.ben)
        other.line_ids.write({"pool_id": self.south.id, "user_id": False})
        with self.assertRaisesRegex(UserError, "one of the return reasons"):
            other.action_confirm()
        self.reason.is_note_required = True
        other.reason_id = self.reason
        with self.assertRaisesRegex(UserError, "asks for a note"):
            other.action_confirm()
        self.assertEqual(other.state, "draft")

    def test_the_person_it_is_opened_for_receives_nothing_back(self):
        member = self.south.member_ids.filtered(lambda member: member.user_id == self.anna)
        context = self.as_user(self.manager, member).action_hand_over()["context"]
        form = Form(self.as_user(self.manager, self.env["sales.pool.handover"]).with_context(**context))
        form.target = "pool"
        form.reason_id = self.reason
        handover = form.save()
        self.assertFalse(handover.line_ids.user_id)
        handover.action_confirm()
        self.assertFalse(self.leads.user_id)

    def test_it_is_about_the_pools_of_the_manager(self):
        east = self.new_leads(pool=self.east, user=self.anna)
        self.assertNotIn(east, self.propose().line_ids.holding_id.lead_id)
        self.assertIn(east, self.propose(user=self.ops).line_ids.holding_id.lead_id)
        with self.assertRaises(AccessError):
            self.as_user(self.anna, self.env["sales.pool.handover"]).create({"user_id": self.ben.id})

    def test_it_may_be_about_chosen_records_of_several_people(self):
        other = self.new_leads(pool=self.south, user=self.ben)
        chosen = (self.leads[0] | other).pool_holding_ids
        context = self.as_user(self.manager, chosen).action_hand_over()["context"]
        handover = self.as_user(self.manager, self.env["sales.pool.handover"]).with_context(**context).create({})
        handover.receiver_ids = self.ben | self.dora
        self.assertEqual(handover.line_ids.holding_id, chosen)
        mine = handover.line_ids.filtered(lambda line: line.holding_id.lead_id == other)
        self.assertEqual(mine.user_id, self.dora)  # Ben has it already

    def test_what_changed_hands_meanwhile_is_told(self):
        handover = self.propose(self.ben)
        self.as_user(self.manager, self.leads[0]).action_pool_assign(self.dora.id)
        handover.action_confirm()
        self.assertEqual(self.leads[0].user_id, self.dora)
        self.assertEqual(handover.summary, "4 handed over, 0 back in their pools, 1 unchanged.")

    def test_nobody_is_archived_while_holding_records_or_belonging_to_pools(self):
        with self.assertRaisesRegex(RedirectWarning, "Anna still hold 5 records") as refusal:
            self.anna.active = False
        _sentence, action, button, *_rest = refusal.exception.args
        self.assertEqual((action["res_model"], button), ("sales.pool.handover", "Hand Over"))
        handover = self.propose(self.ben, is_leaving=True)
        handover.action_confirm()
        self.assertNotIn(self.anna, self.south.access_user_ids)
        self.anna.active = False
        with self.assertRaisesRegex(RedirectWarning, "Carl still belong to the pools East pool"):
            self.carl.active = False

    def test_a_pool_whose_only_manager_leaves_is_taken_over(self):
        boss = self.new_user("boss", "sales_team.group_sale_manager")
        self.propose(user=boss, person=self.manager, is_leaving=True).action_confirm()
        self.assertEqual(self.south.manager_ids, boss)

    def test_plans_go_along_and_the_previous_owner_hears_no_more(self):
        lead = self.leads[0]
        plan = lead.activity_schedule("mail.mail_activity_data_call", user_id=self.anna.id)
        others = lead.activity_schedule("mail.mail_activity_data_todo", user_id=self.manager.id)
        self.as_user(self.manager, lead).action_pool_assign(self.ben.id)
        self.assertEqual((plan.user_id, others.user_id), (self.ben, self.manager))
        self.assertIn(self.ben.partner_id, lead.message_partner_ids)
        self.assertNotIn(self.anna.partner_id, lead.message_partner_ids)
