from odoo import api, models


class SalesApprovalRule(models.Model):
    """More time for a held record may follow approval rules of its own."""

    _inherit = "sales.approval.rule"

    @api.model
    def _get_approval_models(self):
        return [*super()._get_approval_models(), ("sales.pool.holding", self.env._("Pool holding"))]

    @api.model
    def _get_approval_topics(self):
        return [*super()._get_approval_topics(), ("extension", self.env._("More time for a pool record"))]
