from odoo import fields, models


class SalesBillEndorsementLine(models.TransientModel):
    """What an endorsed acceptance bill pays of one vendor bill."""

    _name = "sales.bill.endorsement.line"
    _description = "Vendor Bill of an Endorsement"

    endorsement_id = fields.Many2one("sales.bill.endorsement", required=True, ondelete="cascade")
    bill_id = fields.Many2one("account.move", "Vendor Bill", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="bill_id.currency_id")
    date_due = fields.Date(related="bill_id.invoice_date_due", string="Pay By")
    amount_open = fields.Monetary("Left to Pay")
    amount = fields.Monetary("To Settle")
