from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ..tools.claim import over_limit
from ..tools.pauses import PausedCalendar, shift


class SalesPoolHolding(models.Model):
    """Locks and pauses: what keeps a holding from ending by a rule, who did it, and why."""

    _inherit = "sales.pool.holding"

    locked_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    locked_at = fields.Datetime(readonly=True)
    lock_reason = fields.Char(readonly=True)
    paused_until = fields.Datetime(readonly=True, help="The end of the latest pause, also after it is over.")
    pause_ids = fields.One2many("sales.pool.pause", "holding_id", "Pauses", readonly=True)
    is_paused = fields.Boolean("Paused", compute="_compute_is_paused")

    _locked_idx = models.Index("(user_id, pool_id) WHERE is_locked AND date_end IS NULL")

    @api.depends("paused_until", "date_end")
    def _compute_is_paused(self):
        now = fields.Datetime.now()
        for holding in self:
            holding.is_paused = bool(holding.paused_until and holding.paused_until > now and not holding.date_end)

    # ------------------------------------------------------------------
    # LOCK
    # ------------------------------------------------------------------

    def action_lock(self, reason):
        """Keep these records from going back by a rule.

        For managers of the pool, and for the holder where the pool allows it.

        :param str reason: why; everybody who sees the record reads it
        :raises UserError: no reason, not held any more, or the holder has as many locked records as the pool allows
        :raises AccessError: the caller may not lock it
        """
        self._check_reason(reason)
        holdings = self._check_protectable(is_owner_allowed=True)
        new = holdings.filtered(lambda holding: not holding.is_locked)
        for (pool, user), rows in new.grouped(lambda holding: (holding.pool_id, holding.user_id)).items():
            self.env["sales.pool.quota"]._guard(pool, user)
            rows._check_lock_limit(pool, user)
        new._protect(
            {
                "is_locked": True,
                "locked_by_id": self.env.uid,
                "locked_at": fields.Datetime.now(),
                "lock_reason": reason.strip(),
            }
        )

    def action_unlock(self):
        """Let the rules take these records again; for managers of the pool, and for who locked them."""
        self.check_access("read")
        # sudo: who locked it is compared with the user
        for holding in self.sudo():
            if holding.locked_by_id != self.env.user:
                holding.pool_id.sudo(False)._check_manager()
        # sudo: nobody writes the ledger by hand; the user was checked
        self.sudo().filtered(lambda holding: not holding.date_end)._protect(
            {"is_locked": False, "locked_by_id": False, "locked_at": False, "lock_reason": False}
        )

    def _check_lock_limit(self, pool, user):
        used = self.search_count(
            [("user_id", "=", user.id), ("pool_id", "=", pool.id), ("is_locked", "=", True), ("date_end", "=", False)]
        )
        if over_limit(pool.lock_limit, used, len(self)):
            raise UserError(
                self.env._(
                    "The pool “%(pool)s” allows %(limit)s locked records per person and %(user)s has %(used)s. "
                    "Unlock one first.",
                    pool=pool.name,
                    limit=pool.lock_limit,
                    user=user.name,
                    used=used,
                )
            )

    # ------------------------------------------------------------------
    # PAUSE
    # ------------------------------------------------------------------

    def action_pause(self, until, reason):
        """Stop the clock of these records up to and including a day; for managers of the pool.

        :param until: date of the pool's calendar, also as a string "YYYY-MM-DD"
        :param str reason: why; everybody who sees the record reads it
        :raises UserError: no reason, a day in the past, or paused already
        """
        self._check_reason(reason)
        holdings = self._check_protectable()
        until = fields.Date.to_date(until)
        for holding in holdings:
            holding._check_pause(until)
        self.env["sales.pool.pause"].sudo().create(  # sudo: nobody writes pauses by hand; the manager was checked
            [holding._prepare_pause_vals(until, reason.strip()) for holding in holdings]
        )
        for holding in holdings:
            pause = holding.pause_ids[:1]
            holding._protect({"paused_until": pause.date_end, "extended_until": holding._get_shifted_extension(pause)})

    def action_resume(self):
        """End the pause of these records now; for managers of the pool."""
        holdings = self._check_protectable().filtered("is_paused")
        now = fields.Datetime.now()
        for holding in holdings:
            pause = holding.pause_ids[:1]
            is_shifted = holding.extended_until == holding._get_shifted_extension(pause)
            pause.write({"date_end": now, "resumed_by_id": self.env.uid})
            extended_until = holding._get_shifted_extension(pause) if is_shifted else holding.extended_until
            holding._protect({"paused_until": now, "extended_until": extended_until})

    def _check_pause(self, until):
        if self.is_paused:
            raise UserError(
                self.env._("“%s” is paused already. Resume it first, then pause it anew.", self.record_name)
            )
        if not until or until < self.pool_id._get_today():
            raise UserError(self.env._("Choose the last day of the pause, today or later."))

    def _prepare_pause_vals(self, until, reason):
        return {
            "holding_id": self.id,
            "date_start": fields.Datetime.now(),
            "date_end": self.pool_id._get_work_calendar().end_of_day(until),
            "reason": reason,
            "user_id": self.env.uid,
            "extended_until": self.extended_until,
        }

    def _get_shifted_extension(self, pause):
        """Return until when the record is extended with this pause taken into account; False without an extension."""
        if not pause.extended_until or pause.extended_until < pause.date_start:
            return self.extended_until
        calendar = self.pool_id._get_work_calendar()
        return shift(pause.extended_until, pause.date_start, pause.date_end, calendar)

    def _get_calendar(self, calendar):
        """Return the calendar of the pool without the pauses of this holding."""
        # the last pause stays on the row, so that holdings without any cost no query
        if not self.paused_until:
            return calendar
        return PausedCalendar(calendar, [(pause.date_start, pause.date_end) for pause in self.pause_ids])

    # ------------------------------------------------------------------
    # TOOLING
    # ------------------------------------------------------------------

    @api.model
    def _check_reason(self, reason):
        if not (reason or "").strip():
            raise UserError(self.env._("Say why: the holder and the managers of the pool read it."))

    def _check_protectable(self, is_owner_allowed=False):
        """Return these holdings for the superuser, after checking that the user may protect them."""
        self.check_access("read")
        # sudo: nobody writes the ledger by hand; the user is checked here
        holdings = self.sudo()
        for holding in holdings:
            if holding.date_end:
                raise UserError(self.env._("“%s” is not held any more.", holding.record_name))
            is_own = holding.user_id == self.env.user and holding.pool_id.is_owner_lock_allowed
            if not (is_owner_allowed and is_own):
                holding.pool_id.sudo(False)._check_manager()
        return holdings

    def _protect(self, vals):
        self.write(vals)
        self._recompute_deadlines()

    def _get_lock_sentence(self):
        if not self.locked_by_id:
            return self.env._("Locked: does not go back by a rule")
        return self.env._(
            "Locked by %(user)s, does not go back by a rule: %(why)s", user=self.locked_by_id.name, why=self.lock_reason
        )

    def _get_pause_sentence(self):
        pause = self.pause_ids[:1]
        return self.env._(
            "Paused by %(user)s up to %(day)s: %(why)s",
            user=pause.user_id.name,
            day=self._get_local_day(pause.date_end),
            why=pause.reason,
        )

    def _get_local_day(self, moment):
        """Return the day of the pool's calendar on which a UTC moment falls, for a sentence."""
        day = self.pool_id._get_work_calendar().local_date(moment)
        return format_date(self.env, day, date_format=self.env._("EEE d MMMM"))

    def _check_owner(self):
        """Raise AccessError unless the user holds all these records."""
        for holding in self:
            if holding.user_id != self.env.user:
                raise AccessError(
                    self.env._(
                        "“%(record)s” is held by %(user)s: only the holder asks for more time.",
                        record=holding.record_name,
                        user=holding.user_id.name,
                    )
                )
