from dateutil.tz import gettz

from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, ValidationError

from ..tools.ladder import is_ladder
from ..tools.working_days import WorkCalendar

KINDS = [("lead", "Leads"), ("customer", "Customers")]
RECORD_FIELDS = {"lead": "lead_id", "customer": "partner_id"}
RECORD_MODELS = {"lead": "crm.lead", "customer": "res.partner"}


class SalesPool(models.Model):
    """A pool of leads or customers: who may claim or receive them, and when they come back.

    A record is free when it has a pool and no salesperson. Its members see it, others do not. An owned record has a
    pool too, the one it returns to.
    """

    _name = "sales.pool"
    _description = "Sales Pool"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(KINDS, "Holds", required=True, default="lead")
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    description = fields.Text(translate=True, help="Shown to the members: what is in the pool, what is expected.")
    team_id = fields.Many2one(
        "crm.team",
        "Sales Team",
        check_company=True,
        ondelete="restrict",
        default=lambda self: self._default_team_id(),
        help="Free leads of the pool belong to this team.",
    )
    manager_ids = fields.Many2many(
        "res.users",
        "sales_pool_manager_rel",
        "pool_id",
        "user_id",
        "Managers",
        domain="[('share', '=', False)]",  # as text: a list would make every new user recompute this field
        default=lambda self: self.env.user,
        help="They assign, move and take back records, and see the pool's history.",
    )
    member_ids = fields.One2many("sales.pool.member", "pool_id", "Members")
    member_team_ids = fields.Many2many(
        "crm.team", string="Member Teams", check_company=True, help="Everybody in these teams is a member."
    )
    access_user_ids = fields.Many2many(
        "res.users",
        "sales_pool_access_rel",
        "pool_id",
        "user_id",
        compute="_compute_access_user_ids",
        store=True,
        help="Members and managers: who sees the free records.",
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        "Working Calendar",
        check_company=True,
        compute="_compute_calendar_id",
        store=True,
        readonly=False,
        precompute=True,
        help="Working days, holidays, moved working days and the time zone of the pool. Without one every day counts.",
    )

    is_entry_automatic = fields.Boolean(
        "Takes In by Rule",
        help="New records that match flow in by themselves: free ones to be claimed, owned ones as their home.",
    )
    entry_domain = fields.Char(default="[]", help="The first pool in sequence that matches takes the record.")

    duplicate_policy = fields.Selection(
        [("accept", "Take it in"), ("warn", "Take it in, and say so on the record"), ("refuse", "Refuse it")],
        "Duplicates",
        required=True,
        default="warn",
        help="A record made or imported straight into the pool that has the email, phone or company name of one that "
        "is in a pool or in somebody's hands. What flows in by rule is never refused.",
    )

    is_claimable = fields.Boolean("Members Claim", default=True)
    daily_claim_limit = fields.Integer(help="Records per person and day. 0 is no limit.")
    holding_limit = fields.Integer(help="Records of this pool that a person holds at once. 0 is no limit.")
    holding_exempt_domain = fields.Char("Not Counted", help="Held records that do not count. Empty: all count.")
    has_holding_exemption = fields.Boolean(
        "Some Do not Count", compute="_compute_has_holding_exemption", readonly=False
    )
    cooldown_days = fields.Integer(help="Days until a previous owner or the team may take a record back.")
    cooldown_scope = fields.Selection(
        [
            ("last", "The last owner"),
            ("any", "Any previous owner"),
            ("team", "The last owner and everybody in the same sales team"),
        ],
        required=True,
        default="last",
    )
    fresh_hours = fields.Integer(help="Hours after its arrival when only a manager gives a record away.")
    has_release_hour = fields.Boolean(
        "Opening Hour", help="What rules take back opens at this hour of the next working day."
    )
    release_hour = fields.Float(default=9.0)
    is_manager_exempt = fields.Boolean("Managers without Limits", default=True)

    masked_field_ids = fields.Many2many(
        "ir.model.fields",
        string="Hidden until Claimed",
        groups="sales_team.group_sale_salesman_all_leads",
        domain="[('model', '=', record_model), ('store', '=', True), ('ttype', 'in', ('char', 'text', 'html'))]",
    )
    is_reveal_allowed = fields.Boolean("Members Reveal", help="Look at the hidden fields of one record; it is logged.")
    daily_reveal_limit = fields.Integer(default=10, help="Revealed records per person and day. 0 is no limit.")

    rule_ids = fields.One2many("sales.pool.rule", "pool_id", "Reclaim Rules")
    warn_ladder = fields.Char("Warn Before", default="7, 3, 1", help="Days before a record goes back.")
    is_manager_warned = fields.Boolean(
        "Tell Managers", default=True, help="Managers are told on the last step, after the holders."
    )

    record_model = fields.Char(compute="_compute_record_model")

    _check_team = models.Constraint(
        "CHECK (kind <> 'lead' OR team_id IS NOT NULL)", "A lead pool needs a sales team: its free leads belong to it."
    )
    _check_limits = models.Constraint(
        "CHECK (daily_claim_limit >= 0 AND holding_limit >= 0 AND cooldown_days >= 0 AND fresh_hours >= 0"
        " AND daily_reveal_limit >= 0 AND release_hour >= 0 AND release_hour < 24)",
        "Limits of a pool are positive numbers; 0 is no limit. The opening hour is between 0:00 and 23:59.",
    )

    @api.model
    def _default_team_id(self):
        return self.env["crm.team"]._get_default_team_id(domain=[("company_id", "in", [self.env.company.id, False])])

    @api.depends("company_id")
    def _compute_calendar_id(self):
        for pool in self:
            # a calendar of all companies fits any company
            if not pool.calendar_id or pool.calendar_id.company_id:
                pool.calendar_id = pool.company_id.resource_calendar_id

    @api.depends("kind")
    def _compute_record_model(self):
        for pool in self:
            pool.record_model = RECORD_MODELS.get(pool.kind)

    @api.depends("holding_exempt_domain")
    def _compute_has_holding_exemption(self):
        for pool in self:
            pool.has_holding_exemption = (pool.holding_exempt_domain or "[]") != "[]"

    @api.onchange("has_holding_exemption")
    def _onchange_has_holding_exemption(self):
        if not self.has_holding_exemption:
            self.holding_exempt_domain = False

    @api.depends("member_ids.user_id", "manager_ids")
    def _compute_access_user_ids(self):
        for pool in self:
            pool.access_user_ids = pool.member_ids.user_id | pool.manager_ids

    @api.constrains("entry_domain", "holding_exempt_domain", "kind")
    def _check_domains(self):
        for pool in self:
            self._check_domain(pool.entry_domain, pool.kind)
            self._check_domain(pool.holding_exempt_domain, pool.kind)

    @api.constrains("warn_ladder")
    def _check_warn_ladder(self):
        for pool in self:
            if not is_ladder(pool.warn_ladder):
                raise ValidationError(
                    self.env._(
                        "“%s” is not a list of days. Write the days before the return, for example 7, 3, 1.",
                        pool.warn_ladder,
                    )
                )

    @api.onchange("kind")
    def _onchange_kind(self):
        self.company_id = self.kind == "lead" and self.env.company

    @api.model_create_multi
    def create(self, vals_list):
        # Customers are shared between companies unless a pool says otherwise, as everywhere in Odoo.
        pools = super().create(
            [{"company_id": False} | vals if vals.get("kind") == "customer" else vals for vals in vals_list]
        )
        self.env.registry.clear_cache()
        pools.filtered("member_team_ids")._sync_team_members()
        return pools

    def write(self, vals):
        self._check_change(vals)
        result = super().write(vals)
        self.env.registry.clear_cache()
        if "member_team_ids" in vals:
            self._sync_team_members()
        if not {"calendar_id", "active"}.isdisjoint(vals):
            self._queue_deadlines()
        return result

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    def _check_change(self, vals):
        """Refuse to turn a pool in use into another one: its records and its history depend on kind and company."""
        if not vals.get("active", True):
            self._check_empty()
        fixed = [name for name in ("kind", "company_id") if name in vals]
        changed = self.filtered(
            lambda pool: any(pool._fields[name].convert_to_write(pool[name], pool) != vals[name] for name in fixed)
        )
        # sudo: the whole history counts, also what the editor may not read
        if fixed and self.env["sales.pool.holding"].sudo().search_count([("pool_id", "in", changed.ids)], limit=1):
            raise ValidationError(
                self.env._("A pool with a history keeps what it holds and its company. Create another pool instead.")
            )

    def _check_empty(self):
        """Refuse to archive pools that hold something: nobody would see it, and nothing would come back."""
        # sudo: everything counts, also what the editor may not read
        pools = self.sudo()
        pools.invalidate_recordset(["free_count", "held_count"])
        for pool in pools:
            count = pool.free_count + pool.held_count
            if count:
                raise ValidationError(
                    self.env._(
                        "“%(pool)s” holds %(count)s records, free ones and held ones. "
                        "Move them to another pool first, then archive it.",
                        pool=pool.name,
                        count=count,
                    )
                )

    # ------------------------------------------------------------------
    # TOOLING
    # ------------------------------------------------------------------

    def _is_manager(self, user=None):
        """Say whether the user (by default the current one) manages this pool: by name, or all sales of its company."""
        self.ensure_one()
        user = user or self.env.user
        # sudo: everybody may ask who manages a pool
        pool, companies = self.sudo(), user.sudo().company_ids
        is_administrator = user.has_group("sales_team.group_sale_manager")
        return user in pool.manager_ids or (is_administrator and pool.company_id <= companies)

    def _check_manager(self):
        """Raise AccessError unless the current user manages all these pools, which are those of the own companies."""
        self.check_access("read")
        for pool in self:
            # sudo: the sentence names the pool
            if not self.env.su and not pool._is_manager():
                raise AccessError(
                    self.env._("Only the managers of the pool “%s” do this. Ask one of them.", pool.sudo().name)
                )

    def _get_record_field(self):
        """Return the field of the ledger that names the records of this kind."""
        self.ensure_one()
        return RECORD_FIELDS[self.kind]

    @api.model
    def _get_record_model(self, kind):
        """Return the name of the model of a kind of pool."""
        return RECORD_MODELS[kind]

    def _get_records(self):
        """Return the empty recordset of what the pool holds."""
        self.ensure_one()
        return self.env[RECORD_MODELS[self.kind]]

    @tools.ormcache("self.id")
    def _get_work_calendar(self):
        """Return the pure working calendar of the pool."""
        self.ensure_one()
        # sudo: deadlines are computed for whoever causes them, also without rights on calendars
        calendar = self.sudo().calendar_id
        if not calendar:
            return WorkCalendar(gettz(self.sudo().company_id.partner_id.tz or "UTC"))
        return calendar._get_work_calendar(self.sudo().company_id)

    def _get_today(self):
        """Return today's date in the pool's calendar: the day that daily limits count."""
        self.ensure_one()
        return self._get_work_calendar().local_date(fields.Datetime.now())
