from odoo import models


class MailThread(models.AbstractModel):
    """One mail goes to all who follow: it names no amount that a role among them may not see."""

    _inherit = "mail.thread"

    def _track_filter_for_display(self, tracking_values):
        names = self._get_hideable_names()
        return (
            super()._track_filter_for_display(tracking_values).filtered(lambda value: value.field_id.name not in names)
        )
