from datetime import date

from odoo import fields, models


class SalesTargetMetric(models.Model):
    """What a target is measured by.

    A metric names a source and how to read it; one source exists, the credit ledger. Another source (for example
    the count of records of a model) adds a value to ``source`` and its own branch of `_read_actuals`.
    """

    _name = "sales.target.metric"
    _description = "Target Metric"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    source = fields.Selection([("credit", "Credit Ledger")], required=True, default="credit")
    credit_metric = fields.Selection(
        lambda self: self.env["sales.credit"]._fields["metric"]._description_selection(self.env),
        "Credit",
        default="collected",
    )
    kind = fields.Selection(
        [("revenue", "Revenue Shares"), ("overlay", "Overlay Shares")],
        "Shares",
        default="revenue",
        help="Revenue shares add up to the deal; overlay shares (pre-sales, support) are measured apart.",
    )

    _credit_complete = models.Constraint(
        "CHECK (source != 'credit' OR (credit_metric IS NOT NULL AND kind IS NOT NULL))",
        "A metric of the credit ledger needs to say which credit and which shares it counts.",
    )
    _credit_once = models.UniqueIndex(
        "(credit_metric, kind) WHERE source = 'credit'",
        "Another metric already measures the same credit. Use that one, or restore it from the archive.",
    )

    def _get_credit_domain(self, company, start, end):
        """Return the domain of the ledger rows that this metric counts from ``start`` to ``end``, both included."""
        self.ensure_one()
        return [
            ("metric", "=", self.credit_metric),
            ("kind", "=", self.kind),
            ("company_id", "=", company.id),
            ("date", ">=", start),
            ("date", "<=", end),
        ]

    def _read_actuals(self, companies, start: date, end: date):
        """Return what was reached per month, in one grouped read for all metrics and companies.

        :return: list of (metric, company, team, user, first day of the month, amount in company currency)
        """
        by_credit = {(m.credit_metric, m.kind): m for m in self if m.source == "credit"}
        rows = self.env["sales.credit"]._read_group(
            [
                ("metric", "in", list({metric for metric, _kind in by_credit})),
                ("company_id", "in", companies.ids),
                ("date", ">=", start),
                ("date", "<=", end),
            ],
            ["metric", "kind", "company_id", "team_id", "user_id", "date:month"],
            ["amount_company:sum"],
        )
        return [
            (by_credit[metric, kind], company, team, user, month, amount)
            for metric, kind, company, team, user, month, amount in rows
            if (metric, kind) in by_credit
        ]
