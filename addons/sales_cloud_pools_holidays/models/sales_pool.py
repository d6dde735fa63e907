from odoo import fields, models
from odoo.tools import format_date


class SalesPool(models.Model):
    """People on approved time off receive nothing by assignment, to the hour."""

    _inherit = "sales.pool"

    def _get_absences(self, users):
        calendar = self._get_work_calendar()
        return super()._get_absences(users) | {
            user.id: self.env._("on time off until %s", format_date(self.env, calendar.local_date(until)))
            for user, until in self._get_leaves(users)
        }

    def _get_leaves(self, users):
        """Return [(user, UTC moment when it ends)] of the approved absences that are running now."""
        now = fields.Datetime.now()
        domain = [
            ("user_id", "in", users.ids),
            ("state", "=", "validate"),
            ("holiday_status_id.is_pool_absence", "=", True),
            ("date_from", "<=", now),
            ("date_to", ">", now),
        ]
        # sudo: that somebody is away is told to the pool, not why
        return self.env["hr.leave"].sudo()._read_group(domain, ["user_id"], ["date_to:max"])
