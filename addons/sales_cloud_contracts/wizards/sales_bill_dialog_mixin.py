from odoo import fields, models


class SalesBillDialogMixin(models.AbstractModel):
    """A dialog about one acceptance bill, which it shows."""

    _name = "sales.bill.dialog.mixin"
    _description = "Dialog about an Acceptance Bill"

    payment_id = fields.Many2one("account.payment", "Acceptance Bill", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="payment_id.company_id")
    currency_id = fields.Many2one(related="payment_id.currency_id")
    bill_number = fields.Char(related="payment_id.bill_number")
    amount = fields.Monetary(related="payment_id.amount", string="Worth")
    bill_maturity = fields.Date(related="payment_id.bill_maturity", string="Maturity")
