from odoo import api, models

OF_TERRITORIES = {"res.partner", "sales.territory.model", "territory", "territory_move"}


class SalesApprovalRule(models.Model):
    """Putting other territories in force, and moving one deal or address to another territory, can need approval."""

    _inherit = "sales.approval.rule"

    @api.model
    def _get_approval_models(self):
        return [
            *super()._get_approval_models(),
            ("res.partner", self.env._("Customer's address")),
            ("sales.territory.model", self.env._("Territory model")),
        ]

    @api.model
    def _get_approval_topics(self):
        return [
            *super()._get_approval_topics(),
            ("territory", self.env._("Territory activation")),
            ("territory_move", self.env._("Move to another territory")),
        ]

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Where territories are not used, no rule is made about them."""
        found = super().fields_get(allfields, attributes)
        if not self.env.user.has_group("sales_cloud_core.group_use_territories"):
            for name in found.keys() & {"model", "topic"}:
                options = found[name].get("selection", ())
                found[name]["selection"] = [each for each in options if each[0] not in OF_TERRITORIES]
        return found
