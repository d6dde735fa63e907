from odoo import fields, models


class ResCompany(models.Model):
    """Where the charges go that the bank keeps of what customers pay."""

    _inherit = "res.company"

    bank_charge_account_id = fields.Many2one(
        "account.account",
        "Bank Charges",
        check_company=True,
        domain="[('internal_group', '=', 'expense')]",
        help="Proposed when a bank line is less than the payments that it is linked with.",
    )
