from odoo import models


class SalesApproval(models.Model):
    """A level of finance asks the finance people of the request's company."""

    _inherit = "sales.approval"

    def _get_level_users(self, level):
        if level["approver"] == "finance":
            return self._filter_able(self.env.ref("sales_cloud_contracts.group_finance").all_user_ids)
        return super()._get_level_users(level)
