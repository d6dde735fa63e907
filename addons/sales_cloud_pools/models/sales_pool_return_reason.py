from odoo import fields, models
from odoo.exceptions import UserError


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

    def _check_note(self, note):
        """Refuse a return for this reason without the note that it asks for."""
        if self.is_note_required and not (note or "").strip():
            raise UserError(
                self.env._("The reason “%s” asks for a note. Write what the next owner should know.", self.name)
            )
