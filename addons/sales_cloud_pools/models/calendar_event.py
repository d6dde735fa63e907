from odoo import api, models
from odoo.fields import Domain

TEXTS = frozenset({"description", "location", "display_description", "videocall_location"})


class CalendarEvent(models.Model):
    """Meetings about a free lead show that they were, and their texts to who took part."""

    _name = "calendar.event"
    _inherit = ["sales.pool.masking.mixin", "calendar.event"]

    def _get_masked_names(self):
        # sudo: lead and people of the meeting decide what the reader sees
        events, user = self.sudo(), self.env.user
        masked = events.opportunity_id._filter_masked().ids
        strangers = events.filtered(lambda event: event.user_id != user and user.partner_id not in event.partner_ids)
        return {event.id: TEXTS for event in strangers if event.opportunity_id.id in masked}

    @api.model
    def _get_masked_domain(self):
        user = self.env.user
        stranger = Domain("user_id", "!=", user.id) & Domain("partner_ids", "not in", user.partner_id.ids)
        return stranger & Domain("opportunity_id", "any!", self.env["crm.lead"]._get_masked_domain())

    @api.model
    def _get_hidden_names(self):
        return TEXTS if self.env["crm.lead"]._get_hidden_names() else frozenset()
