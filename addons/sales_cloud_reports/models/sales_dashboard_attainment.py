from collections import defaultdict
from typing import NamedTuple

from odoo import fields, models

from ..tools import targets


class Progress(NamedTuple):
    """Target, result and what should be reached by today, in company currency."""

    target: float = 0.0
    attained: float = 0.0
    expected: float = 0.0

    def plus(self, other):
        return Progress(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


class Attainment(NamedTuple):
    """What the published plan of a period asks of a scope and what is reached.

    ``node`` is the level that ``total`` adds up; ``by_user`` holds the people who have a target.
    """

    plan: models.BaseModel
    plans: models.BaseModel
    node: str
    total: Progress
    by_user: dict


class SalesDashboard(models.AbstractModel):
    """How far the targets of the period are reached."""

    _inherit = "sales.dashboard"

    def _read_attainment(self, scope, metric_id):
        """Return the `Attainment` of the scope.

        Only targets that lie inside the period count: a plan by quarters says nothing about a month.
        """
        plan, plans = self._get_plan(scope, metric_id)
        by_node = defaultdict(lambda: defaultdict(Progress))
        for node, team, user, progress in self._read_progress(scope, plan):
            key = user if node == "person" else team
            by_node[node][key] = by_node[node][key].plus(progress)
        node = self._get_total_node(scope)
        node = node if by_node[node] else "person"
        total = Progress()
        for progress in by_node[node].values():
            total = total.plus(progress)
        return Attainment(plan, plans, node, self._round(scope, total), dict(by_node["person"]))

    def _get_plan(self, scope, metric_id):
        """Return the plan to measure by and all that are in force in the period's year."""
        plans = self.env["sales.target.plan"].search(
            [("company_id", "=", scope.company.id), ("year", "=", scope.start.year), ("state", "=", "published")]
        )
        plans = plans.sorted(lambda plan: (plan.metric_id.sequence, plan.metric_id.id))
        return plans.filtered(lambda plan: plan.metric_id.id == metric_id)[:1] or plans[:1], plans

    def _get_total_node(self, scope):
        if scope.team or scope.level == "team":
            return "team"
        return {"own": "person", "all": "company"}[scope.level]

    def _get_target_domain(self, scope, plan, node):
        domain = [
            ("plan_id", "=", plan.id),
            ("date_start", ">=", fields.Date.to_string(scope.start)),
            ("date_end", "<=", fields.Date.to_string(scope.end)),
            ("node", "=", node),
        ]
        if node == "team":
            return [*domain, ("team_id", "in", scope.get_shown_teams().ids)]
        return [*domain, *(scope.get_person_domain() if node == "person" else [])]

    def _read_progress(self, scope, plan):
        """Yield (node, team, user, progress) of the plan's targets, by one read of them and one of the result."""
        if not plan:
            return
        metric, company = plan.metric_id, scope.company
        sums = self.env["sales.target"]._sum_by_node(metric._read_actuals(company, scope.start, scope.end))
        days = plan._get_working_days(scope.start, scope.end)
        for node, team, user, start, end, amount in self._read_targets(scope, plan):
            key = {"company": company, "team": (company, team), "person": (company, user)}[node]
            attained = sum(sums[metric, key, month] for month in targets.months_of(start, end))
            share = targets.elapsed_share(start, end, scope.today, *days)
            yield node, team, user, Progress(amount, attained, amount * float(share))

    def _read_targets(self, scope, plan):
        nodes = {"person", self._get_total_node(scope)}
        domain = fields.Domain.OR(self._get_target_domain(scope, plan, node) for node in nodes)
        return self.env["sales.target"]._read_group(
            domain, ["node", "team_id", "user_id", "date_start:day", "date_end:day"], ["amount:sum"]
        )

    def _round(self, scope, progress):
        return Progress(*map(scope.company.currency_id.round, progress))

    # ------------------------------------------------------------
    # PRESENTATION
    # ------------------------------------------------------------

    def _get_attainment(self, scope, attainment):
        """Return the figures of the attainment block: the choice of metrics, the total, and why there is none."""
        return {
            "metric_id": attainment.plan.metric_id.id,
            "metric_name": attainment.plan.metric_id.name or "",
            "metrics": [{"id": plan.metric_id.id, "name": plan.metric_id.name} for plan in attainment.plans],
            **attainment.total._asdict(),
            "percent": targets.percent_of(attainment.total.attained, attainment.total.target),
            "empty": self._explain_no_target(attainment),
        }

    def _explain_no_target(self, attainment):
        if attainment.total.target:
            return ""
        if not attainment.plan:
            return self.env._("No target is published for this period.")
        return self.env._(
            "“%(plan)s” has no target for a period this short. Choose a longer one.", plan=attainment.plan.name
        )

    def _get_attainment_tile(self, scope, attainment):
        total = attainment.total
        label = self.env._("Attainment")
        domain = self._get_target_domain(scope, attainment.plan, attainment.node)
        return self._prepare_tile(
            "attainment",
            label,
            "percent",
            targets.percent_of(total.attained, total.target),
            self._prepare_action(label, "sales.target", domain),
            hint=attainment.plan.metric_id.name or self.env._("No target"),
            tone=self._get_tone(total),
        )

    def _get_tone(self, progress):
        if not progress.target:
            return ""
        return "success" if progress.attained >= progress.expected else "danger"

    def _prepare_person_progress(self, scope, attainment, user):
        """Return the target part of a person's row."""
        progress = self._round(scope, attainment.by_user.get(user, Progress()))
        domain = [*self._get_target_domain(scope, attainment.plan, "person"), ("user_id", "=", user.id)]
        return {
            "target": progress.target,
            "attained": progress.attained,
            "expected": progress.expected,
            "percent": targets.percent_of(progress.attained, progress.target),
            "tone": self._get_tone(progress),
            "action": self._prepare_action(user.name, "sales.target", domain),
        }
