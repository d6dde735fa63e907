from odoo import api, fields, models
from odoo.tools import SQL


class SalesPoolQuota(models.Model):
    """One row per pool, person and day, updated before anything is counted.

    The row counts nothing itself: the ledger does. It makes two transactions of the same person collide, so that the
    later one is retried with a fresh view instead of counting what it cannot see.
    """

    _name = "sales.pool.quota"
    _description = "Pool Quota Guard"
    _log_access = False

    pool_id = fields.Many2one("sales.pool", required=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", required=True, ondelete="cascade")
    day = fields.Date(required=True)
    touches = fields.Integer(default=1)

    _unique_day = models.UniqueIndex("(pool_id, user_id, day)")

    @api.model
    def _guard(self, pool, users):
        """Make this transaction the only one that counts what these people hold in the pool today."""
        if users:
            self.env.execute_query(self._guard_sql(pool, users))

    @api.autovacuum
    def _gc_quota(self):
        self.search([("day", "<", fields.Date.subtract(fields.Date.today(), days=7))], limit=10000).unlink()

    # ------------------------------------------------------------------
    # SQL
    # ------------------------------------------------------------------

    def _guard_sql(self, pool, users):
        return SQL(
            """
            INSERT INTO sales_pool_quota AS quota (pool_id, user_id, day, touches)
                 SELECT %s, unnest(%s::int[]), %s, 1
            ON CONFLICT (pool_id, user_id, day) DO UPDATE SET touches = quota.touches + 1
              RETURNING id
            """,
            pool.id,
            sorted(users.ids),
            pool._get_today(),
        )
