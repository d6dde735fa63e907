from odoo import fields, models

MEANS = [("transfer", "Transfer"), ("bill", "Bank Acceptance Bill"), ("offset", "Offset")]


class AccountPayment(models.Model):
    """How a customer paid: by transfer, with a bank acceptance bill, or by offsetting."""

    _inherit = "account.payment"

    receipt_means = fields.Selection(MEANS, "Means", copy=False)
    bill_number = fields.Char(copy=False)
    bill_maturity = fields.Date(copy=False)

    _bill_once = models.UniqueIndex(
        "(company_id, bill_number) WHERE bill_number IS NOT NULL AND state NOT IN ('canceled', 'rejected')",
        "This acceptance bill is registered already. Check its number.",
    )
    _bill_is_complete = models.Constraint(
        "CHECK (receipt_means IS NULL OR receipt_means != 'bill'"
        " OR (bill_number IS NOT NULL AND bill_maturity IS NOT NULL))",
        "An acceptance bill needs its number and its maturity.",
    )
