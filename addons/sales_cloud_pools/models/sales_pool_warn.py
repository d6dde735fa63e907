from datetime import timedelta

from odoo import api, fields, models

from ..tools.ladder import parse_ladder

WARN_BATCH = 1000


class SalesPool(models.Model):
    """People hear in time what is going to leave them, and once what left: one message per person."""

    _inherit = "sales.pool"

    @api.model
    def _cron_warn(self):
        """Warn the holders of what goes back soon, once on every step of the ladder, and their managers on the last."""
        due = self.search([("active", "=", True)])._search_warnable()
        for holdings in due.grouped("user_id").values():
            holdings._send_warning()
            if not self.env["ir.cron"]._commit_progress(len(holdings)):
                return

    def _search_warnable(self):
        """Return the holdings that reached a step of the ladder that their holder was not told yet."""
        now, found = fields.Datetime.now(), self.env["sales.pool.holding"]
        for pool in self:
            ladder = parse_ladder(pool.warn_ladder)
            if not ladder:
                continue
            holdings = found.search(
                [
                    ("pool_id", "=", pool.id),
                    ("date_end", "=", False),
                    ("is_stale", "!=", True),
                    ("reclaim_at", ">", now),
                    ("reclaim_at", "<=", now + timedelta(days=ladder[0])),
                    "|",
                    ("warned_step", "=", 0),
                    ("warned_step", ">", ladder[-1]),
                ],
                limit=WARN_BATCH,
            )
            found |= holdings.filtered(lambda holding: holding._is_step_new(now))
        return found.try_lock_for_update(allow_referencing=True)

    def _send_reclaim_digests(self):
        """Tell people what went back, one message each for everything since the last one."""
        Holding = self.env["sales.pool.holding"]
        untold = Holding.search(
            [("end_reason", "=", "reclaimed"), ("is_notified", "!=", True), ("pool_id", "in", self.ids)]
        ).try_lock_for_update(allow_referencing=True)
        for user, holdings in untold.grouped("user_id").items():
            holdings._send_digest(
                user,
                lambda env, count: env._("%s records went back to their pools", count),
                lambda holding: holding.end_explanation,
            )
        untold.write({"is_notified": True})
