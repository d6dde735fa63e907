from odoo import fields, models


class SalesCollectionOffsetLine(models.TransientModel):
    """What of the invoices of one instalment is offset."""

    _name = "sales.collection.offset.line"
    _description = "Instalment of an Offset"

    offset_id = fields.Many2one("sales.collection.offset", required=True, ondelete="cascade")
    collection_id = fields.Many2one("sales.collection", "Instalment", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="collection_id.currency_id")
    date_due = fields.Date(related="collection_id.date_due")
    amount_open = fields.Monetary("Open")
    amount = fields.Monetary("To Offset")
