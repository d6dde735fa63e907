from odoo import models


class SalesDashboard(models.AbstractModel):
    """The open opportunities by stage."""

    _inherit = "sales.dashboard"

    def _get_pipeline_domain(self, scope):
        return [
            ("type", "=", "opportunity"),
            ("won_status", "=", "pending"),
            ("company_id", "in", [scope.company.id, False]),
            *scope.get_person_domain(),
        ]

    def _get_pipeline(self, scope):
        """Return the open opportunities by stage."""
        domain = self._get_pipeline_domain(scope)
        groups = self.env["crm.lead"]._read_group(domain, ["stage_id"], ["__count", "expected_revenue:sum"])
        return [
            {
                "stage_id": stage.id,
                "name": stage.name or self.env._("No stage"),
                "count": count,
                "amount": scope.company.currency_id.round(amount),
                "action": self._prepare_action(
                    stage.name or self.env._("No stage"), "crm.lead", [*domain, ("stage_id", "=", stage.id)]
                ),
            }
            for stage, count, amount in groups
        ]
