from odoo import Command, api, fields, models


class SalesBankClaiming(models.TransientModel):
    """Asks which instalments a receipt pays; the receipt takes the claim.

    Whoever claims sees of receipt and instalments what they may see anyway: nothing here is computed as superuser.
    """

    _name = "sales.bank.claiming"
    _description = "Claim a Bank Receipt"

    receipt_id = fields.Many2one("sales.bank.receipt", "Bank Receipt", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="receipt_id.company_id", related_sudo=False)
    currency_id = fields.Many2one(related="receipt_id.currency_id", related_sudo=False)
    payer_name = fields.Char(related="receipt_id.payer_name", related_sudo=False)
    label = fields.Char(related="receipt_id.label", related_sudo=False)
    date = fields.Date(related="receipt_id.date", related_sudo=False)
    amount = fields.Monetary(related="receipt_id.amount", string="Came In", related_sudo=False)
    suggestions = fields.Text(compute="_compute_suggestions")
    line_ids = fields.One2many(
        "sales.bank.claiming.line",
        "claiming_id",
        "Instalments",
        compute="_compute_lines",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    amount_claimed = fields.Monetary("Claimed", compute="_compute_amount_claimed")
    is_third_party = fields.Boolean(compute="_compute_is_third_party")
    proof = fields.Binary(attachment=False)
    proof_filename = fields.Char()
    note = fields.Char(help="What finance should know.")

    @api.depends("receipt_id")
    def _compute_suggestions(self):
        for wizard in self:
            wizard.suggestions = wizard.receipt_id._describe_suggestions() if wizard.receipt_id else False

    @api.depends("receipt_id")
    def _compute_lines(self):
        """Begin with the best suggestion, when there is one."""
        for wizard in self:
            best = wizard.receipt_id.suggested_id
            left = wizard.receipt_id.amount_unclaimed or wizard.receipt_id.amount
            vals = best and {"collection_id": best.id, "amount": min(best._get_amount_to_receive(), left)}
            wizard.line_ids = [Command.create(vals)] if best else False

    @api.depends("line_ids.amount_received")
    def _compute_amount_claimed(self):
        for wizard in self:
            wizard.amount_claimed = sum(wizard.line_ids.mapped("amount_received"))

    @api.depends("line_ids.collection_id")
    def _compute_is_third_party(self):
        for wizard in self:
            lines = wizard.line_ids.collection_id
            wizard.is_third_party = bool(lines) and wizard.receipt_id._is_third_party(lines)

    def action_claim(self):
        """Claim what was entered."""
        self.ensure_one()
        shares = [(line.collection_id.id, line.amount, line.amount_received) for line in self.line_ids]
        self.receipt_id.action_claim(shares, self.note, self.proof, self.proof_filename)
        return {"type": "ir.actions.act_window_close"}
