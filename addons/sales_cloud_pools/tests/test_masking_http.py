from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from . import masking_ways as ways
from .test_masking_api import MaskingCase


@tagged("post_install", "-at_install")
class TestMaskingOverHttp(HttpCase, MaskingCase):
    """Over JSON-2 and over the routes of the web client a member learns no more than in the screens."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hide(cls.south, "crm.lead", ["phone", "email_from"])
        cls.lead = cls.new_leads(pool=cls.south, phone=ways.PHONE, email_from=ways.EMAIL)
        cls.lead.message_post(body=ways.PHONE)
        customers = cls.new_pool(
            "Customers", cls.anna, cls.manager, kind="customer", team_id=False, company_id=False, calendar_id=False
        )
        cls.hide(customers, "res.partner", ["phone", "email"])
        cls.customer = cls.env["res.partner"].create(
            {"name": "Secretive", "is_company": True, "pool_id": customers.id, "phone": ways.PHONE, "email": ways.EMAIL}
        )

    def call_json2(self, user, model, method, **arguments):
        # A key without end, because the database compares its end with the time that it really is.
        key = self.env(user=user, su=True)["res.users.apikeys"]._generate("rpc", "masking", None)
        self.env.flush_all()
        headers = {"Authorization": f"Bearer {key}"}
        with mute_logger("odoo.http"):
            return self.url_open(f"/json/2/{model}/{method}", json=arguments, headers=headers).text

    def test_json2_tells_a_manager_and_no_member(self):
        calls = (
            ("crm.lead", "read", {"ids": self.lead.ids, "fields": ["phone", "email_from"]}),
            ("crm.lead", "search_read", {"domain": [["id", "=", self.lead.id]], "fields": ["phone"]}),
            ("crm.lead", "export_data", {"ids": self.lead.ids, "fields_to_export": ["phone"]}),
            ("res.partner", "read", {"ids": self.customer.ids, "fields": ["email"]}),
            ("res.partner", "name_search", {"name": "Secretive", "context": {"show_email": True}}),
        )
        for model, method, arguments in calls:
            told = [ways.tells(self.call_json2(user, model, method, **arguments)) for user in (self.manager, self.anna)]
            self.assertEqual(told, [True, False], (model, method))

    def test_json2_guesses_nothing_for_a_member(self):
        domain = [["phone", "ilike", "2661"], ["id", "=", self.lead.id]]
        found = [self.call_json2(user, "crm.lead", "search_count", domain=domain) for user in (self.manager, self.anna)]
        self.assertEqual(found, ["1", "0"])

    def test_the_routes_of_the_web_client_tell_a_manager_and_no_member(self):
        thread = {"thread_model": "crm.lead", "thread_id": self.lead.id}
        people = {user: user.login for user in (self.manager, self.anna)}
        told = {user: [] for user in people}
        for user, login in people.items():
            self.authenticate(login, login)
            with mute_logger("odoo.http"):
                answers = [
                    self.make_jsonrpc_request("/mail/thread/messages", thread),
                    self.make_jsonrpc_request("/mail/thread/recipients/get_suggested_recipients", thread),
                    self.url_open(f"/web/partner/vcard?partner_ids={self.customer.id}").text,
                ]
            told[user] = [ways.tells(answer) for answer in answers]
        self.assertEqual(told, {self.manager: [True] * 3, self.anna: [False] * 3})
