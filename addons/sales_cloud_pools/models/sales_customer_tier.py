from odoo import fields, models


class SalesCustomerTier(models.Model):
    """A tier weighs in what a person may hold at once."""

    _inherit = "sales.customer.tier"

    holding_weight = fields.Integer(
        "Counts as",
        default=1,
        required=True,
        help="How much a held customer of this tier counts to the holding limit of its pool. 0: does not count.",
    )

    _check_holding_weight = models.Constraint(
        "CHECK (holding_weight >= 0)", "A customer counts a whole number to the holding limit, 0 or more."
    )
