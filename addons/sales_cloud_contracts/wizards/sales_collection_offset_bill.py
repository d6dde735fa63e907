from odoo import fields, models


class SalesCollectionOffsetBill(models.TransientModel):
    """What of one vendor bill is offset."""

    _name = "sales.collection.offset.bill"
    _description = "Vendor Bill of an Offset"

    offset_id = fields.Many2one("sales.collection.offset", required=True, ondelete="cascade")
    bill_id = fields.Many2one("account.move", "Vendor Bill", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="bill_id.currency_id")
    date_due = fields.Date(related="bill_id.invoice_date_due", string="Pay By")
    amount_open = fields.Monetary("Left to Pay")
    amount = fields.Monetary("To Offset")
