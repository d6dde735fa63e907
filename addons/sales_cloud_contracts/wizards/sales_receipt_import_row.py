from odoo import fields, models

from ..models.account_payment_means import MEANS


class SalesReceiptImportRow(models.TransientModel):
    """One receipt of the file, and what becomes of it."""

    _name = "sales.receipt.import.row"
    _description = "Row of a File of Receipts"
    _inherit = "sales.file.import.row.mixin"

    import_id = fields.Many2one("sales.receipt.import", required=True, ondelete="cascade")
    contract = fields.Char()
    instalment = fields.Char()
    means = fields.Selection(MEANS)
    bill = fields.Char("Bill Number")
    maturity = fields.Date()
