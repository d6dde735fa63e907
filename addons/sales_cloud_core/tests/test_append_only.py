from odoo.service.model import call_kw
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import SalesCloudCommon


@tagged("post_install", "-at_install")
class TestAppendOnly(HttpCase, SalesCloudCommon):
    """What was noted stays noted: also an administrator neither changes nor deletes it over the API."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # somebody who may do everything that a person may do
        cls.admin = cls._new_user(
            "admin", "base.group_system,sales_cloud_core.group_operations,base.group_allow_export"
        )
        cls.env.ref("base.group_user")._apply_group(cls.env.ref("sales_cloud_core.group_use_data_rights"))
        lead = cls._new_opportunity()
        lead.split_ids = [(0, 0, {"user_id": cls.rep.id, "percent": 100})]
        lead.split_ids.write({"user_id": cls.colleague.id})
        lead.stage_id = cls.stage_won
        cls.env.flush_all()
        cls.env.cr.precommit.run()
        lead.with_user(cls.admin).export_data(["name"])
        correction = cls.env["sales.credit.correction"].with_user(cls.operations).create(cls._prepare_correction())
        correction.action_book()
        difference = cls.env["sales.credit.difference"].create(
            {
                "company_id": cls.company_a.id,
                "res_model": "crm.lead",
                "res_id": lead.id,
                "origin": lead.name,
                "metric": "won",
                "user_id": cls.rep.id,
                "split_type_id": lead.split_ids.split_type_id.id,
                "currency_id": cls.cny.id,
                "amount_expected": 1,
            }
        )
        cls.rows = [
            (lead.credit_ids, "amount"),
            (cls.env["sales.split.log"].search([("lead_id", "=", lead.id)], limit=1), "percent_after"),
            (cls.env["sales.stage.log"].search([("lead_id", "=", lead.id)], limit=1), "amount"),
            (cls.env["sales.export.log"].search([("user_id", "=", cls.admin.id)], limit=1), "record_count"),
            (correction, "amount"),
            (difference, "amount_expected"),
        ]

    @classmethod
    def _prepare_correction(cls):
        return {
            "company_id": cls.company_a.id,
            "user_id": cls.rep.id,
            "metric": "won",
            "amount": 10.0,
            "currency_id": cls.cny.id,
            "reason": "Agreed by hand",
        }

    def _is_done_by_rpc(self, record, method, arguments):
        """Say whether a call as XML-RPC and the web client make it went through."""
        try:
            with self.cr.savepoint():
                call_kw(record.with_user(self.admin).browse(), method, [record.ids, *arguments], {})
                self.env.flush_all()
        except Exception:  # whatever refuses it
            return False
        return True

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule", "odoo.sql_db")
    def test_no_row_is_changed_or_deleted_by_a_remote_call(self):
        for record, name in self.rows:
            self.assertTrue(self._is_done_by_rpc(record, "read", [[name]]), name)
            for method, arguments in (("write", [{name: 5}]), ("unlink", [])):
                with self.subTest(model=record._name, method=method):
                    self.assertFalse(self._is_done_by_rpc(record, method, arguments))
                    self.assertTrue(record.exists())

    def test_no_row_is_changed_or_deleted_over_json2(self):
        # A key without end, because the database compares its end with the time that it really is.
        key = self.env(user=self.admin, su=True)["res.users.apikeys"]._generate("rpc", "ledger", None)
        self.env.flush_all()
        for record, name in self.rows:
            for method, arguments in (("write", {"vals": {name: 5}}), ("unlink", {})):
                with self.subTest(model=record._name, method=method), mute_logger("odoo.http", "odoo.sql_db"):
                    answer = self.url_open(
                        f"/json/2/{record._name}/{method}",
                        json={"ids": record.ids, **arguments},
                        headers={"Authorization": f"Bearer {key}"},
                    )
                    self.assertIn(answer.status_code, (403, 422), answer.text)
            self.assertTrue(record.exists())
