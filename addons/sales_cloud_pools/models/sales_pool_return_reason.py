from odoo import fields, models


class SalesPoolReturnReason(models.Model):
    """Why people give a record back; whoever returns one chooses a reason."""

    _name = "sales.pool.return.reason"
    _description = "Return Reason"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection([("lead", "Leads"), ("customer", "Customers")], "For", help="Empty: for both.")
    is_note_required = fields.Boolean("Asks for a Note")
    company_id = fields.Many2one("res.company", help="Empty: for all companies.")
