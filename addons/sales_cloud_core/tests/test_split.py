from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged, users
from odoo.tools import mute_logger

from .common import SalesCloudCommon


@tagged("post_install", "-at_install")
class TestSplit(SalesCloudCommon):
    def setUp(self):
        super().setUp()
        self.lead = self._new_opportunity(revenue=1000.0)

    def _share(self, lead, shares):
        lead.split_ids = [
            (0, 0, {"user_id": user.id, "percent": percent, "role": role}) for user, percent, role in shares
        ]
        self._end_transaction()

    @users("sc_rep")
    def test_the_owner_shares_a_deal_and_the_cents_add_up(self):
        lead = self.lead.with_user(self.env.user)
        lead.expected_revenue = 100.01
        self._share(lead, [(self.rep, 50, "owner"), (self.colleague, 50, "seller")])
        self.assertEqual(lead.split_ids.mapped("amount"), [50.0, 50.01])
        self.assertEqual(lead.split_total, 100)

    @users("sc_rep")
    def test_shares_that_do_not_total_100_are_refused_and_nothing_is_kept(self):
        lead = self.lead.with_user(self.env.user)
        with self.assertRaisesRegex(ValidationError, "total 90 %, but must total exactly 100 %"), self.cr.savepoint():
            self._share(lead, [(self.rep, 50, "owner"), (self.colleague, 40, "seller")])
        self.assertFalse(lead.split_ids)

    @users("sc_rep")
    def test_percentages_with_decimals_that_floats_cannot_add_are_accepted(self):
        lead = self.lead.with_user(self.env.user)
        self._share(
            lead, [(self.rep, 10, "owner"), (self.colleague, 58.02, "seller"), (self.manager, 31.98, "manager")]
        )
        self.assertEqual(lead.split_ids.mapped("amount"), [100.0, 580.2, 319.8])

    @users("sc_rep")
    def test_an_entered_amount_becomes_the_percentage(self):
        lead = self.lead.with_user(self.env.user)
        self._share(lead, [(self.rep, 50, "owner"), (self.colleague, 50, "seller")])
        first, second = lead.split_ids
        first.amount, second.amount = 333.33, 666.67
        self._end_transaction()
        self.assertEqual((first.amount, second.amount), (333.33, 666.67))
        self.assertAlmostEqual(first.percent, 33.333, 6)

    @users("sc_rep")
    def test_an_amount_without_revenue_is_refused_with_what_to_do(self):
        lead = self.lead.with_user(self.env.user)
        lead.expected_revenue = 0
        self._share(lead, [(self.rep, 100, "owner")])
        with self.assertRaisesRegex(UserError, "Enter a percentage"):
            lead.split_ids.amount = 10

    @users("sc_rep")
    def test_overlay_shares_may_have_any_total(self):
        lead = self.lead.with_user(self.env.user)
        overlay = self.env.ref("sales_cloud_core.split_type_overlay")
        lead.split_ids = [(0, 0, {"user_id": self.colleague.id, "percent": 30, "split_type_id": overlay.id})]
        lead.split_ids = [(0, 0, {"user_id": self.rep.id, "percent": 100})]
        self._end_transaction()
        amounts = dict(zip(lead.split_ids.mapped("user_id.login"), lead.split_ids.mapped("amount"), strict=True))
        self.assertEqual(amounts, {"sc_colleague": 300.0, "sc_rep": 1000.0})

    def test_the_same_person_twice_is_refused_by_the_database(self):
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self._share(self.lead, [(self.rep, 50, "owner"), (self.rep, 50, "seller")])

    @users("sc_rep")
    def test_the_form_of_a_deal_takes_two_people(self):
        with Form(self.lead.with_user(self.env.user), "crm.crm_lead_view_form") as form:
            for user, percent in ((self.rep, 70), (self.colleague, 30)):
                with form.split_ids.new() as line:
                    line.user_id = user
                    line.percent = percent
        self._end_transaction()
        self.assertEqual(self.lead.split_ids.mapped("amount"), [700.0, 300.0])

    @users("sc_colleague")
    def test_a_colleague_reads_the_own_share_but_cannot_raise_it(self):
        self._share(self.lead, [(self.rep, 70, "owner"), (self.colleague, 30, "seller")])
        mine = self.env["sales.split"].search([("user_id", "=", self.env.uid)])
        self.assertEqual(mine.amount, 300.0)
        with self.assertRaises(AccessError):
            mine.percent = 60

    def test_strangers_see_no_share(self):
        self._share(self.lead, [(self.rep, 70, "owner"), (self.colleague, 30, "seller")])
        for stranger in (self.outsider, self.rep_b):
            splits = self.env["sales.split"].with_user(stranger)
            self.assertFalse(splits.search([("lead_id", "=", self.lead.id)]), stranger.name)

    @users("sc_rep")
    def test_after_the_win_only_a_manager_changes_shares(self):
        lead = self.lead.with_user(self.env.user)
        self._share(lead, [(self.rep, 70, "owner"), (self.colleague, 30, "seller")])
        lead.action_set_won()
        with self.assertRaisesRegex(UserError, "only by a sales manager"):
            lead.split_ids[0].percent = 80
