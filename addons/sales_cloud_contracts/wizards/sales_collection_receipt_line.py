from odoo import fields, models


class SalesCollectionReceiptLine(models.TransientModel):
    """What one instalment gets of a receipt, and what is given up because it was paid early."""

    _name = "sales.collection.receipt.line"
    _description = "Instalment of a Receipt"

    receipt_id = fields.Many2one("sales.collection.receipt", required=True, ondelete="cascade")
    collection_id = fields.Many2one("sales.collection", "Instalment", required=True, ondelete="cascade")
    date_due = fields.Date(related="collection_id.date_due")
    currency_id = fields.Many2one(related="collection_id.currency_id")
    amount_residual = fields.Monetary(related="collection_id.amount_residual")
    amount = fields.Monetary("Gets")
    discount = fields.Monetary("Early Payment Discount")
