from odoo import api, fields, models


class SalesCollectionRetentionDecision(models.TransientModel):
    """Asks what becomes of retention money; the instalment does it."""

    _name = "sales.collection.retention.decision"
    _description = "Decide on Retention Money"

    collection_id = fields.Many2one("sales.collection", "Instalment", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="collection_id.currency_id")
    amount_residual = fields.Monetary(related="collection_id.amount_residual")
    decision = fields.Selection(
        [("release", "Release: the customer pays it"), ("deduct", "Deduct: a part is given up")],
        compute="_compute_decision",
        store=True,
        readonly=False,
        required=True,
    )
    may_release = fields.Boolean(compute="_compute_may_release")
    amount = fields.Monetary("Amount Deducted", compute="_compute_amount", store=True, readonly=False)
    date_due = fields.Date("Due Now", help="Leave empty to keep the planned day.")
    reason = fields.Char(required=True)

    @api.depends("collection_id")
    def _compute_may_release(self):
        for wizard in self:
            line = wizard.collection_id
            wizard.may_release = line._is_finance() or line.contract_id._is_manager()

    @api.depends("collection_id")
    def _compute_decision(self):
        """Managers and finance release; whoever else may change the instalment asks for a deduction."""
        for wizard in self:
            wizard.decision = "release" if wizard.may_release else "deduct"

    @api.depends("collection_id")
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = wizard.collection_id.amount_residual

    def action_decide(self):
        """Release the instalment, or ask for the approval of the deduction."""
        self.ensure_one()
        if self.decision == "release":
            self.collection_id.action_release_retention(self.reason, self.date_due)
        else:
            self.collection_id.action_request_deduction(self.amount, self.reason)
        return {"type": "ir.actions.act_window_close"}
