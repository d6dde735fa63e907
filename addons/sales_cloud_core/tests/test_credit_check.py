import random

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import SalesCloudCommon


@tagged("post_install", "-at_install")
class TestCreditCheck(SalesCloudCommon):
    """The ledger equals what the documents say, and the check finds where it does not."""

    def _check(self, companies=None):
        companies = companies or self.company_a | self.company_b
        self.env["sales.credit"]._check_ledger(companies)
        return self.env["sales.credit.difference"].search([("company_id", "in", companies.ids)])

    def _book_beside(self, lead, user, amount):
        """Book what no document says, as a fault would."""
        share = {
            "user_id": user.id,
            "split_type_id": self.env.ref("sales_cloud_core.split_type_revenue").id,
            "amount": amount,
            "currency_id": self.cny.id,
        }
        wanted = [*lead._prepare_credit_bookings(None)[0][2], share]
        self.env["sales.credit"]._book(lead, "won", wanted, lead._get_won_date(True))

    def test_a_sound_ledger_shows_no_difference(self):
        self._new_opportunity().action_set_won()
        self._new_opportunity(user=self.rep_b).action_set_won()
        self.assertFalse(self._check())

    def test_a_fault_is_found_shown_and_booked_by_a_button(self):
        lead = self._new_opportunity()
        lead.action_set_won()
        self._book_beside(lead, self.colleague, 70.0)
        difference = self._check().with_user(self.operations)
        self.assertEqual(
            (difference.user_id, difference.amount_expected, difference.amount_booked, difference.amount_difference),
            (self.colleague, 0, 70, -70),
        )
        self.assertEqual(difference.action_open_document()["res_id"], lead.id)
        difference.action_book_difference()
        self.assert_ledger(lead, "won", {self.rep: 1000})
        self.assertFalse(self._check())

    def test_what_an_import_by_sql_won_is_found_and_booked(self):
        lead = self._new_opportunity(revenue=300)
        lead.flush_recordset()
        self.env.cr.execute(
            "UPDATE crm_lead SET stage_id = %s, probability = 100, won_status = 'won' WHERE id = %s",
            (self.stage_won.id, lead.id),
        )
        lead.invalidate_recordset()
        difference = self._check()
        self.assertEqual((difference.user_id, difference.amount_difference), (self.rep, 300))
        difference.action_book_difference()
        self.assert_ledger(lead, "won", {self.rep: 300})

    def test_credit_of_a_deleted_document_is_shown_but_not_booked(self):
        lead = self._new_opportunity()
        lead.action_set_won()
        row = lead.credit_ids
        self.env.cr.execute("UPDATE sales_credit SET lead_id = NULL, res_id = 2000000000 WHERE id = %s", (row.id,))
        self.env.invalidate_all()
        lead.stage_id = self.stage_new
        difference = self._check().filtered("is_gone")
        self.assertEqual((difference.origin, difference.amount_difference), (row.origin, -1000))
        with self.assertRaisesRegex(UserError, "does not exist any more"):
            difference.action_book_difference()

    def test_each_company_is_checked_on_its_own(self):
        lead = self._new_opportunity(user=self.rep_b)
        lead.action_set_won()
        self._book_beside(lead, self.rep_b, 5)
        self.assertFalse(self._check(self.company_a))
        self.assertEqual(len(self._check(self.company_b)), 1)
        self.assertFalse(self.env["sales.credit.difference"].with_user(self.operations).search([("id", "!=", 0)]))

    def test_only_operations_check(self):
        for user in (self.rep, self.manager):
            with self.assertRaises(AccessError):
                self.env["sales.credit.difference"].with_user(user).action_check()
        action = self.env["sales.credit.difference"].with_user(self.operations).action_check()
        self.assertEqual(action["params"]["type"], "success")

    def test_any_sequence_leaves_what_the_documents_say(self):
        rng = random.Random(20260310)
        leads = [self._new_opportunity(f"Deal {n}", rng.randrange(-(10**6), 10**7) / 100) for n in range(6)]
        acts = [self._win, self._reopen, self._reprice, self._share, self._hand_over, self._lose]
        for _step in range(80):
            lead = rng.choice(leads)
            rng.choice(acts)(lead, rng)
            self._end_transaction()
            booked = {user: amount for user, amount in self._net(lead).items() if amount}
            self.assertEqual(round(sum(booked.values()), 2), lead.expected_revenue if lead._is_won() else 0)
        self.assertFalse(self._check())
        rows = self.env["sales.credit"].search_count([])
        for lead in leads:
            lead._rebook_credit()
        self.assertEqual(self.env["sales.credit"].search_count([]), rows, "a rebuild books nothing more")

    def _net(self, lead):
        rows = self.env["sales.credit"]._read_group([("lead_id", "=", lead.id)], ["user_id"], ["amount:sum"])
        return {user: round(amount, 2) for user, amount in rows}

    def _win(self, lead, rng):
        lead.action_set_won()

    def _reopen(self, lead, rng):
        lead.action_restore() if lead.won_status == "lost" else lead.write({"stage_id": self.stage_new.id})

    def _lose(self, lead, rng):
        if not lead._is_won():  # Odoo wants it re-opened first
            lead.action_set_lost()

    def _reprice(self, lead, rng):
        lead.expected_revenue = rng.randrange(-(10**6), 10**7) / 100

    def _hand_over(self, lead, rng):
        lead.user_id = rng.choice([self.rep, self.colleague, self.outsider])

    def _share(self, lead, rng):
        people = rng.sample([self.rep, self.colleague, self.outsider, self.manager], rng.randint(1, 4))
        weights = [rng.randint(1, 99) for _person in people]
        lead.split_ids = [(5, 0, 0)] + [
            (0, 0, {"user_id": user.id, "percent": weight / sum(weights) * 100})
            for user, weight in zip(people, weights, strict=True)
        ]

    def test_the_check_of_many_deals_costs_few_queries(self):
        counts = []
        for size in (10, 100):
            leads = self.env["crm.lead"].create(
                [{"name": f"Deal {n}", "type": "opportunity", "user_id": self.rep.id} for n in range(size)]
            )
            leads.stage_id = self.stage_won
            self._end_transaction()
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            self._check()
            counts.append(self.cr.sql_log_count - start)
        self.assertLessEqual(counts[1], counts[0] + 2)
