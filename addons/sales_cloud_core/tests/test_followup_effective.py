from datetime import timedelta

from freezegun import freeze_time
from markupsafe import Markup

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged

NOW = "2025-03-03 08:00:00"
LONG = "Called Ms Wu: she wants a quotation for three lines"


class FollowupCase(TransactionCase):
    """Li owns lead and customer, Sun collaborates on them, Wang is a colleague, Chen their manager."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["sales.followup.type"].search([]).active = False
        cls.li = new_test_user(cls.env, "fe_li", "sales_team.group_sale_salesman", name="Li")
        cls.sun = new_test_user(cls.env, "fe_sun", "sales_team.group_sale_salesman", name="Sun")
        cls.wang = new_test_user(cls.env, "fe_wang", "sales_team.group_sale_salesman_all_leads", name="Wang")
        cls.chen = new_test_user(cls.env, "fe_chen", "sales_team.group_sale_salesman_all_leads", name="Chen")
        cls.customer = cls.env["res.partner"].create({"name": "Pump Ltd", "is_company": True, "user_id": cls.li.id})
        cls.lead = cls.new_lead()
        cls.opportunity = cls.new_lead(type="opportunity", partner_id=cls.customer.id)
        cls.settle()

    @classmethod
    def new_lead(cls, **vals):
        return cls.env["crm.lead"].create({"name": "Pump", "type": "lead", "user_id": cls.li.id, **vals})

    @classmethod
    def new_type(cls, kind="comment", **vals):
        return cls.env["sales.followup.type"].create({"kind": kind, **vals})

    @classmethod
    def settle(cls):
        """Do what the commit does."""
        cls.env.cr.flush()

    @classmethod
    def post(cls, body=LONG, record=None, user=None, **values):
        record = (cls.lead if record is None else record).with_user(user or cls.li)
        record.message_post(body=body, message_type="comment", **values)
        cls.settle()
        return cls.last(record)

    @classmethod
    def done(cls, feedback="", record=None, user=None, **values):
        record = (cls.lead if record is None else record).with_user(user or cls.li)
        activity = record.activity_schedule("mail.mail_activity_data_call", user_id=(user or cls.li).id)
        activity.action_feedback(feedback, **values)
        cls.settle()
        return cls.last(record)

    @classmethod
    def last(cls, record):
        return cls.env["sales.followup"].search([("lead_id", "=", record.id)], order="id desc", limit=1)

    def assertLast(self, record, day, kind="comment"):
        self.env.invalidate_all()
        self.assertEqual(
            (record.last_followup_at, record.last_followup_type),
            (day and fields.Datetime.to_datetime(f"{day} 08:00:00"), day and kind),
        )


@tagged("post_install", "-at_install")
class TestEffectiveFollowup(FollowupCase):
    """Whose acts count, and what an act has to fulfil."""

    @freeze_time(NOW)
    def test_the_owner_and_collaborators_follow_up_others_do_not(self):
        (self.lead | self.opportunity).collaborator_ids = self.sun
        for user, counted in [(self.wang, False), (self.sun, True), (self.li, True)]:
            with self.subTest(user.name):
                lead = self.new_lead(collaborator_ids=[Command.set(self.sun.ids)])
                self.post(record=lead, user=user)
                self.assertEqual(bool(lead.last_followup_at), counted)
        self.post(record=self.opportunity, user=self.sun)
        self.assertFalse(self.customer.last_followup_at, "Sun does not look after the customer")
        self.customer.collaborator_ids = self.sun
        self.post("They signed", record=self.opportunity, user=self.sun)
        self.assertLast(self.customer, "2025-03-03")

    def test_a_collaborator_sees_and_edits_the_lead_a_colleague_does_not(self):
        self.lead.collaborator_ids = self.sun
        self.lead.with_user(self.sun).city = "Shenzhen"
        other = new_test_user(self.env, "fe_other", "sales_team.group_sale_salesman")
        with self.assertRaises(AccessError):
            self.lead.with_user(other).city = "Beijing"

    @freeze_time(NOW)
    def test_every_demand_is_checked_and_explained(self):
        todo = self.env.ref("mail.mail_activity_data_todo")
        attachment = {"name": "photo.txt", "raw": b"x"}
        for demand, refused, ok, verdict in [
            ({"is_effective": False}, {}, None, "off"),
            ({"min_length": 20}, {"body": "Called"}, {"body": LONG}, "short"),
            ({"is_contact_required": True}, {}, {"lead": {"contact_name": "Wu"}}, "no_contact"),
            ({"is_evidence_required": True}, {}, {"file": attachment}, "no_evidence"),
            ({"is_next_step_required": True}, {}, {"plan": todo}, "no_next_step"),
        ]:
            with self.subTest(verdict):
                kind = self.new_type(**demand)
                for case, expected in [(refused, verdict), (ok, "counted")]:
                    if case is None:
                        continue
                    lead = self.new_lead(**case.get("lead", {}))
                    if case.get("plan"):
                        lead.activity_schedule(activity_type_id=todo.id, user_id=self.li.id)
                    files = [case["file"][key] for key in ("name", "raw")] if case.get("file") else None
                    followup = self.post(
                        case.get("body", LONG), record=lead, attachments=[tuple(files)] if files else None
                    )
                    self.assertEqual(followup.verdict, expected)
                    self.assertEqual(bool(lead.last_followup_at), expected == "counted")
                    self.assertEqual(bool(followup.explanation), expected != "counted")
                kind.unlink()

    @freeze_time(NOW)
    def test_a_result_is_words_left_with_the_activity(self):
        self.new_type("call", is_result_required=True)
        self.assertEqual(self.done().verdict, "no_result")
        self.assertEqual(self.done("Wants a quotation").verdict, "counted")

    @freeze_time(NOW)
    def test_the_first_row_that_matches_decides(self):
        call = self.env.ref("mail.mail_activity_data_call")
        company_b = self.env["res.company"].create({"name": "B"})
        self.new_type("call", sequence=1, company_id=company_b.id, is_effective=False)
        self.new_type("call", sequence=2, activity_type_id=call.id, min_length=10)
        self.new_type("call", sequence=3, is_effective=False)
        self.assertEqual(self.done("Short").verdict, "short")
        other = call.copy({"name": "Second call", "category": "phonecall"})
        self.lead.with_user(self.li).activity_schedule(activity_type_id=other.id, user_id=self.li.id).action_feedback(
            "A long enough result"
        )
        self.settle()
        self.assertEqual(self.last(self.lead).verdict, "off")

    @freeze_time(NOW)
    def test_planning_the_next_step_completes_the_follow_up(self):
        self.new_type("call", is_next_step_required=True)
        self.assertEqual(self.done("Wants a quotation", record=self.opportunity).verdict, "no_next_step")
        self.assertIn("schedule the next activity", self.opportunity.with_user(self.li).followup_notice)
        self.opportunity.with_user(self.li).activity_schedule("mail.mail_activity_data_todo", user_id=self.li.id)
        self.assertLast(self.opportunity, "2025-03-03", "call")
        self.assertLast(self.customer, "2025-03-03", "call")
        self.assertFalse(self.opportunity.with_user(self.li).followup_notice)

    def test_the_last_texts_of_the_person_are_compared(self):
        self.new_type(repeat_count=2)
        for day, body, verdict in [
            (3, "One", "counted"),
            (4, "Two", "counted"),
            (5, "<p>one</p>", "repeated"),
            (6, "Three", "counted"),
            (7, "One", "counted"),
        ]:
            with freeze_time(f"2025-03-0{day} 08:00:00"):
                self.assertEqual(self.post(Markup(body) if "<" in body else body).verdict, verdict, day)

    @freeze_time(NOW)
    def test_text_pasted_to_many_records_counts_on_a_few(self):
        self.new_type(copy_limit=2)
        leads = self.env["crm.lead"].concat(*(self.new_lead() for _number in range(3)))
        verdicts = [self.post("Called, no answer", record=lead).verdict for lead in leads]
        self.assertEqual(verdicts, ["counted", "counted", "copied"])
        with freeze_time(fields.Datetime.to_datetime(NOW) + timedelta(days=8)):
            self.assertEqual(self.post("Called, no answer", record=leads[2]).verdict, "counted")

    @freeze_time(NOW)
    def test_the_person_reads_why_the_last_act_did_not_count(self):
        self.new_type(min_length=20)
        self.post("Called")
        notice = self.lead.with_user(self.li).followup_notice
        self.assertIn("write at least 20 characters, it has 6", notice)
        self.assertFalse(self.lead.with_user(self.chen).followup_notice, "it was not Chen's act")
        self.post(LONG)
        self.env.invalidate_all()
        self.assertFalse(self.lead.with_user(self.li).followup_notice)

    @freeze_time(NOW)
    def test_a_back_dated_act_is_kept_but_does_not_count(self):
        followup = self.post(date=fields.Datetime.to_datetime(NOW) - timedelta(days=3))
        self.assertEqual((followup.verdict, followup.is_effective), ("untimely", False))
        self.assertFalse(self.lead.last_followup_at)

    @freeze_time(NOW)
    def test_addons_register_other_acts_such_as_visits(self):
        self.lead.with_user(self.li)._register_followup("visit")
        self.settle()
        self.assertLast(self.lead, "2025-03-03", "visit")


@tagged("post_install", "-at_install")
class TestVoidedFollowup(FollowupCase):
    """A manager takes back what is not genuine; the follow-up before it is the last one then."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for day in (3, 5):
            with freeze_time(f"2025-03-0{day} 08:00:00"):
                cls.post(f"Called on the {day}th", record=cls.opportunity)
        cls.followup = cls.last(cls.opportunity)

    def test_voiding_falls_back_to_the_one_before_also_for_the_customer(self):
        self.followup.with_user(self.chen).action_void("Nobody was called")
        self.assertLast(self.opportunity, "2025-03-03")
        self.assertLast(self.customer, "2025-03-03")
        self.assertIn("Chen voided it: Nobody was called", self.opportunity.with_user(self.li).followup_notice)
        self.assertIn("Nobody was called", self.opportunity.message_ids[0].body)
        self.followup.with_user(self.chen).action_restore()
        self.assertLast(self.opportunity, "2025-03-05")
        self.assertLast(self.customer, "2025-03-05")

    def test_voiding_all_leaves_none_and_voided_text_may_be_logged_again(self):
        everything = self.env["sales.followup"].search([("lead_id", "=", self.opportunity.id)])
        everything.with_user(self.chen).action_void("Not genuine")
        self.assertLast(self.opportunity, False)
        with freeze_time("2025-03-06 08:00:00"):
            self.post("Called on the 5th", record=self.opportunity)
        self.assertLast(self.opportunity, "2025-03-06")

    def test_who_may_not_and_what_is_refused(self):
        for user, method, args, error, sentence in [
            (self.li, "action_void", ["Why"], AccessError, "Only managers"),
            (self.chen, "action_void", [" "], UserError, "Say why"),
            (self.chen, "action_restore", [], UserError, "Only voided"),
        ]:
            with self.subTest(sentence), self.assertRaisesRegex(error, sentence):
                getattr(self.followup.with_user(user), method)(*args)
        self.followup.with_user(self.chen).action_void("Why")
        with self.assertRaisesRegex(UserError, "Only follow-ups that count"):
            self.followup.with_user(self.chen).action_void("Again")

    def test_nobody_restores_the_own_follow_up(self):
        self.opportunity.user_id = self.wang
        followup = self.post("My own words", record=self.opportunity, user=self.wang)
        followup.with_user(self.chen).action_void("Not genuine")
        with self.assertRaisesRegex(AccessError, "Another manager"):
            followup.with_user(self.wang).action_restore()

    def test_the_log_cannot_be_written_by_hand(self):
        for user in (self.li, self.chen):
            with self.assertRaises(AccessError):
                self.followup.with_user(user).is_effective = False
            with self.assertRaises(AccessError):
                self.followup.with_user(user).unlink()

    def test_people_see_their_own_acts_and_those_on_their_records(self):
        def visible(user):
            return bool(self.followup.with_user(user).search([("id", "=", self.followup.id)]))

        self.assertEqual([visible(user) for user in (self.li, self.sun, self.chen)], [True, False, True])

    def test_a_merge_takes_the_log_along(self):
        other = self.new_lead(type="opportunity", partner_id=self.customer.id)
        merged = (self.opportunity | other).with_user(self.chen).merge_opportunity()
        self.assertEqual(len(self.env["sales.followup"].search([("lead_id", "=", merged.id)])), 2)
        self.assertLast(merged, "2025-03-05")
