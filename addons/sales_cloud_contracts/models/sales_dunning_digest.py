from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL

LINES_SHOWN = 50


class SalesDunningDigest(models.Model):
    """What a person was told on a day: the database keeps it at one message per person and day."""

    _name = "sales.dunning.digest"
    _description = "Digest of Reminders"
    _order = "day desc, id desc"
    _rec_name = "day"

    user_id = fields.Many2one("res.users", required=True, ondelete="cascade")
    day = fields.Date(required=True)
    reminder_ids = fields.One2many("sales.dunning.reminder", "digest_id")

    _once_per_day = models.UniqueIndex("(user_id, day)")

    @api.model
    def _send_untold(self, day):
        """Tell everybody in one message what they were not told yet; who was told today hears the rest tomorrow.

        :return: the digests sent
        """
        digests = self.browse()
        for user, reminders in self._lock_untold(day).grouped("user_id").items():
            digest = self.create({"user_id": user.id, "day": day})
            reminders.write({"digest_id": digest.id})
            digest._send()
            digests |= digest
        return digests

    def _lock_untold(self, day):
        Reminder = self.env["sales.dunning.reminder"]
        told = self.search([("day", "=", day)]).user_id
        query = Reminder._search(
            [("digest_id", "=", False), ("user_id", "!=", False), ("user_id", "not in", told.ids)], order="id"
        )
        rows = self.env.execute_query(SQL("%s FOR NO KEY UPDATE SKIP LOCKED", query.select()))
        return Reminder.browse(reminder_id for (reminder_id,) in rows)

    def _send(self):
        user = self.user_id
        reminders = self.reminder_ids.with_context(lang=user.lang, tz=user.tz).sorted(
            lambda one: (one.date_due, one.id)
        )
        subject = reminders.env._("%s instalments to follow up", len(reminders))
        lines = [one._prepare_digest_line() for one in reminders[:LINES_SHOWN]]
        if len(reminders) > LINES_SHOWN:
            lines.append(Markup("<li>%s</li>") % reminders.env._("and %s more", len(reminders) - LINES_SHOWN))
        self.env["mail.thread"].message_notify(
            partner_ids=user.partner_id.ids, subject=subject, body=Markup("<ul>%s</ul>") % Markup("").join(lines)
        )
