import base64

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ContractsCommon

SCAN = base64.b64encode(b"%PDF-1.4 signed by both")


@tagged("post_install", "-at_install")
class TestContractSeal(ContractsCommon):
    """The seal keeper seals what was requested; the counter-signed scan is archived with the contract."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._new_contract(sign=False).with_user(cls.ann)

    def _request(self, contract=None, user=None, **values):
        contract = contract or self.contract
        return (
            self.env["sales.contract.seal"].with_user(user or self.ann).create({"contract_id": contract.id, **values})
        )

    def test_finance_seals_as_many_copies_as_were_requested(self):
        request = self._request(copies=4)
        self.assertIn(request.activity_ids.user_id, self.company._get_seal_keepers())
        self.assertFalse(request.activity_ids.user_id.has_group("base.group_system"))
        request.with_user(self.fin).action_seal()
        self.assertEqual((request.state, request.copies, request.keeper_id), ("sealed", 4, self.fin))
        self.assertTrue(self.contract.is_sealed)
        self.assertFalse(request.activity_ids)
        with self.assertRaisesRegex(UserError, "stays as it is"):
            request.copies = 9

    def test_only_the_keepers_decide(self):
        request = self._request()
        for user in (self.ann, self.mia):
            with self.assertRaisesRegex(AccessError, "Only the seal keepers"):
                request.with_user(user).action_seal()
        self.company.seal_keeper_ids = self.mia
        with self.assertRaisesRegex(AccessError, "Only the seal keepers"):
            request.with_user(self.fin).action_seal()
        with self.assertRaisesRegex(UserError, "needs a reason"):
            request.with_user(self.mia).action_refuse(" ")
        request.with_user(self.mia).action_refuse("Page 3 is missing")
        self.assertEqual((request.state, request.refusal_reason), ("refused", "Page 3 is missing"))

    def test_a_contract_that_changed_is_requested_again(self):
        request = self._request()
        self.contract.line_ids[1].quantity = 7
        with self.assertRaisesRegex(UserError, "changed since"):
            request.with_user(self.fin).action_seal()
        request.action_cancel()
        self._request().with_user(self.fin).action_seal()

    def test_the_same_seal_is_requested_once_at_a_time(self):
        self._request()
        self._request(seal="legal")
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation), self.cr.savepoint():
            self._request()

    def test_what_is_not_approved_is_not_sealed(self):
        self.contract.sudo().type_id.needs_approval = True
        with self.assertRaisesRegex(UserError, "not approved yet"):
            self._request()
        self.contract.action_submit()
        with self.assertRaisesRegex(UserError, "not approved yet"):
            self._request()
        self.contract.sudo().approval_id.sudo(False).with_user(self.mia).action_approve()
        self.assertEqual(self._request().state, "requested")

    def test_nobody_requests_seals_for_the_contracts_of_others(self):
        with self.assertRaises(AccessError):
            self._request(user=self.bob)

    def test_an_amendment_is_sealed_like_a_contract(self):
        self.contract.action_sign()
        amendment = self.env["sales.contract.amendment"].browse(self.contract.action_amend()["res_id"])
        request = self._request(amendment_id=amendment.id)
        amendment.with_user(self.ann).line_ids[1].quantity = 5
        with self.assertRaisesRegex(UserError, "changed since"):
            request.with_user(self.fin).action_seal()
        self.assertFalse(self.contract.is_sealed)

    def test_a_type_may_require_seal_and_scan_before_the_contract_is_in_force(self):
        self.contract.sudo().type_id = self.env["sales.contract.type"].create(
            {"name": "Strict", "requires_seal": True, "requires_scan": True}
        )
        self.contract.action_sign()
        with self.assertRaisesRegex(UserError, "Request the seal first"):
            self.contract.action_start()
        self._request().with_user(self.fin).action_seal()
        with self.assertRaisesRegex(UserError, "counter-signed scan is archived"):
            self.contract.action_start()
        self.contract.action_archive_scan(SCAN, "signed.pdf")
        self.contract.action_start()
        self.assertEqual((self.contract.state, self.contract.archived_by_id), ("running", self.ann))

    def test_signed_contracts_without_a_scan_are_listed(self):
        other = self._new_contract()
        self.contract.action_sign()
        missing = self.env["sales.contract"].search([("is_scan_missing", "=", True)])
        self.assertLessEqual(self.contract | other, missing.with_user(self.ann))
        self.contract.action_archive_scan(SCAN, "signed.pdf")
        other.action_void("Signed twice")
        self.assertFalse((self.contract | other).filtered("is_scan_missing"))

    def test_a_draft_has_no_counter_signed_scan_and_an_archived_one_stays(self):
        with self.assertRaisesRegex(UserError, "is not signed"):
            self.contract.signed_scan = SCAN
        self.contract.action_sign()
        self.contract.action_archive_scan(SCAN, "signed.pdf")
        with self.assertRaisesRegex(AccessError, "Only a sales manager"):
            self.contract.signed_scan = False
        self.contract.with_user(self.mia).write({"signed_scan": False})
        self.assertTrue(self.contract.is_scan_missing)

    def test_people_see_the_requests_of_the_contracts_they_see(self):
        request = self._request()
        branch = self.env["res.company"].create({"name": "Branch"})
        far = self._new_user("far", "sales_cloud_contracts.group_finance", company=branch)
        table = [(self.ann, True), (self.bob, False), (self.mia, True), (self.fin, True), (far, False)]
        for user, may in table:
            with self.subTest(user=user.login):
                reach = request.with_user(user).with_company(user.company_id)
                self.assertEqual(reach.has_access("read"), may)

    def test_the_printed_contract_shows_the_signature_of_the_customer(self):
        pixel = b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
        self.contract.sudo().write({"accepted_by": "Pat Buyer", "accepted_signature": pixel})
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "sales_cloud_contracts.report_sales_contract", self.contract.ids
        )
        self.assertIn(b"Pat Buyer", html)
        self.assertIn(b"data:image/png;base64", html)

    def test_uploads_are_stored_as_files(self):
        self.contract.action_sign()
        self.contract.action_archive_scan(SCAN, "signed.pdf")
        files = self.env["ir.attachment"].search(
            [("res_model", "=", "sales.contract"), ("res_id", "=", self.contract.id), ("res_field", "=", "signed_scan")]
        )
        self.assertEqual(files.raw, base64.b64decode(SCAN))
