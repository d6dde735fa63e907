from odoo import fields, models


class SalesTerritoryType(models.Model):
    """A kind of territory, for example region, industry or key account; of two equally specific ones the first wins."""

    _name = "sales.territory.type"
    _description = "Territory Type"
    _order = "priority, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    priority = fields.Integer(
        default=10, required=True, help="Of two territories equally deep in the tree, the lower priority number wins."
    )
    company_id = fields.Many2one("res.company", help="Empty: for all companies.")
    active = fields.Boolean(default=True)

    def write(self, vals):
        result = super().write(vals)
        if "priority" in vals:
            # sudo: which models exist is no secret of the one who orders the types
            self.env["sales.territory"].sudo().search([("type_id", "in", self.ids)]).model_id._note_rules_changed()
        return result
