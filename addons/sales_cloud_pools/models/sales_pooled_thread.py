from odoo import models


class SalesPooledMixin(models.AbstractModel):
    """The thread of a free record: its texts, its people and its addresses are hidden with its fields."""

    _inherit = "sales.pooled.mixin"

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Messages and activities of a free record quote what its pool hides: reading them takes the right to write."""
        operations = super()._mail_get_operation_for_mail_message_operation(message_operation)
        masked = self._get_masked_names()
        return {record: "write" if record.id in masked else operation for record, operation in operations.items()}

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """Following a free record would deliver what is hidden in it."""
        if partner_ids:
            self._check_unmasked()
        return super().message_subscribe(partner_ids, subtype_ids)

    def _message_followers_to_store(self, store, *args, **kwargs):
        if self.env.su or not self._get_masked_names():
            super()._message_followers_to_store(store, *args, **kwargs)

    def _message_get_default_recipients(self, *args, **kwargs):
        recipients = super()._message_get_default_recipients(*args, **kwargs)
        nobody = {"email_cc": "", "email_to": "", "partner_ids": []}
        return recipients | {record_id: dict(nobody) for record_id in self._get_unnamed_ids()}

    def _message_get_suggested_recipients_batch(self, *args, **kwargs):
        masked = self._get_unnamed_ids()
        shown = self.filtered(lambda record: record.id not in masked)
        recipients = super(SalesPooledMixin, shown)._message_get_suggested_recipients_batch(*args, **kwargs)
        return recipients | {record_id: [] for record_id in masked}

    def _get_unnamed_ids(self):
        """Return the ids of the records whose addresses are not offered; what runs by itself writes to everybody."""
        return () if self.env.su else self._get_masked_names().keys()
