from contextlib import suppress

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from . import masking_ways as ways
from .common import PoolCase

LOGGERS = (
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.base.models.ir_model",
    "odoo.addons.mail.models.mail_message",
)
BODY = f"<p>Call {ways.PHONE} or {ways.EMAIL}</p>"


class MaskingCase(PoolCase):
    """A record full of secrets, and who asks for them.

    member     in the pool, has not revealed anything
    revealed   in the pool, has revealed the record today
    owner      has claimed it
    outsider   sells for the same company, not in the pool
    stranger   of another company
    manager    of the pool
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls.env["res.company"].create({"name": "Other Company"})
        cls.stranger = cls.new_user("stranger", company=cls.other_company)
        people = cls.anna | cls.ben | cls.carl | cls.manager | cls.stranger
        people.group_ids = [Command.link(cls.env.ref("base.group_allow_export").id)]
        people.group_ids = [Command.link(cls.env.ref("base.group_partner_manager").id)]

    @classmethod
    def hide(cls, pool, model, names):
        fields = cls.env["ir.model.fields"].search([("model", "=", model), ("name", "in", names)])
        pool.write({"masked_field_ids": [Command.set(fields.ids)], "is_reveal_allowed": True})

    @classmethod
    def fill_with_secrets(cls, record):
        """Write the secret wherever people write around a record."""
        record.activity_schedule(
            "mail.mail_activity_data_call", summary=f"Call {ways.PHONE}", note=BODY, user_id=cls.ops.id
        )
        record.message_post(body=BODY, mail_activity_type_id=cls.env.ref("mail.mail_activity_data_call").id)
        cls.env["ir.attachment"].create(
            {"name": f"{ways.PHONE}.txt", "raw": BODY, "res_model": record._name, "res_id": record.id}
        )
        cls.make_sheet(record._name, record._table)

    @classmethod
    def make_sheet(cls, model, table):
        """Make a report and a mail template that print what is hidden."""
        email = ways.FIELDS[model][1]
        name = f"sales_cloud_pools.test_masking_{table}"
        lines = f'<div t-foreach="docs" t-as="doc"><t t-out="doc.phone"/><t t-out="doc.{email}"/></div>'
        arch = f'<t t-name="{name}">{lines}</t>'
        cls.env["ir.ui.view"].create({"name": name, "key": name, "type": "qweb", "arch": arch})
        cls.env["ir.actions.report"].create(
            {"name": "Sheet", "model": model, "report_type": "qweb-html", "report_name": name}
        )
        cls.env["mail.template"].create(
            {
                "name": "Masking",
                "model_id": cls.env["ir.model"]._get_id(model),
                "subject": "About {{ object.name }}",
                "body_html": f'<p><t t-out="object.phone"/> <t t-out="object.{email}"/></p>',
            }
        )

    def ask(self, user, record, table):
        """Return the names of the ways in the table that tell the user the secret of the record."""
        told = set()
        for name, way in table.items():
            self.env.flush_all()
            self.env.invalidate_all()
            with mute_logger(*LOGGERS), self.env.cr.savepoint() as savepoint:
                with suppress(AccessError, UserError):
                    answer = way(record.with_user(user).with_company(user.company_id))
                    if answer if "ilike" in table else ways.tells(answer):
                        told.add(name)
                savepoint.rollback()
        return told

    def assertTells(self, user, expected):
        """Compare everything that a user can be told about the record with what he should be told."""
        for table in self.tables:
            told = self.ask(user, self.record, table)
            wanted = expected & set(table)
            self.assertEqual((sorted(told - wanted), sorted(wanted - told)), ([], []), user.name)

    @property
    def everything(self):
        return {name for table in self.tables for name in table}


@tagged("post_install", "-at_install")
class TestMaskingOfLeads(MaskingCase):
    """What a pool hides of a free lead is not told by any other way."""

    tables = (ways.LEAD_READS, ways.LEAD_GUESSES)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hide(cls.south, "crm.lead", ["phone", "email_from"])
        cls.known = cls.env["res.partner"].create(
            {"name": "Known", "phone": ways.PHONE, "email": ways.EMAIL, "company_id": cls.company.id}
        )
        cls.record = cls.lead = cls.new_leads(pool=cls.south, user=cls.ops, partner_id=cls.known.id)
        cls.lead.user_id = False
        cls.fill_with_secrets(cls.lead)
        cls.lead._message_subscribe(cls.known.ids)
        cls.env["calendar.event"].create(
            {
                "name": "Meeting",
                "start": "2026-06-01 08:00:00",
                "stop": "2026-06-01 09:00:00",
                "description": BODY,
                "opportunity_id": cls.lead.id,
                "user_id": cls.ops.id,
                "partner_ids": [Command.set(cls.ops.partner_id.ids)],
            }
        )
        cls.env.flush_all()

    def test_nothing_tells_a_member_an_outsider_or_another_company(self):
        for user in (self.anna, self.carl, self.stranger):
            self.assertTells(user, set())

    def test_everything_works_for_a_manager_of_the_pool(self):
        self.assertTells(self.manager, self.everything)

    def test_everything_works_for_the_owner(self):
        self.as_user(self.anna, self.lead).action_pool_claim()
        self.assertTells(self.anna, self.everything)

    def test_everything_works_for_who_revealed_the_lead_today(self):
        self.as_user(self.ben, self.lead).action_pool_reveal()
        self.assertTells(self.ben, self.everything - ways.WRITERS_ONLY)
        self.assertTells(self.anna, set())


@tagged("post_install", "-at_install")
class TestMaskingOfCustomers(MaskingCase):
    """What a pool hides of a free customer is not told by any other way, nor by its contacts."""

    tables = (ways.CUSTOMER_READS, ways.CUSTOMER_GUESSES)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls.new_customer_pool()
        cls.hide(cls.customers, "res.partner", ["phone", "email", "street"])
        secret = {"phone": ways.PHONE, "email": ways.EMAIL, "street": "2661 Hidden Road"}
        cls.record = cls.customer = cls.env["res.partner"].create(
            {
                "name": "Secretive",
                "is_company": True,
                "pool_id": cls.customers.id,
                "vat": ways.VAT,
                "child_ids": [Command.create({"name": "Secretive Person", **secret})],
                **secret,
            }
        )
        cls.fill_with_secrets(cls.customer)
        cls.env["res.users"].with_context(no_reset_password=True).create(
            {
                "partner_id": cls.customer.child_ids.id,
                "login": ways.EMAIL,
                "company_id": cls.company.id,
                "company_ids": [Command.set(cls.company.ids)],
                "group_ids": [Command.set(cls.env.ref("base.group_portal").ids)],
            }
        )
        cls.env["calendar.event"].create(
            {
                "name": "Lunch",
                "start": "2026-06-01 08:00:00",
                "stop": "2026-06-01 09:00:00",
                "partner_ids": [Command.set((cls.customer | cls.ops.partner_id).ids)],
            }
        )
        for user in cls.anna | cls.ben | cls.carl | cls.manager:
            cls.new_leads(name="Old deal", type="opportunity", partner_id=cls.customer.id, user=user)
        cls.env.flush_all()

    def test_nothing_tells_a_member_an_outsider_or_another_company(self):
        for user in (self.anna, self.carl, self.stranger):
            self.assertTells(user, set())

    def test_everything_works_for_a_manager_of_the_pool(self):
        self.assertTells(self.manager, self.everything)

    def test_everything_works_for_the_owner(self):
        self.as_user(self.anna, self.customer).action_pool_claim()
        self.assertTells(self.anna, self.everything)

    def test_everything_works_for_who_revealed_the_customer_today(self):
        self.as_user(self.ben, self.customer.child_ids).action_pool_reveal()
        self.assertTells(self.ben, self.everything - ways.WRITERS_ONLY)
        self.assertTells(self.anna, set())
