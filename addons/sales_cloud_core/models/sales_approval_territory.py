from odoo import api, models


class SalesApprovalRule(models.Model):
    """Putting other territories in force, and moving one deal to another territory, can need approval."""

    _inherit = "sales.approval.rule"

    @api.model
    def _get_approval_models(self):
        return [*super()._get_approval_models(), ("sales.territory.model", self.env._("Territory model"))]

    @api.model
    def _get_approval_topics(self):
        return [
            *super()._get_approval_topics(),
            ("territory", self.env._("Territory activation")),
            ("territory_move", self.env._("Move to another territory")),
        ]
