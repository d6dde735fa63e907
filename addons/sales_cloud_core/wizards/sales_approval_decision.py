from odoo import api, fields, models


class SalesApprovalDecision(models.TransientModel):
    """Ask for what a decision needs besides one click: a reason, or a person."""

    _name = "sales.approval.decision"
    _description = "Approval Decision"

    approval_ids = fields.Many2many("sales.approval", required=True, default=lambda self: self._get_active_approvals())
    decision = fields.Selection(
        [
            ("approve", "Approve"),
            ("refuse", "Refuse"),
            ("send_back", "Send Back"),
            ("delegate", "Pass On"),
            ("add_signer", "Add Signer"),
            ("copy", "Send a Copy"),
        ],
        required=True,
        default="approve",
    )
    user_id = fields.Many2one("res.users", "Person", domain=[("share", "=", False)])
    user_ids = fields.Many2many("res.users", string="Colleagues", domain="[('share', '=', False)]")
    returnable_step_ids = fields.Many2many("sales.approval.step", compute="_compute_returnable_step_ids")
    step_id = fields.Many2one(
        "sales.approval.step",
        "Back To",
        domain="[('id', 'in', returnable_step_ids)]",
        help="The level that decides anew, and all after it. Empty: the requester changes the document.",
    )
    comment = fields.Text()

    @api.depends("approval_ids")
    def _compute_returnable_step_ids(self):
        for wizard in self:
            # several requests have no level in common: they go back to their requesters
            steps = [approval._get_returnable_steps() for approval in wizard.approval_ids]
            wizard.returnable_step_ids = steps[0] if len(steps) == 1 else False

    def _get_active_approvals(self):
        return self.env["sales.approval"].browse(self.env.context.get("active_ids", []))

    def action_confirm(self):
        """Carry out the decision; the request checks the caller."""
        self.ensure_one()
        approvals, comment = self.approval_ids, self.comment
        decide = {
            "approve": lambda: approvals.action_approve(comment),
            "refuse": lambda: approvals.action_refuse(comment),
            "send_back": lambda: approvals.action_send_back(comment, self.step_id.level),
            "delegate": lambda: approvals.action_delegate(self.user_id.id, comment),
            "add_signer": lambda: approvals.action_add_signer(self.user_id.id, comment),
            "copy": lambda: approvals.action_copy_to(self.user_ids.ids, comment),
        }
        decide[self.decision]()
        return {"type": "ir.actions.act_window_close"}
