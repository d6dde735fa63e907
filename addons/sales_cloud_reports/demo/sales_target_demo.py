from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ..tools import targets

# What a whole year at the present pace would make of each person's target, in percent.
AMBITIONS = {"chen": 80, "li": 97, "wang": 105, "zhang": 86, "zhou": 91, "liu": 118, "zhao": 110}
STEP = 10_000


class SalesTargetPlan(models.Model):
    """Targets of the demo company that fit its deals, on whatever day the demo is installed."""

    _inherit = "sales.target.plan"

    @api.model
    def _load_demo_targets(self):
        """Publish last year's and this year's targets of won deals, and this year's of collections."""
        company = self.env.ref("sales_cloud_core.company_huaxin")
        demo = self.with_context(tz="Asia/Shanghai")  # the year of its people, also on the last evening of UTC's
        year = fields.Date.context_today(demo).year
        for metric, of_year in (("won", year - 1), ("won", year), ("collected", year)):
            metric_id = self.env.ref(f"sales_cloud_reports.metric_{metric}").id
            plan = demo.create({"company_id": company.id, "year": of_year, "metric_id": metric_id})
            teams = plan._get_demo_teams()
            plan._cascade(sum(weight for _team, weight, _people in teams), [1] * 12, teams)
            plan.action_publish()

    def _get_demo_teams(self):
        """Return [(team, target of the year, [(person, target of the year)])] of the people who have results."""
        results = self._estimate_demo_year()
        teams = []
        for name in ("south", "east"):
            team = self.env.ref(f"sales_cloud_core.team_{name}")
            people = [
                (person, self._get_demo_target(person, results[person]))
                for person in team.member_ids.sorted("id")
                if results.get(person, 0.0) > 0
            ]
            teams.append((team, sum(amount for _person, amount in people), people))
        return teams

    def _get_demo_target(self, person, result):
        return max(STEP, round(result * 100 / AMBITIONS[person.login] / STEP) * STEP)

    def _estimate_demo_year(self):
        """Return {person: what the year brings}: what it brought, and for its rest the pace of the last 12 months."""
        today = fields.Date.context_today(self)
        start, end = targets.periods_of_year("year", self.year)[0]
        rest = 1 - float(targets.elapsed_share(start, end, today))
        brought = self._read_demo_results(start, min(end, today))
        pace = self._read_demo_results(today - relativedelta(years=1, days=-1), today)
        people = brought.keys() | pace.keys()
        return {person: brought.get(person, 0.0) + rest * pace.get(person, 0.0) for person in people}

    def _read_demo_results(self, start, end):
        results = {}
        for _metric, _company, _team, person, _month, amount in self.metric_id._read_actuals(
            self.company_id, start, end
        ):
            results[person] = results.get(person, 0.0) + amount
        return results
