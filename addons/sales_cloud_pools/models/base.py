from odoo import models


class Base(models.AbstractModel):
    """What any model does when a customer that hides its addresses is near."""

    _inherit = "base"

    def _sms_get_recipients_info(self, *args, **kwargs):
        self._check_unmasked()
        recipients = super()._sms_get_recipients_info(*args, **kwargs)
        for info in recipients.values():
            if info["partner_store"]:
                info["partner"]._check_unmasked()
        return recipients

    def _message_get_suggested_recipients_batch(self, *args, **kwargs):
        recipients = super()._message_get_suggested_recipients_batch(*args, **kwargs)
        found = [recipient for suggested in recipients.values() for recipient in suggested]
        partners = self.env["res.partner"].browse({recipient["partner_id"] for recipient in found} - {False})
        masked = set(partners._filter_masked().ids)
        for recipient in found:
            if recipient["partner_id"] in masked:
                recipient["email"] = False
        return recipients
