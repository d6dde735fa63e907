from collections import namedtuple
from functools import cache

from odoo import api, models

from ..tools.deadline import Deadline, deadline

RECOMPUTE_BATCH = 1000

#: What a pool says about when its records go back: ``rules`` is a list of (rule, ids of the records it is about) in
#: sequence, ``calendar`` the pool's WorkCalendar, ``deadline`` the function of ``tools.deadline`` with a memory.
DeadlineTerms = namedtuple("DeadlineTerms", "rules calendar deadline")


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
        terms = self._get_terms(pool, self._get_records())
        changes = {}
        for holding in self:
            vals = holding._prepare_deadline_vals(terms)
            if vals:
                changes.setdefault(tuple(vals.items()), []).append(holding.id)
        return {vals: self.browse(ids) for vals, ids in changes.items()}

    def _prepare_deadline_vals(self, terms):
        """Return what changes in the deadline, nothing if it is right already."""
        self.ensure_one()
        record = self._get_record()
        due = self._hold_back(self._get_deadline(terms, record), record)
        present = (self.reclaim_at or None, self.reclaim_rule_id.id or None, self.reclaim_cause or None)
        if not self.is_stale and present == due:
            return {}
        return {
            **self._prepare_due_vals(due),
            "is_stale": False,
            "warned_step": 0,
            "is_escalated": False,
            "reclaim_error": False,
            "retry_at": False,
        }

    @api.model
    def _prepare_due_vals(self, due):
        return {
            "reclaim_at": due.moment or False,
            "reclaim_rule_id": due.key or False,
            "reclaim_cause": due.cause or False,
        }

    @api.model
    def _prepare_first_deadlines(self, pool, owner, records, start):
        """Return {record id: deadline values} of records that the owner begins to hold at a UTC moment."""
        terms = self._get_terms(pool, records)
        fresh = self.new({"pool_id": pool.id, "user_id": owner.id, "date_start": start})
        return {
            record.id: self._prepare_due_vals(fresh._hold_back(fresh._get_deadline(terms, record), record))
            for record in records
        }

    def _get_deadlines(self, pool):
        """Return {holding: Deadline by the rules of their pool}, whatever holds it back; for the dry run."""
        terms = self._get_terms(pool, self._get_records())
        return {holding: holding._get_deadline(terms, holding._get_record()) for holding in self}

    @api.model
    def _get_terms(self, pool, records):
        """Return the DeadlineTerms of records of a pool."""
        rules = [(rule, frozenset(rule._filter_records(records)._ids)) for rule in pool._get_rules()]
        # many records have the same facts
        return DeadlineTerms(rules, pool._get_work_calendar(), cache(deadline))

    def _hold_back(self, due, record):
        """Return the Deadline that counts; extend to hold one back for as long as something else is in the way."""
        return due

    def _get_deadline(self, terms, record):
        """Return the Deadline of this holding of a record, an empty one if nothing takes it; its key is a rule id.

        :param DeadlineTerms terms: see ``_get_terms``
        """
        if not self.user_id.active:
            return Deadline(self.date_start, None, "owner_left")
        is_waiting = self.is_extension_pending and self.pool_id.is_clock_stopped
        if self.is_locked or is_waiting or not record._is_reclaimable():
            return Deadline()
        own = self._get_calendar(terms.calendar)
        applying = tuple(
            (rule.id, rule._get_conditions(self, record, own)) for rule, ids in terms.rules if record.id in ids
        )
        return terms.deadline(applying, own, self.extended_until or None, self.paused_until or None)

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
