from odoo import api, models


class CalendarEvent(models.Model):
    """Arranging a meeting is a follow-up of its opportunity."""

    _inherit = "calendar.event"

    @api.model_create_multi
    def create(self, vals_list):
        events = super().create(vals_list)
        for organizer, meetings in events.filtered("opportunity_id").grouped("user_id").items():
            meetings.opportunity_id._register_followup("meeting", organizer.partner_id)
        return events
