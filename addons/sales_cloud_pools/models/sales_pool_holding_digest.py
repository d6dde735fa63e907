from markupsafe import Markup

from odoo import fields, models

from ..tools.ladder import current_step, parse_ladder

LINES_SHOWN = 20


class SalesPoolHolding(models.Model):
    """What people are told about their holdings."""

    _inherit = "sales.pool.holding"

    is_escalated = fields.Boolean(readonly=True, help="The managers of the pool were told that it is about to go back.")

    def _get_step(self, now):
        """Return the step of the pool's ladder that this holding reached, in days, None if none."""
        days_left = (self.reclaim_at - now).total_seconds() / 86400
        return current_step(parse_ladder(self.pool_id.warn_ladder), days_left)

    def _is_step_new(self, now):
        step = self._get_step(now)
        return step is not None and (not self.warned_step or step < self.warned_step)

    def _note_warning(self):
        """Keep which step these holders were told."""
        now = fields.Datetime.now()
        for step, reached in self.grouped(lambda holding: holding._get_step(now)).items():
            reached.write({"warned_step": step})

    def _of_holder(self, user):
        """Return those of these holdings that the user has or had."""
        return self.filtered(lambda holding: holding.user_id == user)

    # ------------------------------------------------------------------
    # MESSAGES
    # ------------------------------------------------------------------

    def _prepare_warning(self, user):
        """Return (subject, body) about what goes back soon from this user."""
        return self._prepare_digest(
            user,
            lambda env, count: env._("%s records go back to their pools soon", count),
            lambda holding: holding.reclaim_reason,
        )

    def _prepare_loss(self, user):
        """Return (subject, body) about what went back from this user by a rule."""
        return self._prepare_digest(
            user,
            lambda env, count: env._("%s records went back to their pools", count),
            lambda holding: holding.end_explanation,
        )

    def _prepare_escalation(self, user):
        """Return (subject, body) about what is on its last step in the pools that this user manages."""
        return self._prepare_digest(
            user,
            lambda env, count: env._("%s records of your pools are about to go back", count),
            lambda holding: holding.env._(
                "%(user)s. %(why)s", user=holding.user_id.name, why=holding.reclaim_reason or ""
            ),
        )

    def _prepare_digest(self, user, get_subject, get_why):
        """Return (subject, body) about these holdings, in the language of a person.

        :param get_subject: function of (environment in that language, number of records)
        :param get_why: function of a holding that returns a sentence
        """
        told = self.with_context(lang=user.lang, tz=user.tz)
        subject = get_subject(told.env, len(told))
        lines = [
            Markup("<li>%s: %s</li>") % (holding._get_record_link(), get_why(holding) or "")
            for holding in told[:LINES_SHOWN]
        ]
        if len(told) > LINES_SHOWN:
            lines.append(Markup("<li>%s</li>") % told.env._("and %s more", len(told) - LINES_SHOWN))
        return subject, Markup("<p>%s</p><ul>%s</ul>") % (subject, Markup("").join(lines))

    def _get_record_link(self):
        """Return the name of the record, leading to it."""
        record = self._get_record()
        return Markup('<a href="/odoo/%s/%s"><b>%s</b></a>') % (record._name, record.id, self.record_name)
