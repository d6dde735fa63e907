from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PoolCase

MAIL = """From: He <he@hidden.example>
To: {to}
Subject: Prices, please
Message-Id: <{to}-1>

Please send prices.
"""
QUIET = ("odoo.addons.base.models.ir_rule", "odoo.addons.mail.models.mail_thread")


@tagged("post_install", "-at_install")
class TestAround(PoolCase):
    """Every other way by which Odoo takes, moves, joins and makes leads: it respects the pools or says why not.

    own    held by Anna in the South pool
    free   free in the South pool
    other  held by Ben in the South pool
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = cls.new_leads(pool=cls.south, user=cls.anna, email_from="own@example.com")
        cls.free = cls.new_leads(pool=cls.south, email_from="free@example.com")
        cls.other = cls.new_leads(pool=cls.south, user=cls.ben, email_from="other@example.com")

    def outcome(self, user, records, change):
        """Return what a change by a user comes to: the owners of own, free and other, or why it was refused."""
        with mute_logger(*QUIET), self.env.cr.savepoint() as savepoint:
            try:
                change(self.as_user(user, records))
                self.settle()
                leads = (self.own | self.free | self.other).exists()
                answer = " ".join(lead.user_id.name or "-" for lead in leads)
            except (AccessError, UserError) as refusal:
                answer = str(refusal)
            savepoint.rollback()
        self.env.invalidate_all()
        return answer

    def assertOutcomes(self, table):
        for name, user, records, change, expected in table:
            with self.subTest(name, user=user.name):
                answer = self.outcome(user, records, change)
                self.assertRegex(answer, expected)

    def test_merging_takes_neither_a_free_lead_nor_one_of_a_colleague(self):
        def merge(leads):
            leads.merge_opportunity()

        self.assertOutcomes(
            (
                ("own and free", self.anna, self.own | self.free, merge, "Claim it first"),
                ("own, free and other", self.anna, self.own | self.free | self.other, merge, "Claim it first"),
                ("own and other", self.anna, self.own | self.other, merge, "doesn't have"),
                ("own and free", self.manager, self.own | self.free, merge, "^Anna Ben$"),
                ("free and other", self.manager, self.free | self.other, merge, "^Anna Ben$"),
                ("all", self.manager, self.own | self.free | self.other, merge, "^Anna$"),
            )
        )

    def test_merging_into_a_lead_outside_of_pools_keeps_the_pool(self):
        outside = self.new_leads(user=self.anna, priority="3", probability=90)
        merged = self.as_user(self.anna, outside | self.own).merge_opportunity()
        self.assertEqual((merged.sudo().pool_id, merged.user_id), (self.south, self.anna))
        self.assertEqual(merged.sudo().pool_holding_ids.filtered(lambda row: not row.date_end).user_id, self.anna)

    def test_mass_conversion_converts_the_own_leads_and_no_free_one(self):
        def convert(leads):
            context = {"active_model": "crm.lead", "active_ids": leads.ids, "active_id": leads[:1].id}
            wizard = leads.env["crm.lead2opportunity.partner.mass"].with_context(**context)
            wizard.create({"user_ids": [Command.set(leads.env.user.ids)], "deduplicate": True}).action_mass_convert()

        self.assertOutcomes(
            (
                ("own", self.anna, self.own, convert, "^Anna - Ben$"),
                ("own and free", self.anna, self.own | self.free, convert, "Claim it first"),
                ("own and free", self.manager, self.own | self.free, convert, "^Anna Manager Ben$"),
            )
        )
        self.assertEqual(self.free.type, "lead")

    def test_mass_conversion_merges_no_lead_of_a_colleague_away(self):
        twin = self.new_leads(pool=self.south, user=self.ben, email_from="own@example.com")
        context = {"active_model": "crm.lead", "active_ids": self.own.ids, "active_id": self.own.id}
        wizard = self.env["crm.lead2opportunity.partner.mass"].with_user(self.anna).with_context(**context)
        wizard.create({"user_ids": [Command.set(self.anna.ids)], "deduplicate": True}).action_mass_convert()
        self.assertEqual((self.own.type, twin.exists().user_id), ("opportunity", self.ben))

    def test_lost_won_archived_and_restored(self):
        self.assertOutcomes(
            (
                ("lost", self.anna, self.free, lambda lead: lead.action_set_lost(), "Claim it first"),
                ("won", self.anna, self.free, lambda lead: lead.action_set_won_rainbowman(), "Claim it first"),
                ("archived", self.anna, self.free, lambda lead: lead.action_archive(), "Claim it first"),
                ("won", self.anna, self.own, lambda lead: lead.action_set_won_rainbowman(), "^Anna - Ben$"),
            )
        )
        lead = self.as_user(self.manager, self.free)
        for end, restore in ((lead.action_set_lost, lead.action_restore), (lead.action_archive, lead.action_unarchive)):
            end()
            restore()
            self.assertEqual((self.free.pool_id, self.free.user_id.id, self.free.active), (self.south, False, True))
        self.assertHistory(self.free, [])

    def test_editing_many_in_the_list_or_dragging_between_columns(self):
        everything = self.own | self.free | self.other
        south, east, anna, carl = self.south.id, self.east.id, self.anna.id, self.carl.id
        other_team = self.env["crm.team"].create({"name": "Else", "company_id": self.company.id}).id

        def change(**vals):
            return lambda leads: leads.write(vals)

        self.assertOutcomes(
            (
                ("owner: me", self.anna, self.own | self.free, change(user_id=anna), "^Anna Anna Ben$"),
                ("owner: me", self.anna, everything, change(user_id=anna), "doesn't have"),
                ("owner: a colleague", self.anna, self.free, change(user_id=self.ben.id), "Only the managers"),
                ("owner: nobody", self.anna, self.own, change(user_id=False), "with a reason"),
                ("owner: nobody", self.manager, everything, change(user_id=False), "^- - -$"),
                ("owner: a member", self.manager, everything, change(user_id=anna), "^Anna Anna Anna$"),
                ("owner: a stranger", self.manager, self.free, change(user_id=carl), "is not in the pool"),
                ("pool", self.anna, self.own, change(pool_id=east), "Only the managers"),
                ("pool", self.manager, everything, change(pool_id=east), "not a member"),
                ("pool", self.ops, everything, change(pool_id=east), "^Anna - Ben$"),
                ("no pool", self.anna, self.own, change(pool_id=False), "Only the managers"),
                ("team", self.anna, self.free, change(team_id=other_team), "Claim it first"),
                ("team", self.anna, self.own, change(team_id=other_team), "^Anna - Ben$"),
                (
                    "owner by group",
                    self.anna,
                    self.free,
                    lambda lead: lead.web_save({"user_id": anna}, {}),
                    "^Anna Anna Ben$",
                ),
                ("pool by group", self.anna, self.free, lambda lead: lead.web_save({"pool_id": south}, {}), "Only the"),
            )
        )

    def test_a_changed_team_leaves_the_holding_as_it_is(self):
        other_team = self.env["crm.team"].create({"name": "Else", "company_id": self.company.id, "use_leads": True})
        self.as_user(self.anna, self.own).team_id = other_team
        self.assertEqual((self.own.pool_id, self.own.user_id), (self.south, self.anna))
        self.assertHistory(self.own, [(self.anna, "automation", False)])

    def test_an_import_goes_into_the_chosen_pool_of_its_members_only(self):
        columns, row = ["name", "partner_name", "pool_id"], ["Fair", "Fair Co", "South pool"]
        Lead = self.env["crm.lead"].with_context(import_file=True, default_type="lead")
        result = Lead.with_user(self.anna).load(columns, [row])
        lead = self.env["crm.lead"].browse(result["ids"])
        self.assertEqual((lead.pool_id, lead.user_id.id, lead.company_id), (self.south, False, self.company))
        result = Lead.with_user(self.carl).load(columns, [row])
        self.assertFalse(result["ids"])
        self.assertIn("not a member", result["messages"][0]["message"])

    def test_a_mail_to_the_team_flows_into_the_pool_and_waits_there(self):
        self.south.write(
            {"is_entry_automatic": True, "entry_domain": repr([("email_from", "ilike", "hidden.example")])}
        )
        domain = self.env["mail.alias.domain"].search([], limit=1) or self.env["mail.alias.domain"].create(
            {"name": "pools.example"}
        )
        self.company.alias_domain_id = domain
        defaults = repr({"type": "lead", "team_id": self.team.id})
        self.team.write({"alias_name": "pool-south", "alias_domain_id": domain.id, "alias_defaults": defaults})
        with mute_logger(*QUIET):
            self.env["mail.thread"].message_process(False, MAIL.format(to=f"pool-south@{domain.name}"))
        lead = self.env["crm.lead"].search([("name", "=", "Prices, please")])
        self.settle()
        self.assertEqual((lead.pool_id, lead.user_id.id, lead.company_id), (self.south, False, self.company))
        self.assertFalse(self.as_user(self.carl, lead).search([("id", "=", lead.id)]))

    def test_a_form_of_the_website_flows_into_the_pool(self):
        self.south.write({"is_entry_automatic": True, "entry_domain": repr([("city", "=", "Shenzhen")])})
        values = {
            "name": "Form",
            "contact_name": "He",
            "email_from": "he@hidden.example",
            "city": "Shenzhen",
            "type": "lead",
            "team_id": False,
            "user_id": False,
            "company_id": self.company.id,
        }
        lead = self.env["crm.lead"].sudo().with_context(mail_create_nosubscribe=True).create(values)
        self.assertEqual((lead.pool_id, lead.user_id.id, lead.team_id), (self.south, False, self.team))

    def test_odoos_assignment_button_and_its_cron_leave_pools_alone(self):
        loose = self.new_leads(email_from="own@example.com", team_id=False)
        twin = self.new_leads(pool=self.south, email_from="own@example.com")
        self.env["crm.team.member"].create(
            {"crm_team_id": self.team.id, "user_id": self.ben.id, "assignment_max": 300, "assignment_optout": False}
        )
        self.team.with_user(self.ops).action_assign_leads()
        self.env["ir.config_parameter"].set_param("crm.lead.auto.assignment", True)
        self.env["crm.team"]._cron_assign_leads()
        owners = [lead.exists().user_id for lead in (self.own, self.free, self.other, twin)]
        self.assertEqual(owners, [self.anna, self.env["res.users"], self.ben, self.env["res.users"]])
        self.assertTrue(loose.exists())

    @mute_logger(*QUIET)
    def test_merging_customers_takes_no_free_one(self):
        pool = self.new_pool(
            "Customers", self.anna, self.manager, kind="customer", team_id=False, company_id=False, calendar_id=False
        )
        mine, free = self.env["res.partner"].create([{"name": "A", "is_company": True}] * 2)
        free.pool_id = pool
        self.anna.group_ids = [Command.link(self.env.ref("base.group_partner_manager").id)]
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(self.anna).create({})
        with self.assertRaisesRegex(AccessError, "Claim it first"):
            wizard._merge((mine | free).ids, mine)
        wizard.with_user(self.env.user)._merge((mine | free).ids, mine)
        self.assertFalse(free.exists())
