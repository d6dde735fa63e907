import base64
import json

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .common import ContractsCommon

SIGNATURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@tagged("post_install", "-at_install")
class TestContractPortal(ContractsCommon, HttpCase):
    """Pat buys for Dragon Machines, Quinn for somebody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pat = cls._new_portal_user("pat", cls.customer)
        cls.quinn = cls._new_portal_user("quinn", cls.env["res.partner"].create({"name": "Other", "is_company": True}))
        cls.draft = cls._new_contract(sign=False)
        cls.offered = cls._new_contract(sign=False)
        cls.offered.with_user(cls.ann).action_offer()
        cls.signed = cls._new_contract()
        cls.online = cls.env["sales.contract.type"].create({"name": "Online", "is_signed_online": True})

    @classmethod
    def _new_portal_user(cls, login, company_partner):
        user = new_test_user(cls.env, login=login, password=login * 3, groups="base.group_portal")
        user.partner_id.parent_id = company_partner
        return user

    def _accept(self, contract, token=None, name="Pat Buyer", signature=SIGNATURE, seen=None):
        response = self.url_open(
            f"/my/contracts/{contract.id}/accept",
            data=json.dumps(
                {
                    "params": {
                        "access_token": token,
                        "seen": contract.offered_fingerprint if seen is None else seen,
                        "name": name,
                        "signature": signature,
                    }
                }
            ),
            headers={"Content-Type": "application/json"},
        )
        return response.json()["result"]

    # ------------------------------------------------------------
    # WHO SEES WHAT
    # ------------------------------------------------------------

    def test_a_customer_lists_what_was_signed_or_offered_to_it(self):
        self.authenticate("pat", "patpatpat")
        page = self.url_open("/my/contracts").text
        self.assertIn(self.signed.name, page)
        self.assertIn(self.offered.name, page)
        self.assertNotIn(self.draft.name, page)
        self.authenticate("quinn", "quinnquinnquinn")
        self.assertNotIn(self.signed.name, self.url_open("/my/contracts").text)

    def test_a_contract_opens_for_its_customer_and_for_its_link_only(self):
        token = self.signed._portal_ensure_token()
        table = [
            ("pat", self.signed, None, True),
            ("pat", self.draft, None, False),
            ("quinn", self.signed, None, False),
            ("quinn", self.signed, "wrong", False),
            ("quinn", self.signed, token, True),
            (None, self.signed, None, False),
            (None, self.signed, token, True),
        ]
        for login, contract, access_token, is_open in table:
            self.authenticate(login, login and login * 3)
            query = f"?access_token={access_token}" if access_token else ""
            page = self.url_open(f"/my/contracts/{contract.id}{query}").text
            with self.subTest(login=login, token=access_token, contract=contract.state):
                self.assertEqual("o_portal_contract" in page, is_open)

    def test_portal_users_have_no_right_on_the_models(self):
        for model in ("sales.contract", "sales.contract.line", "sales.collection", "sales.collection.match"):
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].with_user(self.pat).search([])

    def test_the_page_shows_what_is_paid_and_due_with_the_invoices(self):
        first = self.signed.collection_ids[0]
        invoice = self._bill(first)
        self._receive(first, 100)
        self.authenticate("pat", "patpatpat")
        page = self.url_open(f"/my/contracts/{self.signed.id}").text
        for text in (first.name, invoice.name, "Partly Paid", "100.00"):
            self.assertIn(text, page)

    def test_the_document_is_printed_for_its_customer(self):
        self.authenticate("quinn", "quinnquinnquinn")
        response = self.url_open(f"/my/contracts/{self.signed.id}?report_type=pdf")
        self.assertNotEqual(response.headers["Content-Type"], "application/pdf")

    # ------------------------------------------------------------
    # ACCEPTANCE
    # ------------------------------------------------------------

    def test_an_accepted_contract_is_signed_where_its_type_says_so(self):
        for contract_type, state in ((self.offered.type_id, "draft"), (self.online, "signed")):
            contract = self._new_contract(sign=False, type_id=contract_type.id)
            contract.with_user(self.ann).action_offer()
            self.authenticate("pat", "patpatpat")
            result = self._accept(contract)
            with self.subTest(type=contract_type.name):
                self.assertIn("message=accepted", result["redirect_url"])
                self.assertEqual((contract.accepted_by, contract.state), ("Pat Buyer", state))
                self.assertTrue(contract.accepted_on)
                self.assertTrue(base64.b64decode(contract.accepted_signature))
                message = contract.message_ids[:1]
                self.assertIn(self.ann.partner_id, contract.message_ids.notified_partner_ids)
                self.assertTrue(contract.message_ids.attachment_ids, message.body)

    def test_acceptance_is_refused_with_a_clear_sentence(self):
        token = self.offered._portal_ensure_token()
        old = self.offered.offered_fingerprint
        self.authenticate("pat", "patpatpat")
        table = [
            (self.draft, {}, "cannot be accepted"),
            (self.signed, {}, "cannot be accepted"),
            (self.offered, {"seen": "something else"}, "cannot be accepted"),
            (self.offered, {"name": " "}, "name is missing"),
            (self.offered, {"signature": ""}, "signature is missing"),
        ]
        self.draft.sudo().offered_on = "2026-03-01"
        for contract, values, sentence in table:
            with self.subTest(sentence=sentence, contract=contract.state):
                self.assertIn(sentence, self._accept(contract, **values)["error"])
        self.authenticate("quinn", "quinnquinnquinn")
        self.assertIn("not valid", self._accept(self.offered)["error"])
        self.assertFalse(self.offered.accepted_on)
        self.offered.line_ids[-1:].name = "Delivered within 90 days"
        self.assertTrue(self.offered.is_offer_changed)
        self.assertIn("cannot be accepted", self._accept(self.offered, token=token, seen=old)["error"])

    def test_a_contract_is_accepted_once(self):
        token = self.offered._portal_ensure_token()
        self.authenticate(None, None)
        self.assertIn("redirect_url", self._accept(self.offered, token=token, name="First"))
        self.assertIn("cannot be accepted", self._accept(self.offered, token=token, name="Second")["error"])
        self.assertEqual(self.offered.accepted_by, "First")

    def test_only_complete_and_approved_drafts_of_ones_own_are_offered(self):
        careful = self.env["sales.contract.type"].create({"name": "Careful", "needs_approval": True})
        waiting = self._new_contract(sign=False, type_id=careful.id)
        empty = self.env["sales.contract"].create({"partner_id": self.customer.id, "user_id": self.ann.id})
        for contract, sentence in (
            (waiting, "needs approval"),
            (empty, "no amount"),
            (self.signed, "signed already"),
        ):
            with self.subTest(sentence=sentence), self.assertRaisesRegex(UserError, sentence):
                contract.with_user(self.ann).action_offer()
        with self.assertRaises(AccessError):
            self.draft.with_user(self.bob).action_offer()

    def test_offering_again_asks_for_a_new_signature(self):
        self.offered.sudo()._accept("Pat", SIGNATURE, self.offered.offered_fingerprint)
        self.offered.line_ids = [Command.create({"name": "Training", "quantity": 1, "price_unit": 10})]
        self.offered.action_plan()
        self.assertTrue(self.offered.is_offer_changed)
        self.offered.with_user(self.ann).action_offer()
        self.assertFalse(self.offered.accepted_by or self.offered.is_offer_changed)

    def test_who_offers_a_contract_sends_its_link_to_the_customer(self):
        self.customer.email = "dragon@example.com"
        action = self.draft.with_user(self.ann).action_offer()
        dialog = self.env[action["res_model"]].with_user(self.ann).with_context(**action["context"]).create({})
        self.assertEqual(dialog.partner_ids, self.customer)
        self.assertIn(self.draft.access_token, dialog.share_link)
        dialog.action_send_mail()
        message = self.draft.message_ids[0]
        self.assertEqual(message.partner_ids, self.customer)
        self.assertIn(self.draft.access_token, message.body)

    def test_another_term_or_another_due_day_is_another_contract_than_the_customer_read(self):
        offered = self.offered.with_user(self.ann)
        first = offered.collection_ids[0]
        changes = [
            (offered, {"date_start": "2026-05-01"}),
            (offered, {"date_end": "2027-01-01"}),
            (first, {"due_month_end": True}),
            (first, {"due_months": 6}),
            (first, {"date_due": "2026-12-31"}),
        ]
        self.authenticate("pat", "patpatpat")
        for record, vals in changes:
            offered.action_offer()
            record.write(vals)
            with self.subTest(vals):
                self.assertTrue(offered.is_offer_changed)
                self.assertIn("cannot be accepted", self._accept(self.offered)["error"])
        offered.action_offer()
        self.assertIn("redirect_url", self._accept(self.offered))

    def test_what_changed_after_its_acceptance_is_not_signed_with_it(self):
        offered = self.offered.with_user(self.ann)
        self.authenticate("pat", "patpatpat")
        self._accept(self.offered)
        offered.note = "<p>Prices may rise.</p>"
        with self.assertRaisesRegex(UserError, "changed since Pat Buyer accepted it"):
            offered.action_sign()
        offered.action_offer()
        offered.action_sign()
        self.assertEqual((offered.state, offered.accepted_by, offered.is_scan_missing), ("signed", False, True))
