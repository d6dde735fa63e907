from datetime import timedelta

from odoo import models


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def _add_working_hours(self, moment, hours, company):
        """Return the moment at which a number of working hours after ``moment`` are over.

        :param moment: datetime in UTC, without time zone
        :param company: res.company whose general leaves count
        :return: datetime in UTC, without time zone; elapsed hours where the calendar has none for a hundred weeks
        """
        self.ensure_one()
        calendar = self.with_company(company)
        return calendar.plan_hours(hours, moment, compute_leaves=True) or moment + timedelta(hours=hours)
