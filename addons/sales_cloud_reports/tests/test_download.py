from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import ReportsCommon


@tagged("post_install", "-at_install")
class TestDownload(ReportsCommon, HttpCase):
    def test_the_download_obeys_login_group_and_team(self):
        url = "/sales_cloud/dashboard/xlsx?period=month"
        self.assertIn("/web/login", self.url_open(url, allow_redirects=False).headers["Location"])
        self.authenticate("rep_chen", "rep_chen")
        response = self.url_open(url)
        self.assertEqual(response.status_code, 200)
        self.assertIn("sales-dashboard-2025-04.xlsx", response.headers["Content-Disposition"])
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(f"{url}&team_id={self.east.id}").status_code, 403)
            self.authenticate("rep_li", "rep_lixx")
            self.assertEqual(self.url_open(url).status_code, 403)
