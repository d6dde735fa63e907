from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestReturning(PoolCase):
    """A customer who comes back goes to who works with it, else to who let it go not long ago."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.south.write({"assign_method": "round_robin", "is_returning_kept": True, "returning_days": 30})
        cls.member_anna, cls.member_ben = cls.south.member_ids
        cls.member_ben.last_position = 99  # Anna is next in turn
        cls.customer = cls.env["res.partner"].create({"name": "Acme", "is_company": True})

    def assign_new(self, **vals):
        lead = self.new_leads(pool=self.south, **vals)
        self.south.run_assign()
        return lead.user_id, lead.holding_id.explanation

    def test_what_comes_from_a_customer_goes_to_who_works_with_it(self):
        contact = self.env["res.partner"].create({"name": "Wu", "parent_id": self.customer.id})
        cases = {
            "the customer's salesperson": lambda: self.customer.write({"user_id": self.ben.id}),
            "an open opportunity": lambda: self.new_leads(
                user=self.ben, type="opportunity", partner_id=self.customer.id
            ),
            "a lead of a contact": lambda: self.new_leads(pool=self.south, user=self.ben, partner_id=contact.id),
        }
        for case, prepare in cases.items():
            with self.subTest(case), self.env.cr.savepoint(flush=True) as savepoint:
                prepare()
                expected = (self.ben, "Ben works with this customer")
                self.assertEqual(self.assign_new(partner_id=contact.id), expected)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_phone_and_email_tell_that_the_customer_is_known(self):
        self.new_leads(pool=self.south, user=self.ben, phone="+86 755 2661 3301", email_from="Li <li@acme.example>")
        why = "Ben works with this customer"
        self.assertEqual(self.assign_new(phone="+8675526613301"), (self.ben, why))
        self.assertEqual(self.assign_new(email_from="LI@acme.example"), (self.ben, why))
        self.assertEqual(self.assign_new(email_from="other@acme.example")[0], self.anna)

    def test_the_name_of_a_company_tells_when_nothing_else_does(self):
        why = "Ben works with the company of this name"
        cases = {
            "the customer's salesperson": lambda: self.customer.write({"user_id": self.ben.id}),
            "a lead of that name": lambda: self.new_leads(
                pool=self.south, user=self.ben, partner_name="Acme Co., Ltd."
            ),
        }
        for case, prepare in cases.items():
            with self.subTest(case), self.env.cr.savepoint(flush=True) as savepoint:
                prepare()
                self.assertEqual(self.assign_new(partner_name="ACME Inc."), (self.ben, why))
                savepoint.rollback()
                self.env.invalidate_all()

    def test_a_name_tells_of_the_previous_holder_too(self):
        self.let_go("li@acme.example", "return", 10, partner_name="华风股份有限公司")
        user, why = self.assign_new(partner_name="华风集团", email_from="wu@acme.example")
        self.assertEqual(user, self.ben)
        self.assertIn("A company of this name came back: Ben had it until", why)

    def test_a_name_tells_nothing_when_it_may_be_another_company_or_another_person(self):
        def twin(**vals):
            self.customer.user_id = self.ben
            self.env["res.partner"].create({"name": "ACME GmbH", "is_company": True, **vals})

        stranger = self.env["res.company"].create({"name": "Other"})
        cases = {
            "two customers of that name": twin,
            "two people work with that name": lambda: [
                self.new_leads(pool=self.south, user=user, partner_name="Acme") for user in (self.anna, self.ben)
            ],
            "two people let it go": lambda: (
                self.let_go("a@acme.example", "return", 9, partner_name="Acme"),
                self.let_go("b@acme.example", "return", 8, self.anna, partner_name="Acme"),
            ),
            "lost by neglect": lambda: self.let_go("a@acme.example", "taken_back", 9, partner_name="Acme"),
            "a customer of another company": lambda: self.customer.write(
                {"company_id": stranger.id, "user_id": self.new_user("other", company=stranger).id}
            ),
        }
        for case, prepare in cases.items():
            with self.subTest(case), self.env.cr.savepoint(flush=True) as savepoint:
                prepare()
                self.member_ben.last_position = self.member_anna.last_position + 9
                self.assertEqual(self.assign_new(partner_name="Acme"), (self.anna, "Assigned in turn"))
                savepoint.rollback()
                self.env.invalidate_all()

    def test_a_lead_that_names_its_customer_is_not_judged_by_its_name(self):
        self.customer.user_id = self.ben
        other = self.env["res.partner"].create({"name": "Acme", "is_company": True})
        self.assertEqual(self.assign_new(partner_id=other.id, partner_name="Acme")[0], self.anna)

    def test_lost_and_archived_leads_are_nobodys_work(self):
        self.new_leads(user=self.ben, email_from="li@acme.example").action_set_lost()
        self.south.returning_days = 0
        self.assertEqual(self.assign_new(email_from="li@acme.example"), (self.anna, "Assigned in turn"))

    def test_the_previous_holder_has_a_customer_back_unless_it_was_neglected(self):
        for reason, days, returns in (("return", 10, True), ("lost", 29, True), ("return", 31, False)):
            with self.subTest(reason=reason, days=days):
                email = f"{reason}{days}@acme.example"
                self.let_go(email, reason, days)
                self.member_ben.last_position = self.member_anna.last_position + 1
                user, why = self.assign_new(email_from=email)
                self.assertEqual(user, self.ben if returns else self.anna)
                self.assertEqual("The customer came back: Ben had it until" in why, returns)

    def let_go(self, email, reason, days, user=None, **vals):
        """Have somebody, Ben by default, hold a lead and let it go some days ago; it is out of the pool then."""
        user = user or self.ben
        with freeze_time(fields.Datetime.now() - timedelta(days=days)):
            lead = self.new_leads(pool=self.south, user=user, email_from=email, **vals)
            if reason == "return":
                self.as_user(user, lead).action_pool_return(self.reason.id)
            if reason == "taken_back":
                self.as_user(self.manager, lead).write({"user_id": False})
            lead.action_set_lost()

    def test_who_lost_a_customer_by_neglect_or_by_a_manager_does_not_have_it_back(self):
        rule = {"pool_id": self.south.id, "name": "R", "followup_days": 3, "is_working_time": False}
        self.env["sales.pool.rule"].create(rule)
        lead = self.new_leads(pool=self.south, user=self.ben, email_from="li@acme.example")
        self.settle()
        with freeze_time(fields.Datetime.now() + timedelta(days=5)):
            self.assertEqual(self.south.run_reclaim(), 1)
            lead.active = False
            self.assertEqual(self.assign_new(email_from="li@acme.example"), (self.anna, "Assigned in turn"))
        taken = self.new_leads(pool=self.south, user=self.ben, email_from="wu@acme.example")
        self.as_user(self.manager, taken).write({"user_id": False})
        self.assertEqual(taken.pool_holding_ids.end_reason, "taken_back")
        taken.active = False
        self.member_ben.last_position = 0
        self.member_anna.last_position = 9
        self.member_ben.is_assignable = True
        self.assertEqual(self.assign_new(email_from="wu@acme.example"), (self.ben, "Assigned in turn"))

    def test_a_lead_that_was_given_back_waits_for_the_customers_word(self):
        self.south.cooldown_days = 7
        lead = self.new_leads(pool=self.south, user=self.ben, email_from="li@acme.example")
        self.as_user(self.ben, lead).action_pool_return(self.reason.id)
        self.member_anna.is_assignable = False
        self.assertEqual(self.south.run_assign(), 0, "the cooldown bars Ben")
        with freeze_time(fields.Datetime.now() + timedelta(days=1)):
            message = lead.message_post(
                body="We are interested again", message_type="email", email_from="li@acme.example", author_id=False
            )
            message.flush_recordset()
            self.assertEqual(self.south.run_assign(), 1, "the customer's word beats the cooldown")
        self.assertEqual(lead.user_id, self.ben)
        self.assertIn("The customer came back: Ben had it until", lead.holding_id.explanation)

    def test_limits_and_absence_hold_and_the_reason_says_that_somebody_was_passed_over(self):
        self.customer.user_id = self.ben
        passed = "Assigned in turn. Ben works with this customer, but is away, has no room or is not in the pool"
        for vals in ({"open_limit": 1}, {"away_until": "2999-01-01"}):
            with self.subTest(**vals), self.env.cr.savepoint(flush=True) as savepoint:
                self.new_leads(pool=self.south, user=self.ben)
                self.member_ben.write(vals)
                self.assertEqual(self.assign_new(partner_id=self.customer.id), (self.anna, passed))
                savepoint.rollback()
                self.env.invalidate_all()

    def test_a_pool_without_automatic_assignment_still_gives_known_customers_to_their_people(self):
        self.south.assign_method = "manual"
        self.customer.user_id = self.ben
        known, new = self.new_leads(pool=self.south, partner_id=self.customer.id), self.new_leads(pool=self.south)
        rows = self.south.simulate_assign()
        self.assertEqual([(row["record_id"], row["user_id"]) for row in rows], [(known.id, self.ben.id)])
        self.run_cron(self.env["sales.pool"]._cron_assign)
        self.assertEqual((known.user_id, new.user_id.id), (self.ben, False))

    def test_a_free_customer_goes_to_who_works_on_its_opportunity(self):
        pool = self.new_pool(
            "Customers",
            self.anna | self.ben,
            self.manager,
            kind="customer",
            team_id=False,
            company_id=False,
            calendar_id=False,
            assign_method="round_robin",
            is_returning_kept=True,
        )
        self.customer.pool_id = pool
        self.new_leads(user=self.ben, type="opportunity", partner_id=self.customer.id)
        pool.run_assign()
        self.assertEqual(self.customer.user_id, self.ben)
        self.assertEqual(self.customer.holding_id.explanation, "Ben works with this customer")

    def test_queries_do_not_grow_with_leads(self):
        counts = []
        for size in (5, 50):
            for number in range(size):
                self.new_leads(pool=self.south, email_from=f"{size}.{number}@acme.example", partner_id=self.customer.id)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.south.simulate_assign()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1] - counts[0], 3, f"five: {counts[0]}, fifty: {counts[1]}")
