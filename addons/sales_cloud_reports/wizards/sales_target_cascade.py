from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools import targets


class SalesTargetCascade(models.TransientModel):
    """Ask for the year's number and how it is distributed; the plan does it."""

    _name = "sales.target.cascade"
    _description = "Distribute a Target"

    plan_id = fields.Many2one("sales.target.plan", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id")
    currency_id = fields.Many2one(related="plan_id.currency_id")
    amount = fields.Monetary("Target of the Year", required=True)
    amount_last_year = fields.Monetary("Attained Last Year", compute="_compute_last_year")
    period_method = fields.Selection(
        [("even", "Evenly"), ("last_year", "Like last year")],
        "Over the Periods",
        required=True,
        default="even",
        help="Like last year: by what each period brought last year.",
    )
    share_method = fields.Selection(
        [("even", "Evenly"), ("last_year", "By last year's result"), ("weight", "By weights")],
        "Over Teams and People",
        required=True,
        default="even",
    )
    line_ids = fields.One2many(
        "sales.target.cascade.line", "cascade_id", compute="_compute_line_ids", store=True, readonly=False
    )

    @api.depends("plan_id")
    def _compute_last_year(self):
        for wizard in self:
            wizard.amount_last_year = sum(amount for *_key, amount in wizard._read_last_year())

    @api.depends("plan_id", "share_method")
    def _compute_line_ids(self):
        for wizard in self:
            if wizard.plan_id:
                wizard.line_ids = [Command.clear(), *map(Command.create, wizard._prepare_lines_vals())]

    def _prepare_lines_vals(self):
        """Return a line for each member of the company's teams, with the weight that the method proposes."""
        results = self._get_last_year_results() if self.share_method == "last_year" else {}
        return [
            {
                "team_id": member.crm_team_id.id,
                "user_id": member.user_id.id,
                "weight": max(results.get(member.user_id, 0.0), 0.0) if results else 1.0,
            }
            for member in self._get_members()
        ]

    def _get_members(self):
        """Return one membership per person of the company's teams, or of the common teams where it has none."""
        domain = [("user_id.company_ids", "in", self.company_id.ids)]
        members = self.env["crm.team.member"]
        for company_id in (self.company_id.id, False):
            members = members or members.search(
                [*domain, ("crm_team_id.company_id", "=", company_id)], order="crm_team_id, id"
            )
        return members.union(*(group[0] for group in members.grouped("user_id").values()))

    def _read_last_year(self):
        start, end = targets.periods_of_year("year", self.plan_id.year - 1)[0]
        return self.plan_id.metric_id._read_actuals(self.company_id, start, end)

    def _get_last_year_results(self):
        results = {}
        for _metric, _company, _team, user, _month, amount in self._read_last_year():
            results[user] = results.get(user, 0.0) + amount
        return results

    def _get_period_weights(self):
        periods = targets.periods_of_year(self.plan_id.period_kind, self.plan_id.year)
        if self.period_method == "even":
            return [1] * len(periods)
        weights = [0.0] * len(periods)
        for *_key, month, amount in self._read_last_year():
            weights[(month.month - 1) * len(periods) // 12] += amount
        return weights

    def _get_teams(self):
        """Return [(team, weight, [(person, weight)])]; a team weighs what its people weigh."""
        return [
            (team, sum(lines.mapped("weight")), [(line.user_id, line.weight) for line in lines])
            for team, lines in self.line_ids.grouped("team_id").items()
        ]

    def action_apply(self):
        """Write the distributed targets into the plan, in place of those of its open periods."""
        self.ensure_one()
        if self.amount <= 0:
            raise UserError(self.env._("Enter the target of the whole year first."))
        self.plan_id._cascade(self.amount, self._get_period_weights(), self._get_teams())
        return {"type": "ir.actions.act_window_close"}
