from odoo import api, models


class ResourceCalendarAttendance(models.Model):
    _inherit = "resource.calendar.attendance"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.calendar_id._queue_pool_deadlines()
        return lines

    def write(self, vals):
        result = super().write(vals)
        self.calendar_id._queue_pool_deadlines()
        return result

    def unlink(self):
        calendars = self.calendar_id
        result = super().unlink()
        calendars._queue_pool_deadlines()
        return result
