from odoo import fields, models


class ResCompany(models.Model):
    """Where a company stops customers who owe too much, once the credit control is switched on."""

    _inherit = "res.company"

    credit_overdue_days = fields.Integer(
        "Days of Grace", help="An amount counts as overdue for the credit control after so many days."
    )
    credit_overdue_allowed = fields.Monetary("Overdue Amount Allowed", help="Up to this total nothing is stopped.")
    is_credit_checked_order = fields.Boolean("Confirming an Order", default=True)
    is_credit_checked_contract = fields.Boolean("Signing a Contract", default=True)
    is_credit_checked_delivery = fields.Boolean("Delivering", default=True)

    _credit_allowance_range = models.Constraint(
        "CHECK (credit_overdue_days >= 0 AND credit_overdue_allowed >= 0)",
        "Days and amount that may be overdue cannot be negative.",
    )
