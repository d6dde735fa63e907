from odoo import api, fields, models


class SalesTerritoryChoice(models.TransientModel):
    """Asks in which territory a customer's address or a deal belongs, and why."""

    _name = "sales.territory.choice"
    _description = "Choose a Territory"

    partner_id = fields.Many2one("res.partner", "Address", readonly=True)
    lead_id = fields.Many2one("crm.lead", "Lead or Opportunity", readonly=True)
    explanation = fields.Text("Now", compute="_compute_explanation")
    territory_id = fields.Many2one("sales.territory", domain="[('model_state', '=', 'active')]")
    reason = fields.Char(help="Shown on the record.")

    @api.depends("partner_id", "lead_id")
    def _compute_explanation(self):
        for choice in self:
            record = choice.partner_id or choice.lead_id
            choice.explanation = record.territory_explanation

    def action_confirm(self):
        """Put the record into the chosen territory, or ask for approval of that."""
        answer = (self.partner_id or self.lead_id).action_set_territory(self.territory_id.id, self.reason)
        return {"type": "ir.actions.act_window_close"} if answer is True else answer

    def action_follow_rules(self):
        """Let the rules decide again."""
        (self.partner_id or self.lead_id).action_follow_territory_rules()
        return {"type": "ir.actions.act_window_close"}
