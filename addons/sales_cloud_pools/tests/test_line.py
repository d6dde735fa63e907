from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .line_common import LineCase


@tagged("post_install", "-at_install")
class TestLine(LineCase):
    """A customer has one owner in each business line."""

    def test_a_customer_that_is_owned_in_one_line_is_free_in_another(self):
        self.claim(self.anna, self.acme)
        Place = self.as_user(self.carl, self.env["sales.pool.placement"])
        self.assertEqual(Place.search([("is_in_my_pools", "=", True)]), self.place)
        self.claim(self.carl, self.place)
        self.assertEqual((self.acme.user_id, self.place.user_id), (self.anna, self.carl))
        self.assertHistory(self.acme, [(self.anna, "claim", False), (self.carl, "claim", False)])
        self.assertEqual(self.acme.pool_holding_ids.sorted("id").business_line_id, self.main | self.line)
        self.assertEqual(self.acme.holding_id.user_id, self.anna)
        self.assertEqual(self.place.pool_holding_ids.record_name, "Acme (Services)")

    def test_free_places_are_seen_by_the_people_of_their_pool(self):
        seen = [
            bool(self.as_user(user, self.place).search([("id", "=", self.place.id)]))
            for user in (self.anna, self.ben, self.carl, self.manager, self.ops)
        ]
        self.assertEqual(seen, [False, True, True, True, True])

    def test_who_is_not_in_the_pool_of_the_line_is_refused(self):
        with self.assertRaisesRegex(AccessError, "not a member"):
            self.claim(self.anna, self.place)

    def test_the_second_to_claim_is_refused(self):
        self.claim(self.carl, self.place)
        with self.assertRaisesRegex(UserError, "Somebody else was faster: Acme"):
            self.claim(self.ben, self.place)
        self.assertHistory(self.place, [(self.carl, "claim", False)])

    def test_limits_count_in_the_pool_of_the_line_only(self):
        self.services.holding_limit = 1
        others = self.new_customer("Beta") | self.new_customer("Gamma")
        self.claim(self.ben, self.acme, others[0])
        self.claim(self.ben, self.place)
        with self.assertRaisesRegex(UserError, "allows 1 records at once"):
            self.claim(self.ben, self.new_place(others[1]))
        self.claim(self.ben, others[1])
        self.assertEqual(self.services._count_open(self.ben), {self.ben.id: 1})

    def test_the_cooldown_of_a_line_is_about_that_line(self):
        self.services.cooldown_days = self.customers.cooldown_days = 7
        self.claim(self.ben, self.place)
        self.as_user(self.ben, self.place).action_pool_return(self.reason.id)
        with self.assertRaisesRegex(UserError, "held this before"):
            self.claim(self.ben, self.place)
        self.claim(self.ben, self.acme)
        self.assertEqual(self.acme.user_id, self.ben)

    def test_freshness_and_the_published_hour_hold(self):
        self.services.fresh_hours = 24
        with self.assertRaisesRegex(UserError, "For the first 24 hours"):
            self.claim(self.carl, self.place)
        self.services.fresh_hours = 0
        self.place.sudo().pool_release_at = "2999-01-01 01:00:00"
        with self.assertRaisesRegex(UserError, "opens for everybody"):
            self.claim(self.carl, self.place)

    def test_a_return_of_one_line_leaves_the_other(self):
        self.claim(self.anna, self.acme)
        self.claim(self.carl, self.place)
        with self.assertRaisesRegex(AccessError, "Only the managers"):
            self.as_user(self.ben, self.place).action_pool_return(self.reason.id)
        self.as_user(self.carl, self.place).action_pool_return(self.reason.id, note="Not now")
        self.assertEqual((self.acme.user_id, self.place.user_id.id), (self.anna, False))
        self.assertEqual(self.place.pool_entry_reason, "No need")
        self.assertHistory(self.place, [(self.carl, "claim", "return")])
        self.assertIn(self.anna.partner_id, self.acme.message_partner_ids)
        self.assertNotIn(self.carl.partner_id, self.acme.message_partner_ids)

    def test_managers_assign_move_and_take_back(self):
        wider = self.new_line_pool("Wider")
        managed = self.as_user(self.manager, self.place)
        managed.action_pool_assign(self.carl.id)
        managed.action_pool_transfer(wider.id)
        managed.user_id = False
        self.assertHistory(self.place, [(self.carl, "assign", "moved"), (self.carl, "move", "taken_back")])
        self.assertEqual(self.place.pool_id, wider)
        with self.assertRaisesRegex(AccessError, "Only the managers"):
            self.as_user(self.ben, self.place).action_pool_assign(self.ben.id)

    def test_nobody_takes_what_a_colleague_holds(self):
        self.claim(self.carl, self.place)
        with self.assertRaises(AccessError):
            self.as_user(self.ben, self.place).user_id = self.ben

    def test_records_stay_in_the_pools_of_their_line(self):
        for record, pool in ((self.acme, self.services), (self.place, self.customers)):
            with self.subTest(pool=pool.name), self.assertRaisesRegex(UserError, "is for the business line"):
                self.as_user(self.manager, record).action_pool_transfer(pool.id)
        with self.assertRaisesRegex(UserError, "is for the business line"):
            self.new_place(self.new_customer("Beta"), self.customers)
        with self.assertRaises(ValidationError):
            self.services.wider_pool_id = self.customers
        with self.assertRaises(ValidationError):
            self.new_rule(self.services, followup_days=1, target_pool_id=self.customers.id)
        with self.assertRaisesRegex(ValidationError, "stays in its business line"):
            self.services.business_line_id = self.main

    @mute_logger("odoo.sql_db")
    def test_the_database_keeps_one_owner_for_customer_and_line(self):
        self.claim(self.anna, self.acme)
        self.claim(self.carl, self.place)
        for holding in self.acme.pool_holding_ids:
            line = holding.business_line_id.name
            with self.subTest(line=line), self.assertRaises(IntegrityError), self.env.cr.savepoint():
                holding.copy({"user_id": self.ben.id, "date_end": False})
                self.env.flush_all()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.new_place(self.acme)

    def test_customers_flow_into_the_lines_whose_rules_they_match(self):
        self.services.write({"is_entry_automatic": True, "entry_domain": "[('city', '=', 'Shenzhen')]"})
        new = self.new_customer("Beta", city="Shenzhen")
        self.assertEqual(new.pool_placement_ids.pool_id, self.services)
        other = self.new_customer("Gamma", user_id=self.anna.id)
        self.assertFalse(other.pool_placement_ids)
        other.city = "Shenzhen"
        self.settle()
        self.assertEqual(other.pool_placement_ids.pool_id, self.services)
        self.assertEqual(other.user_id, self.anna)

    def test_waiting_customers_are_taken_in_once(self):
        self.new_customer("Beta")
        self.services.entry_domain = "[('name', 'in', ('Acme', 'Beta'))]"
        pool = self.as_user(self.manager, self.services)
        self.assertEqual([pool.run_entry(), pool.run_entry()], [1, 0])

    def test_a_customer_that_goes_leaves_every_line(self):
        self.claim(self.carl, self.place)
        self.acme.action_archive()
        self.assertFalse(self.place.active)
        self.assertHistory(self.place, [(self.carl, "claim", "archived")])
        self.acme.action_unarchive()
        self.assertHistory(self.place, [(self.carl, "claim", "archived"), (self.carl, "restore", False)])
        holding = self.place.pool_holding_ids.filtered(lambda row: not row.date_end)
        self.acme.unlink()
        self.assertEqual((holding.end_reason, holding.record_name), ("deleted", "Acme (Services)"))

    def test_a_merge_keeps_one_owner_in_each_line(self):
        twin = self.new_customer("Acme Ltd")
        other = self.new_place(twin)
        self.claim(self.carl, other)
        self.claim(self.anna, self.acme)
        self.env["base.partner.merge.automatic.wizard"].create({})._merge((self.acme | twin).ids, self.acme)
        self.assertEqual(self.acme.pool_placement_ids, other)
        self.assertEqual((self.acme.user_id, other.user_id, other.partner_id), (self.anna, self.carl, self.acme))
        rival = self.new_customer("Acme Co")
        self.claim(self.ben, self.new_place(rival))
        with self.assertRaisesRegex(UserError, "Agree on one owner"):
            self.env["base.partner.merge.automatic.wizard"].create({})._merge((self.acme | rival).ids, self.acme)

    def test_a_place_belongs_to_the_company_of_its_customer(self):
        company = self.env["res.company"].create({"name": "Other"})
        stranger = self.new_user("stranger", company=company)
        own = self.new_line_pool("Own", company_id=self.company.id)
        with self.assertRaisesRegex(UserError, "compan"):
            self.new_place(self.new_customer("Beta"), own)
        home = self.new_customer("Gamma", company_id=self.company.id, pool_id=False)
        place = self.new_place(home, own)
        self.assertEqual(place.company_id, self.company)
        self.assertFalse(place.with_user(stranger).search([("id", "=", place.id)]))
        with self.assertRaises(AccessError):
            place.with_user(stranger).action_pool_claim()

    def test_leavers_are_named_with_what_they_hold_in_any_line(self):
        self.claim(self.carl, self.place)
        with self.assertRaisesRegex(Exception, "Carl still hold 1 records"):
            self.carl.active = False

    def test_the_pool_counts_what_is_free_in_its_line(self):
        with freeze_time("2999-01-01"):
            self.env.invalidate_all()
            self.assertEqual((self.services | self.customers).mapped("free_count"), [1, 1])
        self.claim(self.carl, self.place)
        self.env.invalidate_all()
        self.assertEqual((self.services | self.customers).mapped("free_count"), [0, 1])
