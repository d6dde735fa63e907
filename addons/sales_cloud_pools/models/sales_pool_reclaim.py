from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

RECLAIM_BATCH = 500


class SalesPool(models.Model):
    """Reclaim: what is due goes back, in batches, one bad record never keeps the others."""

    _inherit = "sales.pool"

    def simulate_reclaim(self, at=None):
        """Return what reclaim would take back, without taking it; for managers of the pools.

        :param at: UTC moment to ask about, by default now; also as a string "YYYY-MM-DD HH:MM:SS"
        :return: list of dicts ``pool_id, holding_id, record_id, record_name, user_id, user_name, reclaim_at,
            target_pool_id, rule_id, why, explanation`` (the sentence that the
            record shows), the earliest first
        """
        self._check_manager()
        self._recompute_queued()
        moment = fields.Datetime.to_datetime(at) or fields.Datetime.now()
        # sudo: managers see what their pools would do
        due = self.env["sales.pool.holding"].sudo().search(self._get_due_domain(moment), order="reclaim_at, id")
        return [holding._describe_reclaim() for holding in due]

    def run_reclaim(self):
        """Take back what is due in these pools now; for managers of the pools.

        :return: how many records went back
        """
        self._check_manager()
        self._recompute_queued()
        # sudo: managers take back what their pools hold
        pools, total = self.sudo(), 0
        while reclaimed := pools._reclaim_batch():
            total += reclaimed
        return total

    def action_run_reclaim(self):
        """Take back what is due, and say how much."""
        return self._notify(self.env._("%s records went back to their pools.", self.run_reclaim()))

    @api.model
    def _cron_reclaim(self):
        """Take back what is due in all pools, a batch per commit; several workers share the work by row locks."""
        pools = self.search([("active", "=", True)])
        progress = self.env["ir.cron"]._commit_progress
        while reclaimed := pools._reclaim_batch():
            remaining = self.env["sales.pool.holding"].search_count(pools._get_due_domain(fields.Datetime.now()))
            if not progress(reclaimed, remaining=remaining):
                break

    # ------------------------------------------------------------------
    # DUE
    # ------------------------------------------------------------------

    def _get_due_domain(self, at):
        """Return the domain of the holdings that are due at a UTC moment: the simulation and the real run share it."""
        return Domain(
            [
                ("date_end", "=", False),
                ("reclaim_at", "!=", False),
                ("reclaim_at", "<=", at),
                ("is_stale", "!=", True),
                ("pool_id", "in", self.ids),
                "|",
                ("retry_at", "=", False),
                ("retry_at", "<=", at),
            ]
        )

    def _reclaim_batch(self):
        """Take back one batch; return how many records were dealt with, the failed ones included."""
        due = self._lock_due()
        for (pool, rule, _cause, lang), holdings in due.grouped(
            lambda holding: (holding.pool_id, holding.reclaim_rule_id, holding.reclaim_cause, holding.user_id.lang)
        ).items():
            holdings._reclaim_safely(pool, rule, lang)
        return len(due)

    def _lock_due(self):
        """Return a batch of what is due and no other worker has taken, locked until the end of the transaction."""
        Holding = self.env["sales.pool.holding"]
        query = Holding._search(
            self._get_due_domain(fields.Datetime.now()), order="reclaim_at, id", limit=RECLAIM_BATCH
        )
        rows = self.env.execute_query(SQL("%s FOR NO KEY UPDATE SKIP LOCKED", query.select()))
        return Holding.browse(holding_id for (holding_id,) in rows)
