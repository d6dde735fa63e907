from odoo import models


class SalesPool(models.Model):
    """Best match by territory: before any skill counts whether the person works the territory of the record."""

    _inherit = "sales.pool"

    def _get_match_kinds(self):
        return {"territory": "sales.territory", **super()._get_match_kinds()}

    def _get_match_labels(self):
        return {"territory": self.env._("territory"), **super()._get_match_labels()}
