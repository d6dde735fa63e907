import json

from odoo.http import Request
from odoo.tests import HttpCase, tagged

from .rights_common import RightsCommon

TABLE = {
    "title": "Pipeline",
    "model": "crm.lead",
    "measure_count": 1,
    "origin_count": 1,
    "col_group_headers": [],
    "measure_headers": [{"title": "Expected Revenue", "width": 1, "height": 1, "is_bold": False}],
    "origin_headers": [],
    "rows": [{"title": "Total", "indent": 0, "values": [{"value": 1000.0, "is_bold": True}]}],
}


@tagged("post_install", "-at_install")
class TestPivotExport(HttpCase, RightsCommon):
    """A pivot table leaves as a file for who may export, and is noted; others read why not."""

    def _export(self, user):
        self.authenticate(user.login, user.login)
        data = {"data": json.dumps(TABLE), "csrf_token": Request.csrf_token(self)}
        return self.url_open("/web/pivot/export_xlsx", data=data)

    def _logs(self):
        return self.env["sales.export.log"].search([("kind", "=", "pivot"), ("user_id", "=", self.rep.id)])

    def test_it_is_noted(self):
        self.rep.group_ids += self.env.ref("base.group_allow_export")
        self.assertEqual(self._export(self.rep).status_code, 200)
        log = self._logs()
        self.assertEqual((log.model, log.row_count, log.domain), ("crm.lead", 1, "Pipeline"))

    def test_without_the_right_the_browser_is_told_the_sentence(self):
        answer = self._export(self.rep)
        self.assertEqual(answer.status_code, 500)
        self.assertIn("Ask an administrator for the right", answer.text)
        self.assertFalse(self._logs())

    def test_a_role_that_exports_nothing_is_told_so(self):
        self.rep.group_ids += self.env.ref("base.group_allow_export")
        self._set_right("representative", export="none")
        self.assertIn("Your role exports nothing of these records", self._export(self.rep).text)
        self.assertFalse(self._logs())
