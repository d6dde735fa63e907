from odoo import models


class AccountMoveLine(models.Model):
    _name = "account.move.line"
    _inherit = ["account.move.line", "sales.invoice.valued.mixin"]

    _invoice_owner = "move_id.invoice_user_id"
    _invoice_amounts = frozenset({"extra_tax_data", "price_unit"})
