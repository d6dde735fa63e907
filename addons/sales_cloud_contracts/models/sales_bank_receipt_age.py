from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import claiming
from .sales_bank_receipt import WAITING_STATES

AGES = [("d0_3", "0-3 Days"), ("d4_7", "4-7 Days"), ("d8_30", "8-30 Days"), ("d31", "Over 30 Days")]


class SalesBankReceipt(models.Model):
    """How long a receipt waits for its owner; it changes with the calendar, so nothing of it is stored."""

    _inherit = "sales.bank.receipt"

    days_waiting = fields.Integer(compute="_compute_age")
    age = fields.Selection(AGES, "Waiting", compute="_compute_age", search="_search_age")

    @api.depends("date", "state")
    @api.depends_context("tz")
    def _compute_age(self):
        today = fields.Date.context_today(self)
        for receipt in self:
            is_waiting = receipt.state in WAITING_STATES and receipt.date
            receipt.days_waiting = max((today - receipt.date).days, 0) if is_waiting else 0
            receipt.age = claiming.age_of(receipt.days_waiting) if is_waiting else False

    def _search_age(self, operator, value):
        if operator != "in":
            return NotImplemented
        waiting = Domain("state", "in", WAITING_STATES)
        found = [waiting & self._get_age_domain(age) for age in value if age]
        if False in value:
            found.append(~waiting)
        return Domain.OR(found)

    def _get_age_domain(self, wanted):
        today = fields.Date.context_today(self)
        for age, first, last in claiming.age_ranges():
            if age == wanted:
                until = Domain("date", "<=", today - timedelta(days=first)) if first else Domain.TRUE
                return until & (Domain("date", ">=", today - timedelta(days=last)) if last else Domain.TRUE)
        return Domain.FALSE

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let lists and pivots group by age."""
        if field_expr != "age":
            return super()._field_to_sql(alias, field_expr, query)
        today = fields.Date.context_today(self)
        date = self._field_to_sql(alias, "date", query)
        cases = [
            SQL("WHEN %s >= %s THEN %s", date, today - timedelta(days=last), age) if last else SQL("ELSE %s", age)
            for age, _first, last in claiming.age_ranges()
        ]
        state = self._field_to_sql(alias, "state", query)
        return SQL("(CASE WHEN %s NOT IN %s THEN NULL %s END)", state, WAITING_STATES, SQL(" ").join(cases))
