from odoo import fields, models


class SalesApprovalStep(models.Model):
    """Where no rule applies, the managers of a pool decide on more time."""

    _inherit = "sales.approval.step"

    origin = fields.Selection(selection_add=[("pool", "Manager of the pool")], ondelete={"pool": "set default"})
