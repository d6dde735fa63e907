from odoo import fields, models


class SalesApprovalRuleLevel(models.Model):
    """Finance can approve, too."""

    _inherit = "sales.approval.rule.level"

    approver = fields.Selection(selection_add=[("finance", "Finance")], ondelete={"finance": "set default"})

    def _describe_approver(self):
        if self.approver == "finance":
            return self.env._("everyone of finance") if self.mode == "all" else self.env._("one of finance")
        return super()._describe_approver()
