from markupsafe import Markup

from odoo import fields, models

from ..tools.ladder import current_step, parse_ladder

LINES_SHOWN = 20


class SalesPoolHolding(models.Model):
    """What people are told about their holdings."""

    _inherit = "sales.pool.holding"

    def _get_step(self, now):
        """Return the step of the pool's ladder that this holding reached, in days, None if none."""
        days_left = (self.reclaim_at - now).total_seconds() / 86400
        return current_step(parse_ladder(self.pool_id.warn_ladder), days_left)

    def _is_step_new(self, now):
        step = self._get_step(now)
        return step is not None and (not self.warned_step or step < self.warned_step)

    def _send_warning(self):
        """Tell the one holder of these what goes back soon, and the managers of the pools what is on its last step."""
        now = fields.Datetime.now()
        holdings = self.sorted("reclaim_at")
        holdings._send_digest(
            self.user_id,
            lambda env, count: env._("%s records go back to their pools soon", count),
            lambda holding: holding.reclaim_reason,
        )
        for pool, urgent in holdings.filtered(lambda holding: holding._is_last_step(now)).grouped("pool_id").items():
            for manager in pool.manager_ids - self.user_id if pool.is_manager_warned else ():
                urgent._send_digest(
                    manager,
                    lambda env, count: env._(
                        "%(count)s records of %(user)s are about to go back", count=count, user=self.user_id.name
                    ),
                    lambda holding: holding.reclaim_reason,
                )
        for step, reached in self.grouped(lambda holding: holding._get_step(now)).items():
            reached.write({"warned_step": step})

    def _is_last_step(self, now):
        return self._get_step(now) == parse_ladder(self.pool_id.warn_ladder)[-1]

    def _send_digest(self, user, get_subject, get_why):
        """Send one message about these holdings to a person, in the person's language.

        :param get_subject: function of (environment in that language, number of records)
        :param get_why: function of a holding that returns a sentence
        """
        told = self.with_context(lang=user.lang, tz=user.tz)
        subject = get_subject(told.env, len(told))
        lines = [
            Markup("<li><b>%s</b>: %s</li>") % (holding.record_name, get_why(holding) or "")
            for holding in told[:LINES_SHOWN]
        ]
        if len(told) > LINES_SHOWN:
            lines.append(Markup("<li>%s</li>") % told.env._("and %s more", len(told) - LINES_SHOWN))
        self.env["mail.thread"].message_notify(
            partner_ids=user.partner_id.ids,
            subject=subject,
            body=Markup("<p>%s</p><ul>%s</ul>") % (subject, Markup("").join(lines)),
        )
