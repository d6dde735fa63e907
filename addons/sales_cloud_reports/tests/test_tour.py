from odoo.tests import HttpCase, tagged

from .common import ReportsCommon


@tagged("post_install", "-at_install")
class TestTour(ReportsCommon, HttpCase):
    def test_a_manager_changes_the_period_and_drills_down(self):
        plan = self.new_plan()
        self.new_target(plan, 400, self.li, self.south)
        plan.action_publish()
        lead = self.book("collected", "2025-04-02", {self.li: 100.01, self.liu: 40})
        lead.active = False
        self.start_tour("/odoo/sales-dashboard", "sales_cloud_reports_dashboard", login="rep_gao")
