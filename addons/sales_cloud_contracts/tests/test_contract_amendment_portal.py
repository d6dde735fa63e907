import base64
import json

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .test_contract_amendment import AmendmentCommon

SIGNATURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
REPORT = "sales_cloud_contracts.report_sales_contract_amendment"


@tagged("post_install", "-at_install")
class TestContractAmendmentPortal(AmendmentCommon, HttpCase):
    """An amendment is printed, sent, and accepted by the customer as the contract itself.

    Pat buys for Dragon Machines, Quinn for somebody else. The contract is worth 3,597.16; a fourth machine makes it
    4,670.66.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["sales.approval.rule"].search([]).active = False
        cls.contract = cls._new_contract(date_start="2026-01-01", date_end="2026-12-31").with_user(cls.ann)
        cls.online = cls.env["sales.contract.type"].create({"name": "Online", "is_signed_online": True})
        cls.amendment = cls._amend(quantity=4)
        for login, partner in (("pat", cls.customer), ("quinn", cls.env["res.partner"].create({"name": "Other"}))):
            user = new_test_user(cls.env, login=login, password=login * 3, groups="base.group_portal")
            user.partner_id.parent_id = partner

    def _accept(self, amendment, token=None, name="Pat Buyer", signature=SIGNATURE, seen=None):
        seen = amendment.offered_fingerprint if seen is None else seen
        params = {"access_token": token, "seen": seen, "name": name, "signature": signature}
        response = self.url_open(
            f"/my/contracts/amendments/{amendment.id}/accept",
            data=json.dumps({"params": params}),
            headers={"Content-Type": "application/json"},
        )
        return response.json()["result"]

    def _read(self, amendment, token=None):
        query = f"?access_token={token}" if token else ""
        return self.url_open(f"/my/contracts/amendments/{amendment.id}{query}").text

    # ------------------------------------------------------------
    # PAPER
    # ------------------------------------------------------------

    def _print(self, amendment, user=None):
        reports = self.env["ir.actions.report"].with_user(user or self.ann)
        return reports._render_qweb_html(REPORT, amendment.ids)[0].decode()

    def test_the_print_says_what_changes_the_totals_and_the_new_plan_before_and_after_it_is_in_force(self):
        self.amendment.note = "<p>Warranty of two years</p>"
        for state in ("draft", "applied"):
            if state == "applied":
                self.amendment.action_sign()
            page = self._print(self.amendment)
            with self.subTest(state=state):
                self.assertEqual(self.amendment.state, state)
                for text in (
                    self.amendment.name,
                    self.contract.name,
                    "Dragon Machines",
                    self.company.name,
                    "Quantity",
                    "3,597.16",
                    "1,073.50",
                    "4,670.66",
                    "Warranty of two years",
                    "Party A (seal)",
                    *(line.name for line in self.contract.collection_ids),
                ):
                    self.assertIn(text, page)

    def test_an_instalment_without_a_day_says_what_it_waits_for(self):
        line = self.contract.collection_ids[1]
        described = self.contract._describe_due
        line.date_due = False
        line.write({"due_base": "delivery", "due_days": 30})
        self.assertEqual(described(line._prepare_snapshot()), "Delivery + 30 days")
        line.due_days = 0
        self.assertEqual(described(line._prepare_snapshot()), "Delivery")
        self.assertEqual(described({"name": "Rest", "amount": 1.0}), "–")

    # ------------------------------------------------------------
    # WHO SEES WHAT
    # ------------------------------------------------------------

    def test_an_amendment_opens_for_its_customer_once_offered_and_for_its_link(self):
        token = self.amendment._portal_ensure_token()
        table = [
            ("pat", False, None, False),
            ("pat", True, None, True),
            ("quinn", True, None, False),
            ("quinn", True, "wrong", False),
            ("quinn", True, token, True),
            (None, True, None, False),
            (None, True, token, True),
        ]
        for login, is_offered, access_token, is_open in table:
            if is_offered and not self.amendment.offered_on:
                self.amendment.action_offer()
            self.authenticate(login, login and login * 3)
            with self.subTest(login=login, offered=is_offered, token=access_token):
                self.assertEqual("o_portal_contract" in self._read(self.amendment, access_token), is_open)

    def test_the_contract_lists_its_amendments_and_shows_discounts(self):
        self.authenticate("pat", "patpatpat")
        address = f"/my/contracts/{self.contract.id}"
        page = self.url_open(address).text
        self.assertNotIn(self.amendment.name, page)
        self.assertIn("% discount", page)
        self.amendment.action_offer()
        self.assertIn(self.amendment.name, self.url_open(address).text)

    def test_the_page_says_what_changes_and_what_is_paid_then(self):
        self.amendment.action_offer()
        self.authenticate("pat", "patpatpat")
        page = self._read(self.amendment)
        for text in ("3,597.16", "4,670.66", "Quantity", "Accept and Sign", self.contract.name):
            self.assertIn(text, page)

    def test_the_link_is_hidden_with_the_amounts(self):
        self.assertIn("access_token", self.amendment._get_value_fields()["amount"])

    # ------------------------------------------------------------
    # ACCEPTANCE
    # ------------------------------------------------------------

    def test_an_accepted_amendment_changes_the_contract_where_its_type_signs_online(self):
        for is_online, state, total, version in ((False, "draft", 3597.16, 1), (True, "applied", 4670.66, 2)):
            contract = self._new_contract(type_id=self.online.id if is_online else self.contract.type_id.id)
            amendment = self._amend(contract.with_user(self.ann), quantity=4)
            amendment.action_offer()
            self.authenticate("pat", "patpatpat")
            result = self._accept(amendment)
            with self.subTest(online=is_online):
                self.assertIn("message=accepted", result["redirect_url"])
                self.assertEqual((amendment.accepted_by, amendment.state), ("Pat Buyer", state))
                self.assertTrue(base64.b64decode(amendment.accepted_signature))
                self.assertEqual((contract.amount_total, contract.version), (total, version))
                self.assertEqual(contract.amount_planned, total)
                self.assertTrue(amendment.message_ids.attachment_ids)
                self.assertIn(self.ann.partner_id, amendment.message_ids.notified_partner_ids)
                self.assertTrue(contract.message_ids.filtered(lambda note: "accepted by Pat Buyer" in note.body))

    def test_one_for_a_later_day_is_signed_now_and_in_force_then(self):
        self.contract.sudo().type_id.is_signed_online = True
        self.amendment.date_effective = "2026-03-20"
        self.amendment.action_offer()
        self.amendment.sudo()._accept("Pat", SIGNATURE, self.amendment.offered_fingerprint)
        self.assertEqual((self.amendment.state, self.contract.amount_total), ("signed", 3597.16))
        with freeze_time("2026-03-20"):
            self._run_day()
        self.assertEqual((self.amendment.state, self.contract.amount_total), ("applied", 4670.66))

    def test_acceptance_is_refused_with_a_clear_sentence(self):
        self.amendment.action_offer()
        token = self.amendment._portal_ensure_token()
        self.authenticate("pat", "patpatpat")
        for values, sentence in (
            ({"seen": "something else"}, "cannot be accepted"),
            ({"name": " "}, "name is missing"),
            ({"signature": ""}, "signature is missing"),
            ({"signature": "x"}, "not encoded"),
        ):
            with self.subTest(sentence=sentence):
                self.assertIn(sentence, self._accept(self.amendment, **values)["error"])
        self.authenticate("quinn", "quinnquinnquinn")
        self.assertIn("not valid", self._accept(self.amendment)["error"])
        self.assertIn("redirect_url", self._accept(self.amendment, token=token))
        self.assertIn("cannot be accepted", self._accept(self.amendment, token=token)["error"])

    def test_what_changes_after_it_was_sent_is_sent_again(self):
        extra = [Command.create({"name": "Training", "quantity": 1, "price_unit": 10})]
        for change in ({"line_ids": extra}, {"note": "<p>Other</p>"}, {"date_effective": "2026-04-01"}):
            self.amendment.action_offer()
            seen = self.amendment.offered_fingerprint
            self.assertTrue(self.amendment._is_acceptable())
            self.amendment.write(change)
            with self.subTest(change=change), self.assertRaisesRegex(UserError, "cannot be accepted"):
                self.amendment.sudo()._accept("Pat", SIGNATURE, seen)

    def test_a_plan_that_cannot_make_the_total_any_more_is_not_accepted(self):
        contract = self._new_contract().with_user(self.ann)
        amendment = self._amend(contract, quantity=1)
        amendment.action_offer()
        for line in contract.collection_ids.with_user(self.fin):
            self._bill(line)
        self.assertTrue(amendment.is_offer_changed)
        self.assertIn("being revised", self._read(amendment, amendment._portal_ensure_token()))

    def test_the_language_of_the_reader_changes_nothing(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.tax.with_context(lang="zh_CN").name = "增值税"
        self.amendment.with_context(lang="zh_CN").action_offer()
        self.assertTrue(self.amendment._is_acceptable())
        self.assertTrue(self.amendment.with_context(lang="zh_CN")._is_acceptable())

    def test_only_what_is_approved_and_of_ones_own_goes_to_the_customer(self):
        with self.assertRaises(AccessError):
            self.amendment.with_user(self.bob).action_offer()
        self.contract.sudo().type_id.needs_approval = True
        with self.assertRaisesRegex(UserError, "not approved"):
            self.amendment.action_offer()
        self.contract.sudo().type_id.needs_approval = False
        self.amendment.action_sign()
        with self.assertRaisesRegex(UserError, "signed already"):
            self.amendment.action_offer()

    # ------------------------------------------------------------
    # QUESTIONS
    # ------------------------------------------------------------

    def test_the_customer_writes_below_the_page_and_the_owner_reads_it(self):
        self.contract.message_post(body="Only among us", subtype_xmlid="mail.mt_note")
        self.authenticate("pat", "patpatpat")
        params = {
            "thread_model": "sales.contract",
            "thread_id": self.contract.id,
            "token": self.contract.sudo()._portal_ensure_token(),
        }
        self.make_jsonrpc_request(
            "/mail/message/post",
            {
                **params,
                "post_data": {
                    "body": "When do you deliver?",
                    "message_type": "comment",
                    "subtype_xmlid": "mail.mt_comment",
                },
            },
        )
        note = self.contract.message_ids[0]
        self.assertIn("When do you deliver?", note.body)
        self.assertEqual(note.author_id.user_ids.login, "pat")
        bodies = str(self.make_jsonrpc_request("/mail/chatter_fetch", params)["data"]["mail.message"])
        self.assertIn("When do you deliver?", bodies)
        self.assertNotIn("Only among us", bodies)
