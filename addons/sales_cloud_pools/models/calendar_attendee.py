from odoo import api, models
from odoo.fields import Domain

MIRRORED_NAMES = frozenset({"email", "phone"})


class CalendarAttendee(models.Model):
    """A free customer who is invited hides its addresses in the list of attendees too."""

    _name = "calendar.attendee"
    _inherit = ["sales.pool.masking.mixin", "calendar.attendee"]

    def _get_masked_names(self):
        # sudo: the customer decides what the reader sees
        attendees = self.sudo()
        masked = attendees.partner_id._filter_masked().ids
        return {row.id: MIRRORED_NAMES for row in attendees if row.partner_id.id in masked}

    @api.model
    def _get_masked_domain(self):
        return Domain("partner_id", "any!", self.env["res.partner"]._get_masked_domain())

    @api.model
    def _get_hidden_names(self):
        return MIRRORED_NAMES if self.env["res.partner"]._get_hidden_names() else frozenset()
