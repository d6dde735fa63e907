from collections import defaultdict
from datetime import date
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools import targets

METRICS = ("won", "signed", "invoiced", "collected")
TREND_METRICS = ("won", "signed", "collected")


class Scope(NamedTuple):
    """What a dashboard shows: one company, one span of days, and whose numbers."""

    level: str  # 'own', 'team' (the led teams and those below) or 'all'
    company: models.BaseModel
    period: str
    start: date
    end: date
    today: date
    teams: models.BaseModel  # the teams one may choose from
    team: models.BaseModel  # the chosen team, or none
    user: models.BaseModel

    def get_shown_teams(self):
        """Return the chosen team with those below it, else all teams that one may choose from."""
        return self.teams.filtered(lambda team: team.parent_path.startswith(self.team.parent_path or ""))

    def get_person_domain(self):
        """Return the domain on ``team_id`` and ``user_id`` that narrows any model to this scope."""
        if self.team:
            return [("team_id", "in", self.get_shown_teams().ids)]
        if self.level == "own":
            return [("user_id", "=", self.user.id)]
        if self.level == "team":
            return ["|", ("team_id", "in", self.teams.ids), ("user_id", "=", self.user.id)]
        return []


class SalesDashboard(models.AbstractModel):
    """The figures of the sales dashboard, read in a fixed number of queries.

    Every figure comes with the action that lists the records it is made of. Reading is done with the rights of the
    user; a representative's dashboard holds the own numbers, a manager's the teams that the manager leads, a general
    manager's everything. One company at a time, so currencies are never mixed.
    """

    _name = "sales.dashboard"
    _description = "Sales Dashboard"

    @api.readonly
    @api.model
    def get_dashboard(self, period="month", team_id=None, metric_id=None):
        """Return the whole dashboard of the current company as plain data.

        :param period: 'month', 'quarter', 'year' or 'last_year', around today in the user's time zone
        :param team_id: id of one of the teams in the answer's ``teams``; None for all that the user may see
        :param metric_id: id of the target metric that attainment is measured by; None for the first published
        :return: dict with ``tiles``, ``people``, ``trend``, ``pipeline``, ``attainment`` and the choices; amounts are
            in ``currency_id``, the company's currency; each figure has an ``action`` on the records it adds up
        :raise AccessError: the user does not sell, or the team is not the user's
        """
        scope = self._get_scope(period, team_id)
        cells = self._read_credit(scope)
        attainment = self._read_attainment(scope, metric_id)
        return {
            "title": self._get_title(scope),
            "level": scope.level,
            "period": period,
            "period_name": self._get_period_name(scope),
            "date_start": fields.Date.to_string(scope.start),
            "date_end": fields.Date.to_string(scope.end),
            "periods": [{"key": key, "label": label} for key, label in self._get_periods().items()],
            "teams": [{"id": team.id, "name": team.name} for team in scope.teams],
            "team_id": scope.team.id,
            "company_name": scope.company.name,
            "currency_id": scope.company.currency_id.id,
            "tiles": self._get_tiles(scope, cells, attainment),
            "attainment": self._get_attainment(scope, attainment),
            "people": self._get_people(scope, cells, attainment),
            "trend": self._get_trend(scope),
            "pipeline": self._get_pipeline(scope),
            "can_export": self.env.user.has_group("sales_cloud_reports.group_export"),
        }

    # ------------------------------------------------------------
    # SCOPE
    # ------------------------------------------------------------

    def _get_scope(self, period, team_id):
        if period not in self._get_periods():
            raise UserError(self.env._("The dashboard knows no period “%(period)s”.", period=period))
        today = fields.Date.context_today(self)
        start, end = targets.named_span(period, today)
        level = self._get_level()
        teams = self._get_teams(level)
        if team_id and team_id not in teams.ids:
            raise AccessError(self.env._("You do not see the numbers of this team. Choose one of your teams."))
        team = teams.browse(team_id or ())
        return Scope(level, self.env.company, period, start, end, today, teams, team, self.env.user)

    def _get_level(self):
        user = self.env.user
        if user.has_group("sales_team.group_sale_manager"):
            return "all"
        if user.has_group("sales_team.group_sale_salesman_all_leads"):
            return "team"
        if user.has_group("sales_team.group_sale_salesman"):
            return "own"
        raise AccessError(self.env._("The sales dashboard is for people who sell. Ask for a sales role."))

    def _get_teams(self, level):
        domain = [("company_id", "in", [self.env.company.id, False])]
        if level == "own":
            return self.env["crm.team"]
        if level == "team":
            domain.append(("leader_ids", "in", [self.env.uid]))
        return self.env["crm.team"].search(domain)

    def _get_periods(self):
        return {
            "month": self.env._("This Month"),
            "quarter": self.env._("This Quarter"),
            "year": self.env._("This Year"),
            "last_year": self.env._("Last Year"),
        }

    def _get_period_name(self, scope):
        return targets.period_label("year" if scope.period == "last_year" else scope.period, scope.start)

    def _get_title(self, scope):
        return self.env._("My Numbers") if scope.level == "own" else self.env._("Sales Dashboard")

    # ------------------------------------------------------------
    # CREDIT
    # ------------------------------------------------------------

    def _get_credit_domain(self, scope, start=None, end=None):
        return [
            ("company_id", "=", scope.company.id),
            ("kind", "=", "revenue"),
            ("date", ">=", fields.Date.to_string(start or scope.start)),
            ("date", "<=", fields.Date.to_string(end or scope.end)),
            *scope.get_person_domain(),
        ]

    def _read_credit(self, scope):
        """Return {metric: {user: amount in company currency}} of the scope."""
        cells = defaultdict(dict)
        for metric, user, amount in self.env["sales.credit"]._read_group(
            [*self._get_credit_domain(scope), ("metric", "in", METRICS)], ["metric", "user_id"], ["amount_company:sum"]
        ):
            cells[metric][user] = scope.company.currency_id.round(amount)
        return cells

    def _get_metric_labels(self):
        return {
            "won": self.env._("Won"),
            "signed": self.env._("Signed"),
            "invoiced": self.env._("Invoiced"),
            "collected": self.env._("Collected"),
        }

    def _get_tiles(self, scope, cells, attainment):
        """Return the tiles; each is {key, label, kind, value, hint, tone, action}."""
        return [
            *self._get_credit_tiles(scope, cells),
            self._get_attainment_tile(scope, attainment),
            *self._get_work_tiles(scope),
        ]

    def _get_work_tiles(self, scope):
        """Return the tiles about what is open today, whatever the period."""
        return []

    def _get_credit_tiles(self, scope, cells):
        return [
            self._prepare_tile(
                metric,
                label,
                "monetary",
                scope.company.currency_id.round(sum(cells[metric].values())),
                self._prepare_credit_action(label, [*self._get_credit_domain(scope), ("metric", "=", metric)]),
            )
            for metric, label in self._get_metric_labels().items()
        ]

    def _get_people(self, scope, cells, attainment):
        """Return a row per person with credit or a target, the best first."""
        users = self.env["res.users"].union(*attainment.by_user, *(user for row in cells.values() for user in row))
        labels = self._get_metric_labels()
        rows = []
        for user in users:
            base = [*self._get_credit_domain(scope), ("user_id", "=", user.id)]
            row = {"user_id": user.id, "name": user.name, **self._prepare_person_progress(scope, attainment, user)}
            for metric, label in labels.items():
                action = self._prepare_credit_action(f"{user.name} – {label}", [*base, ("metric", "=", metric)])
                row[metric] = {"value": cells[metric].get(user, 0.0), "action": action}
            rows.append(row)
        return sorted(rows, key=lambda row: (-row["attained"], -row["collected"]["value"], row["name"]))

    def _get_trend(self, scope):
        """Return twelve months up to the period's last, future months left out."""
        end = min(scope.end, targets.period_bounds("month", scope.today)[1])
        months = targets.months_of(end.replace(year=end.year - 1, day=1), end)[1:]
        amounts = {
            (month, metric): amount
            for month, metric, amount in self.env["sales.credit"]._read_group(
                [*self._get_credit_domain(scope, months[0], end), ("metric", "in", TREND_METRICS)],
                ["date:month", "metric"],
                ["amount_company:sum"],
            )
        }
        labels = self._get_metric_labels()
        return {
            "labels": [targets.period_label("month", month) for month in months],
            "series": [
                {
                    "key": metric,
                    "label": labels[metric],
                    "values": [scope.company.currency_id.round(amounts.get((month, metric), 0.0)) for month in months],
                    "actions": [self._prepare_month_action(scope, month, metric, labels[metric]) for month in months],
                }
                for metric in TREND_METRICS
            ],
        }

    # ------------------------------------------------------------
    # TOOLING
    # ------------------------------------------------------------

    def _prepare_month_action(self, scope, month, metric, label):
        domain = self._get_credit_domain(scope, *targets.period_bounds("month", month))
        name = f"{label} {targets.period_label('month', month)}"
        return self._prepare_credit_action(name, [*domain, ("metric", "=", metric)])

    def _prepare_credit_action(self, name, domain):
        return self._prepare_action(name, "sales.credit", domain, ("list", "kanban", "pivot", "graph"))

    def _prepare_action(self, name, model, domain, view_types=("list", "kanban", "form")):
        """Return the action that lists the records behind a figure."""
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "domain": domain,
            "views": [[False, view_type] for view_type in view_types],
            "context": {"create": False},
        }

    def _prepare_tile(self, key, label, kind, value, action, hint="", tone=""):
        return {
            "key": key,
            "label": label,
            "kind": kind,
            "value": value,
            "hint": hint,
            "tone": tone,
            "action": action,
        }
