from datetime import timedelta

from freezegun import freeze_time
from markupsafe import Markup

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

NOW = "2025-03-03 08:00:00"


@tagged("post_install", "-at_install")
class TestFollowup(TransactionCase):
    """Li owns the lead and the customer; Wang is a colleague, Chen the manager."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.li = new_test_user(cls.env, "fu_li", "sales_team.group_sale_salesman", email="fu_li@example.com")
        cls.wang = new_test_user(cls.env, "fu_wang", "sales_team.group_sale_salesman_all_leads")
        cls.lead = cls.env["crm.lead"].create({"name": "Pump", "type": "lead", "user_id": cls.li.id})
        cls.customer = cls.env["res.partner"].create({"name": "Pump Ltd", "is_company": True, "user_id": cls.li.id})
        cls.contact = cls.env["res.partner"].create({"name": "Wu", "parent_id": cls.customer.id})
        cls.opportunity = cls.env["crm.lead"].create(
            {"name": "Pumps", "type": "opportunity", "user_id": cls.li.id, "partner_id": cls.contact.id}
        )
        cls.stages = cls.env["crm.stage"].search([("team_ids", "=", False), ("is_won", "=", False)])
        cls.flush_followups(cls)

    def flush_followups(self):
        """Do what the commit does."""
        self.env.cr.flush()

    def post(self, body, user=None, record=None, **values):
        record = (record or self.lead).with_user(user or self.li)
        values = {"message_type": "comment", "subtype_xmlid": "mail.mt_note", **values}
        message = record.message_post(body=body, **values)
        self.flush_followups()
        return message

    def assertFollowup(self, record, moment, kind):
        found = (record.last_followup_at, record.last_followup_type)
        self.assertEqual(found, (moment and fields.Datetime.to_datetime(moment), kind))

    @freeze_time(NOW)
    def test_a_note_of_the_owner_counts(self):
        self.assertFollowup(self.lead, False, False)
        self.post("Called Ms Wu, she wants a quotation")
        self.assertFollowup(self.lead, NOW, "comment")

    @freeze_time(NOW)
    def test_what_does_not_count(self):
        owner, colleague = self.li, self.wang
        day = timedelta(days=1)
        now = fields.Datetime.now()
        mailing = {"message_type": "email_outgoing", "author_id": owner.partner_id.id}
        for case, user, body, values in [
            ("a colleague's note", colleague, "Seen at the fair", {}),
            ("an empty note", owner, Markup("<p><br></p>"), {}),
            ("automated mail", owner, "Thank you for your interest", {"message_type": "auto_comment"}),
            ("a system notification", owner, "Assigned", {"message_type": "notification"}),
            ("a mailing in the owner's name", colleague, "News", mailing),
            ("a back-dated note", owner, "Called", {"date": now - day}),
            ("a post-dated note", owner, "Called", {"date": now + day}),
        ]:
            with self.subTest(case):
                self.post(body, user, **values)
                self.assertFollowup(self.lead, False, False)

    def test_repeated_text_does_not_count_and_new_text_does(self):
        for day, body, counted in [
            ("2025-03-03", "Called, no answer", "2025-03-03"),
            ("2025-03-04", Markup("<p>called,  no <b>ANSWER</b></p>"), "2025-03-03"),
            ("2025-03-05", "Called, wants a quotation", "2025-03-05"),
            ("2025-03-06", "Called, no answer", "2025-03-05"),
            ("2025-03-07", "Called, they signed", "2025-03-07"),
        ]:
            with freeze_time(day):
                self.post(body)
            self.assertFollowup(self.lead, counted, "comment")

    @freeze_time(NOW)
    def test_a_done_activity_counts_by_its_type(self):
        for xmlid, kind in [
            ("mail.mail_activity_data_call", "call"),
            ("mail.mail_activity_data_meeting", "meeting"),
            ("mail.mail_activity_data_todo", "activity"),
        ]:
            with self.subTest(kind):
                activity = self.lead.with_user(self.li).activity_schedule(xmlid, user_id=self.li.id)
                activity.action_feedback("Done: " + kind)
                self.flush_followups()
                self.assertFollowup(self.lead, NOW, kind)

    def test_the_same_feedback_twice_counts_once(self):
        for day, counted in [("2025-03-03", "2025-03-03"), ("2025-03-04", "2025-03-03")]:
            with freeze_time(day):
                lead = self.lead.with_user(self.li)
                activity = lead.activity_schedule("mail.mail_activity_data_call", user_id=self.li.id)
                activity.action_feedback("No answer")
                self.flush_followups()
            self.assertFollowup(self.lead, counted, "call")

    @freeze_time(NOW)
    def test_a_meeting_counts_for_its_organizer(self):
        Event = self.env["calendar.event"].with_user(self.wang)
        values = {"name": "Visit", "start": "2025-03-10 01:00:00", "stop": "2025-03-10 02:00:00"}
        Event.create({**values, "opportunity_id": self.opportunity.id})
        self.flush_followups()
        self.assertFollowup(self.opportunity, False, False)
        Event.with_user(self.li).create({**values, "opportunity_id": self.opportunity.id})
        self.flush_followups()
        self.assertFollowup(self.opportunity, NOW, "meeting")

    @freeze_time(NOW)
    def test_a_stage_change_by_the_owner_counts_not_by_others_or_the_system(self):
        for user, counts in [(self.wang, False), (None, False), (self.li, True)]:
            opportunity = self.opportunity.with_user(user) if user else self.opportunity.sudo()
            opportunity.stage_id = (self.stages - opportunity.stage_id)[0]
            self.flush_followups()
            self.assertFollowup(self.opportunity, NOW if counts else False, "stage" if counts else False)

    @freeze_time(NOW)
    def test_writing_the_same_stage_is_no_followup(self):
        self.opportunity.with_user(self.li).write({"stage_id": self.opportunity.stage_id.id})
        self.flush_followups()
        self.assertFollowup(self.opportunity, False, False)

    @freeze_time(NOW)
    def test_work_on_a_deal_counts_for_the_customer_company(self):
        self.post("Sent the drawing", record=self.opportunity)
        self.assertFollowup(self.opportunity, NOW, "comment")
        self.assertFollowup(self.customer, NOW, "comment")
        self.assertFollowup(self.contact, False, False)

    @freeze_time(NOW)
    def test_work_on_a_deal_does_not_count_for_another_owners_customer(self):
        self.customer.user_id = self.wang
        self.post("Sent the drawing", record=self.opportunity)
        self.assertFollowup(self.opportunity, NOW, "comment")
        self.assertFollowup(self.customer, False, False)

    @freeze_time(NOW)
    def test_a_hundred_posts_cost_three_queries(self):
        leads = self.env["crm.lead"].create([{"name": f"L{n}", "user_id": self.li.id} for n in range(100)])
        self.flush_followups()
        messages = [
            {
                "model": "crm.lead",
                "res_id": lead.id,
                "body": f"Called about {lead.name}",
                "message_type": "comment",
                "author_id": self.li.partner_id.id,
            }
            for lead in leads
        ]
        self.env["mail.message"].create(messages)
        self.env.flush_all()
        with self.assertQueryCount(3):
            self.flush_followups()
        self.assertEqual(set(leads.mapped("last_followup_type")), {"comment"})

    @freeze_time(NOW)
    def test_the_hook_gets_all_records_of_a_transaction_at_once(self):
        calls = []
        self.patch(type(self.env["crm.lead"]), "_after_followup", lambda leads: calls.append(leads.ids))
        for lead in self.lead | self.opportunity:
            lead.with_user(self.li).message_post(body="Called", message_type="comment")
        self.flush_followups()
        self.assertEqual([sorted(ids) for ids in calls], [sorted((self.lead | self.opportunity).ids)])

    def test_nobody_writes_a_followup_by_hand(self):
        lead = self.lead.with_user(self.li)
        with self.assertRaisesRegex(AccessError, "recorded when the owner acts"):
            lead.last_followup_at = fields.Datetime.now()
        with self.assertRaises(AccessError):
            lead.create({"name": "X", "last_followup_type": "call"})
        lead.write({"name": "Pump 2", "last_followup_at": False})
        self.assertFalse(lead.copy().last_followup_at)

    def test_a_merge_keeps_the_latest_followup(self):
        other = self.env["crm.lead"].create({"name": "Pump", "type": "lead", "user_id": self.li.id})
        for day, lead in [("2025-03-03", self.lead), ("2025-03-05", other)]:
            with freeze_time(day):
                self.post("Called on " + day, record=lead)
        merged = (self.lead | other).with_user(self.li).merge_opportunity()
        self.assertFollowup(merged, "2025-03-05", "comment")

    @mute_logger("odoo.addons.base.wizard.base_partner_merge")
    def test_a_partner_merge_keeps_the_latest_followup_and_counts_again(self):
        twin = self.env["res.partner"].create({"name": "Pump Limited", "is_company": True, "user_id": self.li.id})
        self.env["crm.lead"].create({"name": "P", "type": "opportunity", "partner_id": twin.id})
        for day, customer in [("2025-03-03", twin), ("2025-03-05", self.customer)]:
            with freeze_time(day):
                self.post("Called on " + day, record=customer)
        groups = "base.group_partner_manager,sales_team.group_sale_salesman_all_leads"
        manager = new_test_user(self.env, "fu_merge", groups)
        self.env["base.partner.merge.automatic.wizard"].with_user(manager)._merge(
            (twin | self.customer).ids, twin.with_user(manager), extra_checks=False
        )
        self.assertFollowup(twin, "2025-03-05", "comment")
        self.assertEqual(twin.open_opportunity_count, 2)
