from odoo import api, fields, models


class ResourceCalendarLeaves(models.Model):
    """A public holiday, or a day that is worked instead of one."""

    _inherit = "resource.calendar.leaves"

    is_working_day = fields.Boolean(
        "Moved Working Day",
        help="These days are worked although the week says otherwise, for example the Saturday around a holiday.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        # Odoo itself does not know moved working days: as "other" time it leaves them alone.
        leaves = super().create(
            [vals | {"time_type": "other"} if vals.get("is_working_day") else vals for vals in vals_list]
        )
        leaves._renew_calendars(leaves._find_pools())
        return leaves

    def write(self, vals):
        if vals.get("is_working_day"):
            vals = vals | {"time_type": "other"}
        pools = self._find_pools()
        result = super().write(vals)
        self._renew_calendars(pools | self._find_pools())
        return result

    def unlink(self):
        pools = self._find_pools()
        result = super().unlink()
        self._renew_calendars(pools)
        return result

    @api.model
    def _renew_calendars(self, pools):
        """Forget the calendars as they were, and have the deadlines of these pools computed anew."""
        if pools:
            self.env.registry.clear_cache()
            pools._queue_deadlines()

    def _find_pools(self):
        """Return the pools whose days these leaves change: those of their calendar, or all of their company."""
        # sudo: deadlines follow the calendar, whoever edits it
        pools = self.env["sales.pool"].sudo()
        general = self.filtered(lambda leave: not leave.resource_id)
        everywhere = general.filtered(lambda leave: not leave.calendar_id)
        found = pools.search([("calendar_id", "in", general.calendar_id.ids)])
        if everywhere:
            found |= pools.search(
                [("calendar_id", "!=", False), ("company_id", "in", [*everywhere.company_id.ids, False])]
            )
        return found
