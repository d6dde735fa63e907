from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.sales_cloud_core.tools.money import split_exact

from ..tools import targets


class SalesTargetPlan(models.Model):
    """One version of a year's targets of a company for one metric.

    A draft may be changed freely. Publishing puts it in force, shows it to everybody and locks it. A published plan
    is changed by a revision: a new draft whose elapsed periods stay as they are; publishing that draft retires the
    version before it.
    """

    _name = "sales.target.plan"
    _description = "Target Plan"
    _order = "year desc, company_id, metric_id, version desc"
    _rec_names_search = ["metric_id.name"]
    _check_company_auto = True

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade", default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    year = fields.Integer(required=True, default=lambda self: fields.Date.context_today(self).year)
    metric_id = fields.Many2one("sales.target.metric", required=True, ondelete="restrict")
    period_kind = fields.Selection(
        [("month", "Months"), ("quarter", "Quarters"), ("year", "Whole Year")],
        "Periods",
        required=True,
        default="month",
    )
    pace_basis = fields.Selection(
        [("working", "Working Days"), ("calendar", "Calendar Days")],
        "Pace By",
        required=True,
        default="working",
        help="How much should be reached by today: by the working days of the company that have passed, or by all.",
    )
    version = fields.Integer(required=True, default=1, readonly=True, copy=False)
    previous_id = fields.Many2one("sales.target.plan", "Revision Of", readonly=True, copy=False, ondelete="restrict")
    state = fields.Selection(
        [("draft", "Draft"), ("published", "Published"), ("revised", "Revised")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
    )
    target_ids = fields.One2many("sales.target", "plan_id", "Targets", copy=False)
    amount_company = fields.Monetary("Company Target", compute="_compute_amounts")
    amount_people = fields.Monetary("Sum of People", compute="_compute_amounts")
    amount_difference = fields.Monetary(
        "Difference", compute="_compute_amounts", help="What the people's targets add up to, less the company's target."
    )

    _year_range = models.Constraint("CHECK (year BETWEEN 2000 AND 2200)", "Enter a year between 2000 and 2200.")
    _one_published = models.UniqueIndex(
        "(company_id, metric_id, year) WHERE state = 'published'",
        "A plan for this metric and year is already published. Revise that one instead of publishing a second.",
    )

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("year", "metric_id.name", "version")
    @api.depends_context("lang")
    def _compute_name(self):
        for plan in self:
            plan.name = f"{plan.year} {plan.metric_id.name or ''} v{plan.version}"

    @api.depends("target_ids.amount", "target_ids.node")
    def _compute_amounts(self):
        sums = {
            (plan, node): amount
            for plan, node, amount in self.env["sales.target"]._read_group(
                [("plan_id", "in", self.ids)], ["plan_id", "node"], ["amount:sum"]
            )
        }
        for plan in self:
            plan.amount_company = sums.get((plan._origin, "company"), 0.0)
            plan.amount_people = sums.get((plan._origin, "person"), 0.0)
            plan.amount_difference = plan.amount_people - plan.amount_company

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    def write(self, vals):
        if not {"company_id", "year", "metric_id", "period_kind"}.isdisjoint(vals):
            self._check_draft()
            self._check_no_targets()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_draft(self):
        self._check_draft()

    def _check_draft(self):
        for plan in self:
            if plan.state != "draft":
                raise UserError(
                    self.env._("“%(plan)s” is in force and cannot be changed. Make a revision.", plan=plan.name)
                )

    def _check_no_targets(self):
        if self.target_ids:
            raise UserError(
                self.env._("Year, metric and periods stand once targets are entered. Delete the targets first.")
            )

    # ------------------------------------------------------------
    # ACTION
    # ------------------------------------------------------------

    def action_publish(self):
        """Put the drafts in force; the version that each one revises is retired."""
        self._check_draft()
        self._check_publishable()
        self.previous_id.write({"state": "revised"})
        self.previous_id.flush_recordset()
        self.write({"state": "published"})

    def _check_publishable(self):
        for plan in self:
            if not plan.target_ids:
                raise UserError(
                    self.env._("“%(plan)s” has no target yet. Distribute the year's number first.", plan=plan.name)
                )
            if plan.previous_id and plan.previous_id.state != "published":
                raise UserError(
                    self.env._(
                        "“%(plan)s” revises a version that is no longer in force. Revise the published one.",
                        plan=plan.name,
                    )
                )

    def action_revise(self):
        """Open a new draft with the same numbers; what has elapsed stays as it is."""
        self.ensure_one()
        if self.state != "published":
            raise UserError(self.env._("Only a published plan can be revised. “%(plan)s” is not.", plan=self.name))
        revision = self.create(self._prepare_revision_vals())
        revision.previous_id = self  # from here on, what has elapsed is locked
        return revision._get_form_action()

    def _prepare_revision_vals(self):
        return {
            "company_id": self.company_id.id,
            "year": self.year,
            "metric_id": self.metric_id.id,
            "period_kind": self.period_kind,
            "pace_basis": self.pace_basis,
            "version": self._get_last_version() + 1,
            "target_ids": [Command.create(target._prepare_revision_vals()) for target in self.target_ids],
        }

    def _get_last_version(self):
        return self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("metric_id", "=", self.metric_id.id),
                ("year", "=", self.year),
            ],
            order="version desc",
            limit=1,
        ).version

    def action_cascade(self):
        """Ask for the year's number and distribute it."""
        self.ensure_one()
        self._check_draft()
        return {
            "name": self.env._("Distribute the Target"),
            "type": "ir.actions.act_window",
            "res_model": "sales.target.cascade",
            "view_mode": "form",
            "target": "new",
            "context": {"default_plan_id": self.id},
        }

    def action_view_targets(self):
        """Open the targets of the plan with what is attained."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("sales_cloud_reports.sales_target_action")
        return {**action, "domain": [("plan_id", "=", self.id)], "context": {"default_plan_id": self.id}}

    def _get_form_action(self):
        return {"type": "ir.actions.act_window", "res_model": self._name, "res_id": self.id, "view_mode": "form"}

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _cascade(self, amount, period_weights, teams):
        """Replace the open periods' targets by ``amount`` broken down to periods, teams and people.

        Of a revision, the elapsed periods stay and only the rest of ``amount`` is distributed.

        :param amount: the company's number for the whole year, in ``currency_id``
        :param period_weights: one non-negative weight per period of the year
        :param teams: list of (crm.team, weight, [(res.users, weight), ...])
        """
        self.ensure_one()
        self._check_draft()
        periods = targets.periods_of_year(self.period_kind, self.year)
        kept = self.target_ids.filtered("is_elapsed_locked")
        first_open = len({target.date_start for target in kept})
        amount -= sum(kept.filtered(lambda target: target.node == "company").mapped("amount"))
        rows = targets.cascade(amount, period_weights[first_open:], teams, self._split)
        (self.target_ids - kept).unlink()
        self.env["sales.target"].create(
            [self._prepare_target_vals(periods[first_open + index], *row) for index, *row in rows]
        )

    def _split(self, amount, weights):
        return split_exact(amount, weights, self.currency_id.rounding)

    def _prepare_target_vals(self, period, team, user, amount):
        return {
            "plan_id": self.id,
            "date_start": period[0],
            "team_id": team and team.id,
            "user_id": user and user.id,
            "amount": amount,
        }

    def _get_working_days(self, start, end):
        """Return the (weekdays, holidays) of the company's calendar; (None, ()) where calendar days count."""
        self.ensure_one()
        calendar = self.company_id.resource_calendar_id
        if self.pace_basis == "calendar" or not calendar.attendance_ids:
            return None, ()
        weekdays = {int(day) for day in calendar.attendance_ids.mapped("dayofweek")}
        return weekdays, self._get_holidays(calendar, start, end)

    def _get_holidays(self, calendar, start, end):
        days = set()
        for leave in calendar.global_leave_ids.with_context(tz=calendar.tz):
            first = fields.Datetime.context_timestamp(leave, leave.date_from).date()
            last = fields.Datetime.context_timestamp(leave, leave.date_to).date()
            days.update(targets.days_of(max(first, start), min(last, end)))
        return days
