from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import SalesCloudCommon


@tagged("post_install", "-at_install")
class TestCustomerTier(SalesCloudCommon):
    """Tiers say how important customers are; managers give them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tier_a = cls.env.ref("sales_cloud_core.sales_customer_tier_a")
        cls.tier_b = cls.env.ref("sales_cloud_core.sales_customer_tier_b")
        cls.customer = cls.env["res.partner"].create({"name": "Acme", "is_company": True, "tier_id": cls.tier_a.id})
        cls.contact = cls.env["res.partner"].create({"name": "Wu", "parent_id": cls.customer.id})
        for user in (cls.rep, cls.manager):
            user.group_ids += cls.env.ref("base.group_partner_manager")

    def test_contacts_have_the_tier_of_their_company(self):
        self.assertEqual(self.contact.tier_id, self.tier_a)
        self.customer.with_user(self.manager).tier_id = self.tier_b
        self.assertEqual(self.contact.tier_id, self.tier_b)

    def test_managers_give_tiers_and_representatives_do_not(self):
        with self.assertRaisesRegex(AccessError, "Only sales managers change the tier of a customer: “Acme”"):
            self.customer.with_user(self.rep).tier_id = self.tier_b
        with self.assertRaisesRegex(AccessError, "Only sales managers"):
            self.env["res.partner"].with_user(self.rep).create({"name": "Beta", "tier_id": self.tier_a.id})
        self.customer.with_user(self.manager).tier_id = self.tier_b
        self.assertEqual(self.customer.tier_id, self.tier_b)

    def test_representatives_add_contacts_to_customers_with_a_tier(self):
        contact = self.env["res.partner"].with_user(self.rep).create({"name": "Li", "parent_id": self.customer.id})
        self.assertEqual(contact.tier_id, self.tier_a)
        contact.write({"tier_id": self.tier_a.id, "function": "Buyer"})
        self.assertFalse(self.customer.with_user(self.rep).copy().tier_id)

    def test_a_change_of_tier_is_tracked(self):
        customer = self.customer.with_user(self.manager).with_context(tracking_disable=False, mail_notrack=False)
        self.flush_tracking()
        customer.tier_id = self.tier_b
        self.flush_tracking()
        values = self.customer.message_ids.sudo().tracking_value_ids
        self.assertEqual([(value.old_value_char, value.new_value_char) for value in values], [("A", "B")])

    def flush_tracking(self):
        self.env.flush_all()
        self.env.cr.flush()

    def test_operations_name_the_tiers_and_others_read_them(self):
        tier = self.env["sales.customer.tier"].with_user(self.operations).create({"name": "Strategic"})
        self.assertEqual(tier.with_user(self.rep).name, "Strategic")
        for user in (self.rep, self.manager):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                tier.with_user(user).name = "Mine"

    def test_a_tier_of_another_company_is_neither_seen_nor_given(self):
        tier = self.env["sales.customer.tier"].create({"name": "B only", "company_id": self.company_b.id})
        self.assertFalse(tier.with_user(self.rep).search([("id", "=", tier.id)]))
        self.customer.company_id = self.company_a
        with self.assertRaises(UserError):
            self.customer.tier_id = tier

    def test_a_tier_in_use_is_archived_and_not_deleted(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.tier_a.unlink()
        self.tier_a.active = False
        self.assertEqual((self.customer.tier_id, self.tier_a.customer_count), (self.tier_a, 1))

    def test_the_form_offers_the_tier_to_managers_only(self):
        with Form(self.customer.with_user(self.manager)) as form:
            form.tier_id = self.tier_b
        self.assertEqual(self.customer.tier_id, self.tier_b)
        with self.assertRaisesRegex(AssertionError, "readonly"):
            Form(self.customer.with_user(self.rep)).tier_id = self.tier_a
