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
        leaves._queue_pool_deadlines()
        return leaves

    def write(self, vals):
        if vals.get("is_working_day"):
            vals = vals | {"time_type": "other"}
        result = super().write(vals)
        self._queue_pool_deadlines()
        return result

    def unlink(self):
        self._queue_pool_deadlines()
        return super().unlink()

    def _queue_pool_deadlines(self):
        general = self.filtered(lambda leave: not leave.resource_id)
        if not general:
            return
        self.env.registry.clear_cache()
        # sudo: deadlines follow the calendar, whoever edits it
        pools = self.env["sales.pool"].sudo()
        everywhere = general.filtered(lambda leave: not leave.calendar_id)
        found = pools.search([("calendar_id", "in", general.calendar_id.ids)])
        if everywhere:
            found |= pools.search(
                [("calendar_id", "!=", False), ("company_id", "in", [*everywhere.company_id.ids, False])]
            )
        found._queue_deadlines()
