from odoo import models


class MailTrackingValue(models.Model):
    """The notes of a record do not tell what the record hides."""

    _inherit = "mail.tracking.value"

    def _filter_has_field_access(self, env):
        shown = super()._filter_has_field_access(env)
        # sudo: the messages of the values that the user is shown
        messages = shown.sudo().mail_message_id.filtered("model")
        hidden = {
            (model, record_id): names
            for model, found in messages.grouped("model").items()
            for record_id, names in env[model].browse(found.mapped("res_id"))._get_hidden().items()
        }
        return shown.filtered(lambda value: value.sudo().field_id.name not in hidden.get(value._get_record_key(), ()))

    def _get_record_key(self):
        # sudo: the message was read already
        message = self.sudo().mail_message_id
        return message.model, message.res_id
