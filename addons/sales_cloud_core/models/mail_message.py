from collections import defaultdict

from odoo import api, fields, models

from ..tools import followup
from ..tools.effective import Act

FOLLOWED_MODELS = ("crm.lead", "res.partner")


class MailMessage(models.Model):
    """What people write on a lead or customer is a follow-up; what machines write is not."""

    _inherit = "mail.message"

    @api.model_create_multi
    def create(self, vals_list):
        messages = super().create(vals_list)
        acts_by_model = defaultdict(list)
        for message, vals in zip(messages, vals_list, strict=True):
            # most messages are notes of the system: told by their values, they cost no reading
            if vals.get("model") not in FOLLOWED_MODELS or not _may_be_followup(vals):
                continue
            if vals.get("res_id") and (act := message._prepare_followup(vals["res_id"], vals.get("body"))):
                acts_by_model[vals["model"]].append(act)
        if acts_by_model:
            self.env["sales.followup.mixin"]._collect_followups(acts_by_model)
        return messages

    def _prepare_followup(self, res_id, body):
        """Return the `Act` that the message is, None if it is none.

        :param int res_id: of the message, at hand when it is created: asking the message would cost a query
        :param str body: likewise
        """
        if not self.author_id:
            return None
        if self.mail_activity_type_id:
            # sudo: the category of a public list
            kind = followup.activity_kind(self.mail_activity_type_id.sudo().category)
            return self._prepare_act(res_id, kind, followup.feedback(body))
        kind = followup.message_kind(self.message_type)
        text = followup.plain_text(body)
        if not kind or not text or self._is_sent_by_machine():
            return None
        return self._prepare_act(res_id, kind, text)

    def _prepare_act(self, res_id, kind, text):
        is_timely = followup.is_timely(self.date, fields.Datetime.now())
        if self.env.su and not is_timely:
            # messages of the past that a migration brings in are nobody's act
            return None
        return Act(
            res_id,
            self.author_id.id,
            self.date,
            kind,
            digest=followup.digest(text),
            length=len(text),
            activity_type=self.mail_activity_type_id.id or None,
            message=self.id,
            is_timely=is_timely,
        )

    def _is_sent_by_machine(self):
        """Mailings and templates go out in the owner's name, but somebody or something else sends them."""
        return self.message_type == "email_outgoing" and self.author_id != self.env.user.partner_id


def _may_be_followup(vals):
    return bool(vals.get("mail_activity_type_id") or followup.message_kind(vals.get("message_type", "comment")))
