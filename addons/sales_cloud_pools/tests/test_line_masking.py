from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from . import masking_ways as ways
from .line_common import LineCase
from .test_masking_api import MaskingCase

THREAD = {"thread", "chatter", "suggested recipients", "default recipients", "composer", "composer's dialog"}


@tagged("post_install", "-at_install")
class TestMaskingOfLines(MaskingCase, LineCase):
    """What a customer or the pool of a line hides is not told by the customer's place in the line either."""

    # the talk is on the customer
    reads = {name: way for name, way in ways.READS.items() if name not in THREAD and "text message" not in name}
    tables = (reads, ways.GUESSES)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.acme.write({"phone": ways.PHONE, "email": ways.EMAIL})
        cls.record = cls.place
        cls.make_sheet("sales.pool.placement", "sales_pool_placement")

    def hide_in(self, pool):
        self.hide(pool, "res.partner", ["phone", "email"])

    def test_a_free_customer_hides_in_every_line(self):
        self.hide_in(self.customers)
        self.assertNothingTold()
        self.claim(self.carl, self.place)
        self.assertToldToOwner()
        self.assertFalse(self.ask(self.ben, self.place, ways.GUESSES))

    def test_the_pool_of_the_line_hides_until_the_claim(self):
        self.hide_in(self.services)
        self.assertNothingTold()
        self.as_user(self.ben, self.place).action_pool_reveal()
        self.assertIn("search_read", self.ask(self.ben, self.place, self.reads))
        self.claim(self.carl, self.place)
        self.assertToldToOwner()

    def test_a_look_needs_every_pool_that_hides_the_customer(self):
        self.hide_in(self.customers)
        self.hide_in(self.services)
        ben, carl = (self.as_user(user, self.place) for user in (self.ben, self.carl))
        self.assertEqual([ben.can_pool_reveal, carl.can_pool_reveal], [True, False])
        self.assertRegex(ben.pool_mask_notice, "Phone")
        with self.assertRaisesRegex(AccessError, "not a member of this pool"):
            carl.action_pool_reveal()
        ben.action_pool_reveal()
        self.assertIn("search_read", self.ask(self.ben, self.place, self.reads))
        self.assertEqual(self.env["sales.pool.reveal"].search([]).pool_id, self.customers | self.services)
        self.customers.write({"is_reveal_allowed": False, "member_ids": [Command.create({"user_id": self.carl.id})]})
        self.env.invalidate_all()
        self.assertFalse(carl.can_pool_reveal)

    def test_a_look_at_what_only_the_main_line_hides(self):
        self.hide_in(self.customers)
        self.as_user(self.ben, self.place).action_pool_reveal()
        self.assertIn("search_read", self.ask(self.ben, self.place, self.reads))
        self.assertEqual(self.env["sales.pool.reveal"].search([]).pool_id, self.customers)

    def assertNothingTold(self):
        for table in self.tables:
            for user in self.ben | self.carl | self.stranger:
                self.assertFalse(self.ask(user, self.place, table), user.name)

    def assertToldToOwner(self):
        self.assertLessEqual({"read", "search_read", "export"}, self.ask(self.carl, self.place, self.reads))
        self.assertLessEqual({"ilike", "in"}, self.ask(self.carl, self.place, ways.GUESSES))
