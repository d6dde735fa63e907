from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestMasking(PoolCase):
    """A member sees that a free lead exists, but not how to reach it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.south.write(
            {
                "masked_field_ids": [
                    Command.set([cls.env.ref(f"crm.field_crm_lead__{name}").id for name in ("phone", "email_from")])
                ],
                "is_reveal_allowed": True,
            }
        )
        exporters = cls.env.ref("base.group_allow_export").id
        (cls.anna | cls.ben | cls.manager).group_ids = [Command.link(exporters)]
        cls.lead = cls.new_leads(
            pool=cls.south, phone="+86 755 2661 3301", email_from="he@example.com", contact_name="He"
        )
        cls.env.flush_all()

    def seen(self, user):
        """Return what different ways of reading show of phone and mail address."""
        lead = self.as_user(user, self.lead)
        ways = {
            "read": [
                lead.read(["phone", "email_from", "email_normalized"])[0][name]
                for name in ("phone", "email_from", "email_normalized")
            ],
            "web_read": [
                lead.web_read({"phone": {}, "phone_sanitized": {}})[0][name] for name in ("phone", "phone_sanitized")
            ],
            "search_read": [lead.search_read([("id", "=", lead.id)], ["phone"])[0]["phone"]],
            "export": lead.export_data(["phone", "email_from"])["datas"][0],
        }
        return {way for way, values in ways.items() if any(values)}

    def found(self, user):
        """Return the ways of searching that find the lead by what it hides."""
        Lead = self.as_user(user, self.lead)
        this = [("id", "=", self.lead.id)]
        ways = {
            "value": Lead.search([*this, ("phone", "ilike", "2661")]),
            "set": Lead.search([*this, ("email_from", "!=", False)]),
            "any of them": Lead.search([*this, "|", ("name", "=", "x"), ("email_normalized", "=like", "h%")]),
            "phone search": Lead.search([*this, ("phone_mobile_search", "ilike", "2661")]),
            "group": [row for row in Lead._read_group(this, ["email_from"], ["__count"]) if row[0]],
            "web group": [
                row for row in Lead.formatted_read_group(this, ["email_from"], ["__count"]) if row["email_from"]
            ],
            "aggregate": [row for row in Lead._read_group(this, [], ["phone:array_agg"]) if row[0]],
        }
        return {way for way, result in ways.items() if result}

    def test_a_member_neither_reads_nor_guesses_hidden_fields(self):
        self.assertEqual(self.seen(self.anna), set())
        self.assertEqual(self.found(self.anna), set())
        self.assertEqual(self.as_user(self.anna, self.lead).read(["contact_name"])[0]["contact_name"], "He")

    def test_an_order_by_a_hidden_field_tells_nothing(self):
        leads = self.lead | self.new_leads(pool=self.south, phone="+86 10 1111 2222")
        domain = [("id", "in", leads.ids)]
        for order in ("phone, id", "phone desc, id"):
            self.assertEqual(self.as_user(self.anna, leads).search(domain, order=order), leads.sorted("id"))
        self.assertEqual(self.as_user(self.manager, leads).search(domain, order="phone, id"), leads[1] | leads[0])

    def test_a_manager_and_the_new_owner_see_them(self):
        everything = {"read", "web_read", "search_read", "export"}
        self.assertEqual(self.seen(self.manager), everything)
        self.as_user(self.anna, self.lead).action_pool_claim()
        self.assertEqual(self.seen(self.anna), everything)
        self.assertEqual(len(self.found(self.anna)), 7)

    def test_a_reveal_shows_one_lead_to_one_person(self):
        self.as_user(self.anna, self.lead).action_pool_reveal()
        self.assertTrue(self.seen(self.anna))
        self.assertFalse(self.seen(self.ben))

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.mail.models.mail_message")
    def test_messages_of_a_free_lead_are_for_who_may_write_it(self):
        message = self.lead.message_post(body="Call +86 755 2661 3301")
        with self.assertRaises(AccessError):
            message.with_user(self.anna).read(["body"])
        self.assertTrue(message.with_user(self.manager).read(["body"]))

    def test_a_free_lead_is_not_copied(self):
        with self.assertRaisesRegex(AccessError, "Claim it first"):
            self.as_user(self.anna, self.lead).copy()

    def test_leads_of_pools_that_hide_nothing_are_searched_as_ever(self):
        lead = self.new_leads(pool=self.east, phone="+86 21 5039 8814")
        self.assertEqual(self.as_user(self.carl, lead).search([("phone", "ilike", "5039"), ("id", "=", lead.id)]), lead)

    def test_following_a_free_lead_is_refused_until_it_is_claimed(self):
        lead = self.as_user(self.anna, self.lead)
        with self.assertRaisesRegex(AccessError, "Claim it first"):
            lead.message_subscribe(self.anna.partner_id.ids)
        lead.action_pool_claim()
        self.assertIn(self.anna.partner_id, self.lead.message_partner_ids)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_changing_a_free_lead_is_refused_with_what_to_do_instead(self):
        lead = self.as_user(self.anna, self.lead)
        for change in (lambda: lead.write({"phone": "1"}), lead.unlink):
            with self.assertRaisesRegex(AccessError, "free in the pool “South pool”.* Claim it first"):
                change()
        with self.assertRaisesRegex(AccessError, "top-secret|not allowed"):
            self.as_user(self.carl, self.lead).write({"phone": "1"})
