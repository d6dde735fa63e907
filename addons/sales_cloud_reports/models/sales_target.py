from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools import targets


class SalesTarget(models.Model):
    """What a company, a team or a person should reach in one period of a plan.

    A row without team and person is the company's; with a team only, the team's; with a person, that person's, and
    the team says where it adds up. Attainment is read from the metric's source in one grouped read for all rows:
    a person's is all credit of the person in the company, a team's the credit that the ledger booked for the team.
    """

    _name = "sales.target"
    _description = "Sales Target"
    _order = "date_start, node, team_id, user_id, id"
    _check_company_auto = True

    plan_id = fields.Many2one("sales.target.plan", required=True, index=True, ondelete="cascade", check_company=True)
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="plan_id.currency_id")
    metric_id = fields.Many2one(related="plan_id.metric_id", store=True)
    state = fields.Selection(related="plan_id.state")
    team_id = fields.Many2one("crm.team", check_company=True, index=True, ondelete="restrict")
    user_id = fields.Many2one("res.users", "Person", index=True, ondelete="restrict")
    node = fields.Selection(
        [("company", "Company"), ("team", "Team"), ("person", "Person")],
        "Level",
        compute="_compute_node",
        store=True,
    )
    date_start = fields.Date("Period Start", required=True)
    date_end = fields.Date("Period End", compute="_compute_period", store=True)
    period_name = fields.Char("Period", compute="_compute_period", store=True)
    amount = fields.Monetary("Target", required=True, default=0.0)
    amount_children = fields.Monetary(
        "Sum Below", compute="_compute_children", help="Of a company: its teams; of a team: its people."
    )
    amount_difference = fields.Monetary(
        "Difference", compute="_compute_children", help="The sum of the level below, less this target."
    )
    amount_attained = fields.Monetary("Attained", compute="_compute_attainment", compute_sudo=True)
    amount_expected = fields.Monetary(
        "Expected by Today", compute="_compute_attainment", compute_sudo=True, help="The target by the days elapsed."
    )
    amount_gap = fields.Monetary(
        "Gap to Target", compute="_compute_attainment", compute_sudo=True, help="What is still missing."
    )
    percent = fields.Float("Attained (%)", compute="_compute_attainment", compute_sudo=True, digits=(16, 1))
    is_behind = fields.Boolean("Behind Pace", compute="_compute_attainment", compute_sudo=True)
    is_elapsed_locked = fields.Boolean(
        compute="_compute_is_elapsed_locked", help="An elapsed period of a revision, which stays as it was."
    )

    _company_once = models.UniqueIndex(
        "(plan_id, date_start) WHERE team_id IS NULL AND user_id IS NULL",
        "The company already has a target for this period. Change that one.",
    )
    _team_once = models.UniqueIndex(
        "(plan_id, team_id, date_start) WHERE team_id IS NOT NULL AND user_id IS NULL",
        "The team already has a target for this period. Change that one.",
    )
    _person_once = models.UniqueIndex(
        "(plan_id, user_id, date_start) WHERE user_id IS NOT NULL",
        "The person already has a target for this period. Change that one.",
    )
    _amount_positive = models.Constraint("CHECK (amount >= 0)", "A target cannot be negative.")

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("team_id", "user_id")
    def _compute_node(self):
        for target in self:
            target.node = (target.user_id and "person") or (target.team_id and "team") or "company"

    @api.depends("date_start", "plan_id.period_kind")
    def _compute_period(self):
        for target in self:
            if not (target.date_start and target.plan_id):
                target.date_end = target.period_name = False
                continue
            kind = target.plan_id.period_kind
            target.date_end = targets.period_bounds(kind, target.date_start)[1]
            target.period_name = targets.period_label(kind, target.date_start)

    @api.depends("node", "user_id", "team_id", "period_name")
    def _compute_display_name(self):
        for target in self:
            name = target.user_id.name or target.team_id.name or target.company_id.name
            target.display_name = f"{name} {target.period_name or ''}"

    @api.depends("plan_id.target_ids.amount")
    def _compute_children(self):
        sums = self._read_children()
        for target in self:
            below = {"company": "team", "team": "person"}.get(target.node)
            key = (target.plan_id._origin, target.date_start, below, target.team_id._origin)
            target.amount_children = sums[key] if below else target.amount
            target.amount_difference = target.amount_children - target.amount

    def _read_children(self):
        """Return {(plan, period start, level, team that is added up or none): amount}."""
        sums = defaultdict(float)
        for plan, start, node, team, amount in self._read_group(
            [("plan_id", "in", self.plan_id.ids), ("node", "!=", "company")],
            ["plan_id", "date_start:day", "node", "team_id"],
            ["amount:sum"],
        ):
            parent_team = team if node == "person" else self.env["crm.team"]
            sums[plan, start, node, parent_team] += amount
        return sums

    @api.depends("amount", "date_start", "date_end", "user_id", "team_id", "metric_id")
    @api.depends_context("tz")
    def _compute_attainment(self):
        # compute_sudo: whoever may read a target may know how far it is reached; a representative sees the total of
        # the own team without seeing the colleagues' ledger rows
        attained = self._read_attained()
        shares = self._get_elapsed_shares(fields.Date.context_today(self))
        for target in self:
            amount = attained.get(target, 0.0)
            expected = target.amount * float(shares.get((target.plan_id, target.date_start), 0))
            target.amount_attained = amount
            target.amount_expected = target.currency_id.round(expected) if target.currency_id else expected
            target.amount_gap = max(target.amount - amount, 0.0)
            target.percent = targets.percent_of(amount, target.amount) or 0.0
            target.is_behind = amount < target.amount_expected

    def _read_attained(self):
        """Return {target: amount attained in company currency}, by one grouped read."""
        dated = self.filtered("date_end")
        if not dated:
            return {}
        sums = dated._sum_by_node(
            dated.metric_id._read_actuals(
                dated.company_id, min(dated.mapped("date_start")), max(dated.mapped("date_end"))
            )
        )
        return {
            target: target.currency_id.round(
                sum(
                    sums[target.metric_id, target._get_node_key(), month]
                    for month in targets.months_of(target.date_start, target.date_end)
                )
            )
            for target in dated
        }

    def _sum_by_node(self, actuals):
        sums = defaultdict(float)
        for metric, company, team, user, month, amount in actuals:
            sums[metric, company, month] += amount
            sums[metric, (company, user), month] += amount
            sums[metric, (company, team), month] += amount
        return sums

    def _get_node_key(self):
        """Return what the actuals of this row are summed by."""
        if self.node == "company":
            return self.company_id
        return (self.company_id, self.user_id._origin if self.node == "person" else self.team_id._origin)

    def _get_elapsed_shares(self, today):
        """Return {(plan, period start): share of the period that has passed}."""
        shares = {}
        for plan, rows in self.filtered("date_end").grouped("plan_id").items():
            spans = {(row.date_start, row.date_end) for row in rows}
            days = plan._get_working_days(min(spans)[0], max(spans)[1])
            shares.update({(plan, start): targets.elapsed_share(start, end, today, *days) for start, end in spans})
        return shares

    @api.depends("date_end", "plan_id.previous_id")
    def _compute_is_elapsed_locked(self):
        today = fields.Date.context_today(self)
        for target in self:
            target.is_elapsed_locked = bool(target.plan_id.previous_id and target.date_end and target.date_end < today)

    @api.constrains("date_start", "plan_id")
    def _check_date_start(self):
        for target in self:
            plan = target.plan_id
            starts = {start for start, _end in targets.periods_of_year(plan.period_kind, plan.year)}
            if target.date_start not in starts:
                raise ValidationError(
                    self.env._(
                        "%(day)s does not begin a period of “%(plan)s”. Enter the first day of one of its periods.",
                        day=target.date_start,
                        plan=plan.name,
                    )
                )

    @api.onchange("date_start")
    def _onchange_date_start(self):
        if self.date_start and self.plan_id:
            self.date_start = targets.period_bounds(self.plan_id.period_kind, self.date_start)[0]

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._check_open()
        return records

    def write(self, vals):
        self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_open(self):
        self._check_open()

    def _check_open(self):
        """Refuse a change of what is in force or, in a revision, of what has elapsed."""
        self.plan_id._check_draft()
        locked = self.filtered("is_elapsed_locked")[:1]
        if locked:
            raise UserError(
                self.env._(
                    "%(period)s is over; a revision leaves it as it was. Change the periods that are still to come.",
                    period=locked.period_name,
                )
            )

    def _prepare_revision_vals(self):
        return {
            "date_start": self.date_start,
            "team_id": self.team_id.id,
            "user_id": self.user_id.id,
            "amount": self.amount,
        }

    # ------------------------------------------------------------
    # ACTION
    # ------------------------------------------------------------

    def action_view_credit(self):
        """Open the ledger rows that make the attained amount (those that the user may see)."""
        self.ensure_one()
        domain = self.metric_id._get_credit_domain(self.company_id, self.date_start, self.date_end)
        if self.node == "person":
            domain.append(("user_id", "=", self.user_id.id))
        elif self.node == "team":
            domain.append(("team_id", "=", self.team_id.id))
        action = self.env["ir.actions.actions"]._for_xml_id("sales_cloud_core.sales_credit_action")
        return {**action, "name": self.display_name, "domain": domain, "context": {}}
