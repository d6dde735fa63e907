from odoo import api, models


class SalesDataRight(models.Model):
    """Rights are given on targets, too."""

    _inherit = "sales.data.right"

    @api.model
    def _get_data_objects(self):
        return [*super()._get_data_objects(), ("sales.target", self.env._("Targets"))]
