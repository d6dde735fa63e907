from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models

from ..tools.ladder import parse_ladder

WARN_BATCH = 1000


class SalesPool(models.Model):
    """People hear in time what is going to leave them, and what left: one message per person and day."""

    _inherit = "sales.pool"

    @api.model
    def _cron_warn(self):
        """Tell people what went back and what goes back soon, on every step of the ladder, managers the last step.

        One message per person and day: managers who hold records themselves get everything in one.
        """
        pools = self.search([("active", "=", True)])
        progress = self.env["ir.cron"]._commit_progress
        due, gone = pools._search_warnable(), self._search_untold()
        told = self.env["sales.pool.digest"]._get_told_today()
        managers = pools.filtered("is_manager_warned").manager_ids
        for user in (due.user_id | gone.user_id) - managers - told:
            own, lost = due._of_holder(user), gone._of_holder(user)
            pools._send_daily_digest(user, own, lost)
            if not progress(len(own) + len(lost)):
                return
        pools._escalate(due, gone, managers, told)
        progress()

    def _escalate(self, due, gone, managers, told):
        """Tell the managers, all in one transaction, what their people know and is on its last step.

        :param due: holdings whose holders are to be told, those of managers among them
        :param gone: holdings that a rule ended and whose holders do not know it yet
        :param managers: users who manage pools
        :param told: users who got their message today; what they would hear waits for tomorrow
        """
        urgent = self._search_urgent().filtered(lambda holding: not holding.pool_id.manager_ids & told)
        for manager in (managers - told).sorted("id"):
            theirs = urgent.filtered(
                lambda holding, manager=manager: manager in holding.pool_id.manager_ids and holding.user_id != manager
            )
            self._send_daily_digest(manager, due._of_holder(manager), gone._of_holder(manager), theirs)
        urgent.write({"is_escalated": True})

    def _send_daily_digest(self, user, own, lost, theirs=None):
        """Send the one message of the day: what goes back from the user, what went, and what others are to lose."""
        sections = [own.sorted("reclaim_at")._prepare_warning(user)] if own else []
        if lost:
            sections.append(lost.sorted("date_end")._prepare_loss(user))
        if theirs:
            sections.append(theirs.sorted("reclaim_at")._prepare_escalation(user))
        if not sections:
            return
        self.env["sales.pool.digest"]._note(user)
        self.env["mail.thread"].message_notify(
            partner_ids=user.partner_id.ids,
            subject=sections[0][0],
            body=Markup("").join(body for _subject, body in sections),
        )
        own._note_warning()
        lost.write({"is_notified": True})

    def _search_urgent(self):
        """Return the holdings on the last step whose holder knows it and whose managers do not."""
        found = self.env["sales.pool.holding"]
        for pool in self.filtered("is_manager_warned"):
            ladder = parse_ladder(pool.warn_ladder)
            if ladder and pool.manager_ids:
                found |= found.search(
                    [
                        ("pool_id", "=", pool.id),
                        ("date_end", "=", False),
                        ("is_stale", "!=", True),
                        ("reclaim_at", ">", fields.Datetime.now()),
                        ("warned_step", "=", ladder[-1]),
                        ("is_escalated", "!=", True),
                    ],
                    limit=WARN_BATCH,
                )
        return found.try_lock_for_update(allow_referencing=True)

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

    @api.model
    def _search_untold(self):
        """Return the holdings that a rule ended and whose holders do not know it yet."""
        untold = self.env["sales.pool.holding"].search([("end_reason", "=", "reclaimed"), ("is_notified", "!=", True)])
        return untold.try_lock_for_update(allow_referencing=True)
