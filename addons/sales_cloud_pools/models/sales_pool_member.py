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
    skill_lang_ids = fields.Many2many(
        "res.lang",
        "sales_pool_member_lang_rel",
        "member_id",
        "lang_id",
        "Languages",
        context={"active_test": False},
        help="Languages the person sells in, for the best match.",
    )
    skill_industry_ids = fields.Many2many(
        "res.partner.industry",
        "sales_pool_member_industry_rel",
        "member_id",
        "industry_id",
        "Industries",
        help="Industries the person knows, for the best match.",
    )
    skill_country_ids = fields.Many2many(
        "res.country",
        "sales_pool_member_country_rel",
        "member_id",
        "country_id",
        "Countries",
        help="Countries the person knows, for the best match.",
    )
    absence = fields.Char("Away", compute="_compute_absence", help="Why the person receives nothing now.")
    last_position = fields.Integer(readonly=True, copy=False, help="When the person last received something, in turn.")
    open_count = fields.Integer("Holds Now", compute="_compute_counts")
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

    @api.depends("pool_id", "user_id", "away_until")
    @api.depends_context("lang")
    def _compute_absence(self):
        for pool, members in self.grouped("pool_id").items():
            absences = pool._get_absences(members.user_id) if pool.ids else {}
            for member in members:
                member.absence = absences.get(member.user_id.id)

    def action_hand_over(self):
        """Open the hand-over of all that the person holds; for managers of the pools."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("sales_cloud_pools.sales_pool_handover_action")
        return action | {"context": {"default_user_id": self.user_id.id, "dialog_size": "extra-large"}}

    def _get_daily_limit(self):
        """Return how many records a day the person may take, 0 without limit."""
        return self.daily_limit or self.pool_id.daily_claim_limit

    def _get_open_limit(self):
        """Return how many records the person may hold at once, 0 without limit."""
        return self.open_limit or self.pool_id.holding_limit

    def _get_day_capacity(self, today):
        """Return how many more records the person may receive today, None without limit.

        :param int today: records claimed or received today
        """
        limit = self._get_daily_limit()
        return max(limit - today, 0) if limit else None

    def _get_room(self, held):
        """Return how much more the person may hold, counted as the pool counts it, None without limit.

        :param int held: how much is held
        """
        limit = self._get_open_limit()
        return max(limit - held, 0) if limit else None

    def _get_match_skills(self):
        """Return {kind: ids of values} of what the person is good at."""
        return {
            "language": frozenset(self.skill_lang_ids.ids),
            "industry": frozenset(self.skill_industry_ids.ids),
            "country": frozenset(self.skill_country_ids.ids),
        }

    def _is_away(self, today):
        return bool(self.away_until and self.away_until >= today)
