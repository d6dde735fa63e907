from odoo import api, fields, models


class SalesPoolMember(models.Model):
    """A person in a pool, with the own limits. Rows that a member team brought carry that team."""

    _name = "sales.pool.member"
    _description = "Pool Member"
    _order = "pool_id, sequence, id"
    _rec_name = "user_id"
    _check_company_auto = True

    pool_id = fields.Many2one("sales.pool", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(related="pool_id.company_id", store=True)
    user_id = fields.Many2one(
        "res.users",
        "Person",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('share', '=', False)]",  # as text: a list would make every new user recompute this field
        check_company=True,
    )
    team_id = fields.Many2one("crm.team", "From Team", readonly=True, ondelete="cascade")
    daily_limit = fields.Integer("Per Day", help="Instead of the pool's limit. 0: as in the pool.")
    open_limit = fields.Integer("At Once", help="Instead of the pool's limit. 0: as in the pool.")
    weight = fields.Integer(default=1, help="Share of the assignments when they are weighted.")
    is_assignable = fields.Boolean("Receives", default=True, help="Gets records by automatic assignment.")
    away_until = fields.Date(help="Gets nothing by assignment up to and including this day.")
    last_position = fields.Integer(readonly=True, copy=False, help="When the person last received something, in turn.")
    open_count = fields.Integer("Holds", compute="_compute_counts")
    day_count = fields.Integer("Today", compute="_compute_counts", help="Claimed or received today.")

    _unique_user = models.UniqueIndex("(pool_id, user_id)", "This person is in the pool already.")
    _check_numbers = models.Constraint(
        "CHECK (daily_limit >= 0 AND open_limit >= 0 AND weight > 0)",
        "Limits are positive numbers, 0 is the pool's limit; a weight is at least 1.",
    )

    @api.depends("pool_id", "user_id")
    def _compute_counts(self):
        for pool, members in self.grouped("pool_id").items():
            held = pool._count_open(members.user_id) if pool.ids else {}
            today = pool._count_day(members.user_id) if pool.ids else {}
            for member in members:
                member.open_count = held.get(member.user_id.id, 0)
                member.day_count = today.get(member.user_id.id, 0)

    def _get_daily_limit(self):
        """Return how many records a day the person may take, 0 without limit."""
        return self.daily_limit or self.pool_id.daily_claim_limit

    def _get_open_limit(self):
        """Return how many records the person may hold at once, 0 without limit."""
        return self.open_limit or self.pool_id.holding_limit

    def _get_capacity(self, held, today):
        """Return how many more records the person may receive now, None without limit.

        :param int held: records held that count
        :param int today: records claimed or received today
        """
        limits = [(self._get_open_limit(), held), (self._get_daily_limit(), today)]
        return min((max(limit - used, 0) for limit, used in limits if limit), default=None)

    def _is_away(self, today):
        return bool(self.away_until and self.away_until >= today)
