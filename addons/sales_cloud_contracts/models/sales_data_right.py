from odoo import api, models


class SalesDataRight(models.Model):
    """Rights are given on quotations, orders and contracts, too."""

    _inherit = "sales.data.right"

    @api.model
    def _get_data_objects(self):
        return [
            *super()._get_data_objects(),
            ("sale.order", self.env._("Quotations and orders")),
            ("sales.contract", self.env._("Contracts")),
        ]
