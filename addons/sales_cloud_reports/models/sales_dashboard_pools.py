from datetime import timedelta

from odoo import fields, models

WARNING_DAYS = 3


class SalesDashboard(models.AbstractModel):
    """Leads that are free, and records that go back to their pool soon."""

    _inherit = "sales.dashboard"

    def _get_work_tiles(self, scope):
        return [*super()._get_work_tiles(scope), self._get_free_tile(scope), self._get_returning_tile(scope)]

    def _get_free_tile(self, scope):
        label = self.env._("Free Leads in Pools")
        domain = [("pool_id", "!=", False), ("user_id", "=", False), ("company_id", "in", [scope.company.id, False])]
        return self._prepare_tile(
            "free",
            label,
            "integer",
            self.env["crm.lead"].search_count(domain),
            self._prepare_action(label, "crm.lead", domain),
            hint=self.env._("Waiting to be claimed"),
        )

    def _get_returning_tile(self, scope):
        label = self.env._("About to Be Returned")
        domain = self._get_returning_domain(scope)
        count = self.env["sales.pool.holding"].search_count(domain)
        return self._prepare_tile(
            "returning",
            label,
            "integer",
            count,
            self._prepare_action(label, "sales.pool.holding", domain),
            hint=self.env._("Within %(days)s days", days=WARNING_DAYS),
            tone="warning" if count else "",
        )

    def _get_returning_domain(self, scope):
        limit = fields.Datetime.now() + timedelta(days=WARNING_DAYS)
        domain = [
            ("company_id", "in", [scope.company.id, False]),
            ("date_end", "=", False),
            ("reclaim_at", "<=", fields.Datetime.to_string(limit)),
        ]
        people = self._get_scope_users(scope)
        return domain if people is None else [*domain, ("user_id", "in", people.ids)]

    def _get_scope_users(self, scope):
        """Return the people of the scope for records that know no team; None for everybody."""
        if scope.level == "own":
            return scope.user
        if scope.level == "all" and not scope.team:
            return None
        members = scope.get_shown_teams().crm_team_member_ids.user_id
        return members if scope.team else members | scope.user
