from odoo import fields, models


class SalesBankDecision(models.TransientModel):
    """Asks finance for the reason of a decision; the claim or the receipt carries it out."""

    _name = "sales.bank.decision"
    _description = "Decide about a Bank Receipt"

    kind = fields.Selection(
        [
            ("award", "Decide for this Claim"),
            ("reject", "Do not Accept the Claim"),
            ("undo", "Undo the Confirmation"),
            ("ignore", "Not from a Customer"),
        ],
        "Decision",
        required=True,
        readonly=True,
    )
    receipt_id = fields.Many2one("sales.bank.receipt", "Bank Receipt", readonly=True, ondelete="cascade")
    claim_id = fields.Many2one("sales.bank.claim", readonly=True, ondelete="cascade")
    reason = fields.Char(required=True, help="Whoever claimed reads it.")

    def action_decide(self):
        """Carry the decision out."""
        self.ensure_one()
        decide = {
            "award": self.claim_id.action_award,
            "reject": self.claim_id.action_reject,
            "undo": self.receipt_id.action_undo,
            "ignore": self.receipt_id.action_ignore,
        }[self.kind]
        decide(self.reason)
        return {"type": "ir.actions.act_window_close"}
