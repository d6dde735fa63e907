from odoo import api, models

from ..tools.deadline import deadline

RECOMPUTE_BATCH = 1000


class SalesPoolHolding(models.Model):
    """When an open holding ends by itself: recomputed on every event that changes it."""

    _inherit = "sales.pool.holding"

    def _recompute_deadlines(self):
        """Write the moment of return, and the rule behind it, of the open holdings among these; for the superuser."""
        running = self.filtered(lambda holding: not holding.date_end)
        for pool, holdings in running.grouped("pool_id").items():
            for vals, same in holdings._group_deadlines(pool).items():
                same.write(dict(vals))

    def _group_deadlines(self, pool):
        """Return {deadline values as items: holdings} of those whose deadline changes."""
        calendar = pool._get_work_calendar()
        records = self._get_records()
        rules = [(rule, set(rule._filter_records(records)._ids)) for rule in pool.rule_ids.sorted("sequence")]
        changes = {}
        for holding in self:
            vals = holding._prepare_deadline_vals(rules, calendar)
            if vals:
                changes.setdefault(tuple(vals.items()), []).append(holding.id)
        return {vals: self.browse(ids) for vals, ids in changes.items()}

    def _prepare_deadline_vals(self, rules, calendar):
        """Return what changes in the deadline, nothing if it is right already."""
        self.ensure_one()
        moment, rule_id = self._get_deadline(rules, calendar)
        if not self.is_stale and (self.reclaim_at or None, self.reclaim_rule_id.id) == (moment, rule_id or False):
            return {}
        return {
            "reclaim_at": moment or False,
            "reclaim_rule_id": rule_id or False,
            "is_stale": False,
            "warned_step": 0,
            "reclaim_error": False,
            "retry_at": False,
        }

    def _get_deadline(self, rules, calendar):
        """Return (UTC moment, rule id) of the return, Nones if nothing takes the record.

        :param rules: list of (rule, ids of the records it is about) in sequence
        """
        record = self._get_record()
        if not self.user_id.active:
            return self.date_start, None
        if self.is_locked or not record._is_reclaimable():
            return None, None
        applying = [(rule.id, rule._get_conditions(self, record, calendar)) for rule, ids in rules if record.id in ids]
        return deadline(applying, calendar, self.extended_until or None)

    # ------------------------------------------------------------------
    # QUEUE
    # ------------------------------------------------------------------

    @api.model
    def _cron_recompute(self):
        """Recompute the deadlines that an edited rule, pool or calendar made stale."""
        progress = self.env["ir.cron"]._commit_progress
        stale = self.search([("is_stale", "=", True)], limit=RECOMPUTE_BATCH).try_lock_for_update()
        remaining = self.search_count([("is_stale", "=", True)])
        progress(remaining=remaining)
        while stale:
            stale._recompute_deadlines()
            if not progress(len(stale)):
                return
            stale = self.search([("is_stale", "=", True)], limit=RECOMPUTE_BATCH).try_lock_for_update()
