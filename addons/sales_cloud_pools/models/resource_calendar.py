from datetime import timedelta

from dateutil.tz import gettz

from odoo import models, tools

from ..tools.working_days import WorkCalendar, add_hours


class ResourceCalendar(models.Model):
    """The calendar of a pool as the pure calendar that deadlines are computed with."""

    _inherit = "resource.calendar"

    def write(self, vals):
        result = super().write(vals)
        if not {"tz", "attendance_ids", "two_weeks_calendar"}.isdisjoint(vals):
            self._queue_pool_deadlines()
        return result

    def _queue_pool_deadlines(self):
        self.env.registry.clear_cache()
        # sudo: deadlines follow the calendar, whoever edits it
        self.env["sales.pool"].sudo().search([("calendar_id", "in", self.ids)])._queue_deadlines()

    def _add_working_hours(self, moment, hours, company):
        """Moved working days count here, too."""
        try:
            return add_hours(moment, hours, self._get_work_calendar(company))
        except ValueError:  # a calendar without hours
            return super()._add_working_hours(moment, hours, company)

    @tools.ormcache("self.id", "company.id")
    def _get_work_calendar(self, company):
        """Return the WorkCalendar of this calendar with the general leaves and moved working days of a company."""
        self.ensure_one()
        lines = self.sudo().attendance_ids.filtered(lambda line: line.day_period != "lunch" and not line.display_type)
        # sudo: the answer is kept for everybody, whoever asks first
        leaves = (
            self.env["resource.calendar.leaves"]
            .sudo()
            .search(
                [
                    ("calendar_id", "in", [self.id, False]),
                    ("resource_id", "=", False),
                    ("company_id", "in", [company.id, False] if company else [False, *self.company_id.ids]),
                ]
            )
        )
        moved = leaves.filtered("is_working_day")
        zone = gettz(self.tz)
        calendar = WorkCalendar(zone)
        return WorkCalendar(
            zone,
            [(self._get_line_week(line), int(line.dayofweek), line.hour_from, line.hour_to) for line in lines],
            [
                (leave.date_from, leave.date_to + timedelta(seconds=1))
                for leave in (leaves - moved).filtered(lambda leave: leave.time_type == "leave")
            ],
            [day for leave in moved for day in calendar.days_between(leave.date_from, leave.date_to)],
        )

    def _is_worked_on(self, moment, company):
        """Say whether the local day of a UTC moment is worked."""
        calendar = self._get_work_calendar(company)
        return calendar.is_working_day(calendar.local_date(moment))

    def _get_line_week(self, line):
        return int(line.week_type) if self.two_weeks_calendar and line.week_type else None
