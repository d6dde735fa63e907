from odoo import fields, models

DUE_BASES = [
    ("signature", "Signature"),
    ("order", "Order"),
    ("delivery", "Delivery"),
    ("acceptance", "Acceptance"),
    ("invoice", "Invoice"),
    ("fixed", "Fixed Date"),
]


class SalesCollectionTemplateLine(models.Model):
    """One instalment of a template: how much, and due when."""

    _name = "sales.collection.template.line"
    _description = "Collection Plan Template Line"
    _order = "template_id, sequence, id"
    _check_company_auto = True

    template_id = fields.Many2one("sales.collection.template", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="template_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    name = fields.Char("Instalment", required=True, translate=True)
    value_type = fields.Selection(
        [("percent", "Percent"), ("fixed", "Fixed Amount"), ("balance", "Balance")],
        required=True,
        default="percent",
        help="Percentages refer to the whole total; the balance line takes what the others leave.",
    )
    value = fields.Float(digits=(16, 4))
    due_base = fields.Selection(DUE_BASES, required=True, default="signature")
    due_days = fields.Integer("Days After")
    due_month_end = fields.Boolean("From Month End", help="Days count from the end of the month of the due base.")
    due_date = fields.Date("Fixed Date")

    _value_range = models.Constraint(
        "CHECK (value >= 0 AND (value_type != 'percent' OR value <= 100))",
        "A percentage lies between 0 and 100, and a fixed amount is not negative.",
    )
    _due_days_range = models.Constraint("CHECK (due_days >= 0)", "The days after the due base cannot be negative.")
    _fixed_date = models.Constraint(
        "CHECK (due_base != 'fixed' OR due_date IS NOT NULL)", "An instalment on a fixed date needs that date."
    )

    def _prepare_collection_vals(self):
        """Return the values of the instalments that these lines stand for, without amounts."""
        return [
            {
                "sequence": index,
                "name": line.name,
                "due_base": line.due_base,
                "due_days": line.due_days,
                "due_month_end": line.due_month_end,
                "due_fixed_date": line.due_date,
            }
            for index, line in enumerate(self, start=1)
        ]
