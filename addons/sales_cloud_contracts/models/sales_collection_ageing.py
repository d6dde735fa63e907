from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, unique

from ..tools import ageing, grouping
from .sales_collection import OPEN_STATES
from .sales_contract import UNSIGNED_STATES

BUCKETS = [
    ("current", "Not Due"),
    ("d1_30", "1-30 Days"),
    ("d31_60", "31-60 Days"),
    ("d61_90", "61-90 Days"),
    ("d91", "Over 90 Days"),
    ("undated", "No Due Date"),
]


class SalesCollection(models.Model):
    """How old the open instalments are, and when their money can be expected.

    Both change with the calendar, so nothing of it is stored: searching becomes a range of due dates, and grouping an
    expression over them, which the index of open instalments serves.
    """

    _inherit = "sales.collection"

    date_promised = fields.Date("Promised For", tracking=True, copy=False, help="When the customer said it will pay.")
    date_expected = fields.Date(
        "Expected",
        compute="_compute_age",
        search="_search_date_expected",
        help="The promised day, else the due date; overdue amounts are expected today.",
    )
    age_bucket = fields.Selection(BUCKETS, "Age", compute="_compute_age", search="_search_age_bucket")
    amount_receivable = fields.Monetary(
        "Receivable", compute="_compute_amount_receivable", help="Invoiced and not collected yet."
    )

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("date_due", "date_promised", "state")
    @api.depends_context("tz")
    def _compute_age(self):
        today = fields.Date.context_today(self)
        for line in self:
            is_open = line.state in OPEN_STATES
            line.age_bucket = is_open and ageing.bucket_of(line.date_due, today)
            line.date_expected = is_open and ageing.expected_on(line.date_due, line.date_promised, today)

    @api.depends("amount_invoiced", "amount_paid")
    def _compute_amount_receivable(self):
        for line in self:
            line.amount_receivable = max(line.amount_invoiced - line.amount_paid, 0.0)

    # ------------------------------------------------------------
    # SEARCH
    # ------------------------------------------------------------

    def _search_age_bucket(self, operator, value):
        if operator != "in":
            return NotImplemented
        found = [self._get_bucket_domain(bucket) for bucket in value if bucket]
        if False in value:
            found.append(Domain("state", "not in", OPEN_STATES))
        return Domain.OR(found)

    def _get_bucket_domain(self, wanted):
        is_open = Domain("state", "in", OPEN_STATES)
        if wanted == ageing.UNDATED:
            return is_open & Domain("date_due", "=", False)
        for bucket, first, last in ageing.bucket_ranges(fields.Date.context_today(self)):
            if bucket == wanted:
                since = Domain("date_due", ">=", first) if first else Domain.TRUE
                return is_open & since & (Domain("date_due", "<=", last) if last else Domain.TRUE)
        return Domain.FALSE

    def _get_overdue_domain(self):
        """Return what is overdue of contracts that are signed, also of those that ended since."""
        return Domain("is_overdue", "=", True) & Domain("contract_id.state", "not in", UNSIGNED_STATES)

    def _search_date_expected(self, operator, value):
        is_open = Domain("state", "in", OPEN_STATES)
        undated = Domain("date_promised", "=", False) & Domain("date_due", "=", False)
        if operator == "in":
            days = [
                self._get_expected_domain(day) & ~self._get_expected_domain(day + timedelta(days=1))
                for day in map(fields.Date.to_date, value)
                if day
            ]
            unknown = Domain.OR([undated, ~is_open]) if False in value else Domain.FALSE
            return Domain.OR([is_open & ~undated & Domain.OR(days), unknown])
        if operator not in ("<", "<=", ">", ">="):
            return NotImplemented
        since = fields.Date.to_date(value) + timedelta(days=operator in ("<=", ">"))
        expected = self._get_expected_domain(since)
        return is_open & ~undated & (expected if operator in (">", ">=") else ~expected)

    def _get_expected_domain(self, since):
        """Return which dated open instalments are expected on ``since`` or later."""
        if since <= fields.Date.context_today(self):
            return Domain.TRUE
        by_due_date = Domain("date_promised", "=", False) & Domain("date_due", ">=", since)
        return Domain("date_promised", ">=", since) | by_due_date

    # ------------------------------------------------------------
    # GROUPING
    # ------------------------------------------------------------

    @api.model
    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), order=None):
        """Put groups in the order of owners or customers here: the database would sort all instalments by names."""
        if order != ", ".join(unique(spec for groupby in grouping_sets for spec in groupby)):
            return super()._read_grouping_sets(domain, grouping_sets, aggregates, order=order)
        found = super()._read_grouping_sets(domain, grouping_sets, aggregates)
        return [self._sort_groups(groups, groupby) for groups, groupby in zip(found, grouping_sets, strict=True)]

    @api.model
    def _sort_groups(self, groups, groupby):
        return grouping.in_order(
            groups, [self._get_group_ranks(spec, groups, place) for place, spec in enumerate(groupby)]
        )

    @api.model
    def _get_group_ranks(self, spec, groups, place):
        """Return {record: rank} of the records in one place of groups, None for other values."""
        field = self._fields.get(spec)
        if not field or field.type != "many2one":
            return None
        records = self.env[field.comodel_name].union(*(group[place] for group in groups))
        # sudo: the order tells no more than the labels of the groups
        return {record.sudo(False): rank for rank, record in enumerate(records.sudo().sorted())}

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let lists, pivots and graphs group and total what changes with the calendar."""
        expressions = {
            "age_bucket": self._age_bucket_to_sql,
            "date_expected": self._date_expected_to_sql,
            "amount_receivable": self._amount_receivable_to_sql,
        }
        if field_expr in expressions:
            return expressions[field_expr](lambda name: self._field_to_sql(alias, name, query))
        return super()._field_to_sql(alias, field_expr, query)

    def _age_bucket_to_sql(self, column):
        cases = [SQL("WHEN %s NOT IN %s THEN NULL", column("state"), OPEN_STATES)]
        cases.append(SQL("WHEN %s IS NULL THEN %s", column("date_due"), ageing.UNDATED))
        for bucket, first, _last in ageing.bucket_ranges(fields.Date.context_today(self)):
            if first:
                cases.append(SQL("WHEN %s >= %s THEN %s", column("date_due"), first, bucket))
            else:
                cases.append(SQL("ELSE %s", bucket))
        return SQL("(CASE %s END)", SQL(" ").join(cases))

    def _date_expected_to_sql(self, column):
        return SQL(
            "(CASE WHEN %s IN %s THEN CASE WHEN %s IS NOT NULL THEN GREATEST(%s, %s) END END)",
            column("state"),
            OPEN_STATES,
            day := SQL("COALESCE(%s, %s)", column("date_promised"), column("date_due")),
            day,
            fields.Date.context_today(self),
        )

    def _amount_receivable_to_sql(self, column):
        return SQL("GREATEST(%s - %s, 0)", column("amount_invoiced"), column("amount_paid"))
