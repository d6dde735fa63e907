from odoo import fields, models


class SalesFileImportRowMixin(models.AbstractModel):
    """One row of a file, and what becomes of it."""

    _name = "sales.file.import.row.mixin"
    _description = "Row of a File"
    _order = "number"

    number = fields.Integer("Row")
    date = fields.Date()
    amount = fields.Float(digits=(16, 2))
    reference = fields.Char("Bank Reference")
    status = fields.Selection(
        [("new", "New"), ("known", "Known"), ("skipped", "Left Out"), ("error", "Error")], required=True
    )
    message = fields.Char()
