from odoo import api, fields, models


class SalesCreditPolicy(models.Model):
    """Contracts have a start of their own, and money comes in for them: both can decide what counts."""

    _inherit = "sales.credit.policy"

    date_basis = fields.Selection(
        selection_add=[("effective", "Start of the contract")], ondelete={"effective": "set default"}
    )
    threshold_percent = fields.Float(
        "From Collected (%)",
        help="Counts once so much of the contract was collected, for example 30 for a first payment of 30 %. A deal or "
        "an order without a contract waits for one.",
    )

    _threshold_range = models.Constraint(
        "CHECK (threshold_percent BETWEEN 0 AND 100)", "The threshold lies between 0 % and 100 %."
    )

    @api.depends("threshold_percent")
    def _compute_summary(self):
        return super()._compute_summary()

    def _describe(self):
        lines = super()._describe()
        if self.threshold_percent:
            lines.append(self.env._("Once %s %% of the contract is collected.", f"{self.threshold_percent:g}"))
        return lines
