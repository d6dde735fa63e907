from odoo import models


class SalesDashboard(models.AbstractModel):
    """Money that is late."""

    _inherit = "sales.dashboard"

    def _get_work_tiles(self, scope):
        return [self._get_overdue_tile(scope), *super()._get_work_tiles(scope)]

    def _get_overdue_tile(self, scope):
        label = self.env._("Overdue Receivables")
        domain = [
            ("company_id", "=", scope.company.id),
            ("is_overdue", "=", True),
            ("contract_id.state", "not in", ["draft", "approval"]),
            *scope.get_person_domain(),
        ]
        # instalments are in their contract's currency; the database turns them into the company's at today's rate
        [(count, amount)] = self.env["sales.collection"]._read_group(
            domain, [], ["__count", "amount_residual:sum_currency"]
        )
        return self._prepare_tile(
            "overdue",
            label,
            "monetary",
            scope.company.currency_id.round(amount or 0.0),
            self._prepare_action(label, "sales.collection", domain),
            hint=self.env._("%(count)s instalments", count=count),
            tone="danger" if count else "",
        )
