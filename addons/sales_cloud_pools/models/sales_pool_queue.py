from odoo import models, tools
from odoo.tools import SQL


class SalesPool(models.Model):
    """Pools whose rules or calendar changed have their deadlines computed again, in batches."""

    _inherit = "sales.pool"

    def _get_rules(self):
        """Return the reclaim rules in sequence."""
        return self.env["sales.pool.rule"].browse(self._get_rule_ids())

    @tools.ormcache("self.id")
    def _get_rule_ids(self):
        # sudo: rules bind whoever causes the computation
        rules = self.env["sales.pool.rule"].sudo()
        return tuple(rules.search([("pool_id", "=", self.id), ("active", "=", True)], order="sequence, id").ids)

    def _queue_deadlines(self):
        """Mark the open holdings of these pools stale and have them recomputed soon, in batches."""
        if not self.ids:
            return
        Holding = self.env["sales.pool.holding"].sudo()
        Holding.flush_model(["pool_id", "date_end", "is_stale"])
        if self.env.execute_query(self._stale_sql()):
            Holding.invalidate_model(["is_stale"], flush=False)
            # sudo: whoever may edit a rule or a calendar may have its consequences computed
            self.env.ref("sales_cloud_pools.ir_cron_recompute").sudo()._trigger()

    def _recompute_queued(self):
        """Recompute the stale deadlines of these pools now."""
        # sudo: deadlines follow from the rules, whoever looks
        domain = [("pool_id", "in", self.ids), ("is_stale", "=", True)]
        self.env["sales.pool.holding"].sudo().search(domain)._recompute_deadlines()

    # ------------------------------------------------------------------
    # SQL
    # ------------------------------------------------------------------

    def _stale_sql(self):
        return SQL(
            """
            WITH stale AS (
                UPDATE sales_pool_holding SET is_stale = TRUE
                 WHERE pool_id = ANY(%s) AND date_end IS NULL AND is_stale IS NOT TRUE
             RETURNING id
            ) SELECT id FROM stale LIMIT 1
            """,
            self.ids,
        )
