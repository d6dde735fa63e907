from odoo import api, fields, models


class SalesApprovalSplitChange(models.TransientModel):
    """Ask which shares are wanted and why."""

    _name = "sales.approval.split.change"
    _description = "Request a Split Change"

    lead_id = fields.Many2one("crm.lead", required=True, default=lambda self: self.env.context.get("active_id"))
    approval_id = fields.Many2one("sales.approval", help="The request that was sent back; its shares are the start.")
    line_ids = fields.One2many(
        "sales.approval.split.change.line",
        "change_id",
        "Wanted Shares",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    reason = fields.Text(required=True)

    @api.depends("lead_id", "approval_id")
    def _compute_line_ids(self):
        for change in self:
            change.line_ids = [fields.Command.create(vals) for vals in change._get_first_shares()]

    def _get_first_shares(self):
        """Return the shares that the dialog opens with: those sent back, else those of the deal."""
        if self.approval_id:
            return self.approval_id.payload["shares"]
        return [
            {
                "user_id": split.user_id.id,
                "split_type_id": split.split_type_id.id,
                "role": split.role,
                "percent": split.percent,
            }
            for split in self.lead_id.split_ids
        ]

    def action_request(self):
        """Send the request; the opportunity checks it."""
        self.ensure_one()
        lines = [
            {
                "user_id": line.user_id.id,
                "split_type_id": line.split_type_id.id,
                "role": line.role,
                "percent": line.percent,
            }
            for line in self.line_ids
        ]
        self.lead_id.action_request_split_change(lines, self.reason)
        return {"type": "ir.actions.act_window_close"}
