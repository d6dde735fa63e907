from odoo import api, fields, models
from odoo.tools import SQL


class SalesPoolDigest(models.Model):
    """Who got the warnings of a day: the database keeps it at one message per person and day."""

    _name = "sales.pool.digest"
    _description = "Sent Pool Digest"
    _log_access = False

    user_id = fields.Many2one("res.users", required=True, ondelete="cascade")
    day = fields.Date(required=True)

    _unique_day = models.UniqueIndex("(user_id, day)")

    @api.model
    def _get_told_today(self):
        """Return the users who got their message of today."""
        return self.search([("day", "=", fields.Date.today())]).user_id

    @api.model
    def _note(self, user):
        """Keep that this transaction tells the user; a second one on the same day fails instead of telling again."""
        self.env.execute_query(
            SQL(
                "INSERT INTO sales_pool_digest (user_id, day) VALUES (%s, %s) RETURNING id",
                user.id,
                fields.Date.today(),
            )
        )

    @api.autovacuum
    def _gc_digests(self):
        self.search([("day", "<", fields.Date.subtract(fields.Date.today(), days=7))], limit=10000).unlink()
