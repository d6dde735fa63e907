from odoo import fields, models


class SalesCollectionTemplateLine(models.Model):
    """A line can be retention money, due some months after acceptance."""

    _inherit = "sales.collection.template.line"

    is_retention = fields.Boolean("Retention", help="Money that the customer keeps back until the warranty is over.")
    due_months = fields.Integer("Months After", help="Counted before the days.")

    _due_months_range = models.Constraint(
        "CHECK (due_months BETWEEN 0 AND 120)", "An instalment is due between 0 and 120 months after its due base."
    )

    def _prepare_collection_vals(self):
        return [
            {**vals, "is_retention": line.is_retention, "due_months": line.due_months}
            for line, vals in zip(self, super()._prepare_collection_vals(), strict=True)
        ]
