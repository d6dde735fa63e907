from odoo import api, fields, models


class SalesApprovalSplitChange(models.TransientModel):
    """Ask which shares are wanted and why."""

    _name = "sales.approval.split.change"
    _description = "Request a Split Change"

    lead_id = fields.Many2one("crm.lead")
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

    @api.model
    def default_get(self, fields):
        """Ask for the document that the wizard was opened on."""
        defaults = super().default_get(fields)
        links = {model: link for link, model in self.env["sales.split"]._get_document_links().items()}
        link = links.get(self.env.context.get("active_model"))
        return {**defaults, link: self.env.context.get("active_id")} if link else defaults

    def _get_document(self):
        """Return the document whose shares shall change (other addons add theirs)."""
        return self.lead_id

    @api.depends("lead_id", "approval_id")
    def _compute_line_ids(self):
        for change in self:
            change.line_ids = [fields.Command.create(vals) for vals in change._get_first_shares()]

    def _get_first_shares(self):
        """Return the shares that the dialog opens with: those sent back, else those of the document."""
        if self.approval_id:
            return self.approval_id.payload["shares"]
        return [split._prepare_share_vals() for split in self._get_document().split_ids]

    def action_request(self):
        """Send the request; the document checks it."""
        self.ensure_one()
        lines = [line._prepare_share_vals() for line in self.line_ids]
        self._get_document().action_request_split_change(lines, self.reason)
        return {"type": "ir.actions.act_window_close"}
