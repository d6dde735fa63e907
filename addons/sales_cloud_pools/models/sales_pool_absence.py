from odoo import fields, models
from odoo.tools import format_date


class SalesPool(models.Model):
    """Who is away: people on leave or on a day off receive nothing by assignment."""

    _inherit = "sales.pool"

    def _get_absences(self, users):
        """Return {user id: sentence} of those of these people who are away now and receive nothing.

        Extend to add what another addon knows of time off, with one query for all of them.
        """
        self.ensure_one()
        days_off = self._get_days_off(users)
        today = self._get_today()
        return days_off | {
            member.user_id.id: self.env._("away until %s", format_date(self.env, member.away_until))
            for member in self.member_ids
            if member.user_id in users and member._is_away(today)
        }

    def _get_days_off(self, users):
        """Return {user id: sentence} of the people who have a working calendar of their own and do not work today."""
        # sudo: whether somebody works today, not the calendar, is told
        resources = self.env["resource.resource"].sudo().search([("user_id", "in", users.ids)])
        now = fields.Datetime.now()
        free = {
            user.id: not any(calendar._is_worked_on(now, self.company_id) for calendar in own.calendar_id)
            for user, own in resources.filtered("calendar_id").grouped("user_id").items()
        }
        return {user_id: self.env._("does not work today") for user_id, is_free in free.items() if is_free}
