from odoo import fields, models


class SalesApprovalDecision(models.TransientModel):
    """Ask for what a decision needs besides one click: a reason, or a person."""

    _name = "sales.approval.decision"
    _description = "Approval Decision"

    approval_ids = fields.Many2many("sales.approval", required=True, default=lambda self: self._get_active_approvals())
    decision = fields.Selection(
        [
            ("approve", "Approve"),
            ("refuse", "Refuse"),
            ("delegate", "Pass On"),
            ("add_signer", "Add Signer"),
        ],
        required=True,
        default="approve",
    )
    user_id = fields.Many2one("res.users", "Person", domain=[("share", "=", False)])
    comment = fields.Text()

    def _get_active_approvals(self):
        return self.env["sales.approval"].browse(self.env.context.get("active_ids", []))

    def action_confirm(self):
        """Carry out the decision; the request checks the caller."""
        self.ensure_one()
        approvals, comment = self.approval_ids, self.comment
        if self.decision == "approve":
            approvals.action_approve(comment)
        elif self.decision == "refuse":
            approvals.action_refuse(comment)
        elif self.decision == "delegate":
            approvals.action_delegate(self.user_id.id, comment)
        else:
            approvals.action_add_signer(self.user_id.id, comment)
        return {"type": "ir.actions.act_window_close"}
