from odoo import fields, models


class SalesBankImportRow(models.TransientModel):
    """One row of the bank's file, and what becomes of it."""

    _name = "sales.bank.import.row"
    _description = "Row of a Bank File"
    _inherit = "sales.file.import.row.mixin"

    import_id = fields.Many2one("sales.bank.import", required=True, ondelete="cascade")
    payer = fields.Char()
    account = fields.Char()
    label = fields.Char("Purpose")
    foreign_currency_id = fields.Many2one("res.currency")
    foreign_amount = fields.Float(digits=(16, 2))

    def _prepare_line_vals(self):
        """Return the values of the bank statement line."""
        self.ensure_one()
        foreign = {"foreign_currency_id": self.foreign_currency_id.id, "amount_currency": self.foreign_amount}
        return {
            "journal_id": self.import_id.journal_id.id,
            "date": self.date,
            "amount": self.amount,
            "partner_name": self.payer,
            "account_number": self.account,
            "payment_ref": self.label or self.reference,
            "ref": self.reference,
            **(foreign if self.foreign_currency_id else {}),
        }
