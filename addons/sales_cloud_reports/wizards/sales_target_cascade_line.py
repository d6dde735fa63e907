from odoo import fields, models


class SalesTargetCascadeLine(models.TransientModel):
    _name = "sales.target.cascade.line"
    _description = "Person in a Distribution"

    cascade_id = fields.Many2one("sales.target.cascade", required=True, ondelete="cascade")
    team_id = fields.Many2one("crm.team", required=True)
    user_id = fields.Many2one("res.users", "Person", required=True)
    weight = fields.Float(default=1.0, help="The share of this person, in proportion to the other weights.")

    _weight_positive = models.Constraint("CHECK (weight >= 0)", "A weight cannot be negative.")
