from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .line_common import LineCase


@tagged("post_install", "-at_install")
class TestLineRights(LineCase):
    """The owner in another line works on the customer like a collaborator; the others see what they always saw."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        phone = cls.env["ir.model.fields"]._get("res.partner", "phone")
        cls.customers.masked_field_ids = [Command.set(phone.ids)]
        cls.contact = cls.env["res.partner"].create({"name": "Wu", "parent_id": cls.acme.id, "phone": "139 1111"})

    def read_phone(self, user, record):
        """Return the phone that a user reads: False if hidden, None if the record is out of sight."""
        rows = self.as_user(user, record.browse()).search_read([("id", "=", record.id)], ["phone"])
        return rows[0]["phone"] if rows else None

    def test_who_holds_any_line_reads_what_a_free_customer_hides(self):
        shown = self.acme.phone
        self.assertEqual([self.read_phone(user, self.acme) for user in (self.anna, self.carl)], [False, False])
        self.claim(self.carl, self.place)
        for record in (self.acme, self.place):
            self.assertEqual(self.read_phone(self.carl, record), shown)
        self.assertEqual(self.read_phone(self.carl, self.contact), "139 1111")
        self.assertEqual([self.read_phone(user, self.acme) for user in (self.anna, self.ben)], [False, False])
        self.as_user(self.carl, self.place).action_pool_return(self.reason.id)
        self.assertEqual(self.read_phone(self.carl, self.acme), False)

    def test_nothing_hidden_is_guessed_through_the_line(self):
        self.carl.group_ids = [Command.link(self.env.ref("base.group_allow_export").id)]
        Place = self.as_user(self.carl, self.env["sales.pool.placement"])
        ways = (
            [("phone", "ilike", "755")],
            [("partner_id.phone", "ilike", "755")],
            [("partner_id", "any", [("phone", "ilike", "755")])],
            [("partner_id", "any", ["|", ("phone", "ilike", "755"), ("id", "=", 0)])],
            [("partner_id.commercial_partner_id.phone", "ilike", "755")],
        )
        for domain in ways:
            with self.subTest(domain=domain):
                self.assertFalse(Place.search([("id", "=", self.place.id), *domain]))
        rows = Place.browse(self.place.id).export_data(["partner_id/phone", "phone"])["datas"]
        self.assertNotIn("755", str(rows))
        for path in ("phone", "partner_id.phone"):
            self.assertNotIn("755", str(Place._read_group([], [path], ["__count"])))
        self.claim(self.carl, self.place)
        self.assertTrue(Place.search([("id", "=", self.place.id), ("phone", "ilike", "755")]))

    def test_the_pool_of_a_line_hides_too(self):
        phone = self.customers.masked_field_ids
        self.customers.masked_field_ids = False
        self.services.masked_field_ids = phone
        self.assertEqual(
            [self.read_phone(user, self.place) for user in (self.carl, self.manager)], [False, self.acme.phone]
        )

    def test_strangers_see_neither(self):
        outsider = self.new_user("outsider")
        self.assertEqual([self.read_phone(outsider, record) for record in (self.acme, self.place)], [None, None])

    def test_the_owner_of_a_line_edits_the_customer_and_its_people(self):
        with self.assertRaises(AccessError):
            self.as_user(self.carl, self.acme).write({"comment": "x"})
        self.claim(self.carl, self.place)
        self.as_user(self.carl, self.acme | self.contact).write({"comment": "They buy in autumn"})
        self.as_user(self.carl, self.acme).message_post(body="Called")
        with self.assertRaises(AccessError):
            self.as_user(self.ben, self.acme).write({"comment": "y"})

    def test_the_owner_of_a_line_is_not_the_owner_of_the_customer(self):
        self.claim(self.carl, self.place)
        with self.assertRaises(AccessError):
            self.as_user(self.carl, self.acme).action_pool_claim()
        self.claim(self.anna, self.acme)
        with self.assertRaises(UserError):
            self.as_user(self.carl, self.acme).action_pool_return(self.reason.id)

    def test_members_add_customers_to_the_line_of_their_pool(self):
        beta = self.new_customer("Beta", pool_id=False)
        Place = self.env["sales.pool.placement"]
        added = self.as_user(self.ben, Place).create({"partner_id": beta.id, "pool_id": self.services.id})
        self.assertFalse(added.user_id)
        with self.assertRaisesRegex(AccessError, "not a member"):
            self.as_user(self.anna, Place).create({"partner_id": beta.id, "pool_id": self.services.id})
        with self.assertRaises(AccessError):
            self.as_user(self.ben, added).unlink()

    def test_data_rights_leave_the_own_lines_within_reach(self):
        self.claim(self.anna, self.acme)
        partners = self.env["res.partner"]
        for user, operation, expected in (
            (self.carl, "read", True),
            (self.carl, "edit", False),
            (self.new_user("outsider"), "read", False),
        ):
            with self.subTest(user=user.name, operation=operation):
                domain = partners._get_data_right_domain(user, operation)
                line = [("id", "in", (self.acme | self.contact).ids)]
                found = partners.search(line).filtered_domain(domain) & self.acme
                self.assertEqual(bool(found), expected)
        self.claim(self.carl, self.place)
        self.assertIn(self.acme, partners.search(partners._get_data_right_domain(self.carl, "edit")))


@tagged("post_install", "-at_install")
class TestLineSwitch(LineCase):
    """Who does not use business lines meets none."""

    def get_shown(self, model):
        """Return the names of the fields that the screens of a model show, those of lists in forms too."""
        views = self.as_user(self.manager, self.env[model]).get_views([(False, "form"), (False, "list")])
        archs = [etree.fromstring(view["arch"]) for view in views["views"].values()]
        return {node.get("name") for arch in archs for node in arch.iter("field") if node.get("invisible") != "True"}

    def test_nothing_is_shown_while_lines_are_off(self):
        names = ("business_line_id", "pool_placement_ids", "business_line_notice")
        menus = self.env.ref("sales_cloud_pools.sales_pool_placement_menu") | self.env.ref(
            "sales_cloud_core.sales_business_line_menu"
        )
        for is_used in (True, False):
            self.use_lines(is_used)
            for model in ("res.partner", "sales.pool", "crm.lead"):
                with self.subTest(is_used=is_used, model=model):
                    self.assertEqual(not self.get_shown(model).isdisjoint(names), is_used)
            shown = menus.with_user(self.ops)._filter_visible_menus()
            self.assertEqual(bool(shown), is_used)

    def test_insight_tells_of_every_line_while_lines_are_on(self):
        self.claim(self.anna, self.acme)
        beta = self.new_customer("Beta")
        self.new_place(beta)
        self.claim(self.carl, self.place)
        self.env.flush_all()
        domain, counts = [("partner_id", "in", (self.acme | beta).ids)], ["in_count:sum", "out_count:sum"]
        report = self.as_user(self.manager, self.env["sales.pool.report"])
        rows = report._read_group(domain, ["business_line_id"], counts)
        self.assertEqual(sorted((line.name, *row) for line, *row in rows), [(self.main.name, 2, 1), ("Services", 2, 1)])
        free = report.search([("partner_id", "=", beta.id), ("business_line_id", "=", self.line.id)])
        self.assertEqual((free.movement, free.pool_id), ("in", self.services))
        self.assertEqual(free.action_open_record()["res_id"], beta.id)
        self.use_lines(False)
        report = self.as_user(self.manager, self.env["sales.pool.report"])
        self.assertNotIn("business_line_id", report.fields_get())
        self.assertEqual(report._read_group(domain, [], counts), [(3, 2)])  # Beta's place is not told

    def test_switching_off_is_refused_while_pools_of_other_lines_work(self):
        settings = self.env["res.config.settings"]
        with self.assertRaisesRegex(UserError, "Services pool"):
            settings.create({"group_use_business_lines": False}).set_values()

    def test_work_costs_no_more_queries_while_lines_are_off(self):
        self.place.unlink()
        self.services.sudo().active = False
        self.use_lines(False)
        self.env.registry.clear_cache()

        def count(customer):
            self.settle()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.claim(self.anna, customer)
            self.as_user(self.anna, customer).message_post(body=f"Called {customer.name}, they want an offer")
            self.new_leads(type="opportunity", partner_id=customer.id, user=self.anna)
            self.settle()
            return self.env.cr.sql_log_count - before

        customers = [self.new_customer(name, pool_id=self.customers.id) for name in ("One", "Two", "Three")]
        count(customers[0])
        alone = count(customers[1])
        with self.assertLogs("odoo.sql_db", "DEBUG") as logs:
            count(customers[2])
        self.assertFalse([line for line in logs.output if "sales_pool_placement" in line and "SELECT" in line])
        self.assertGreater(alone, 0)
