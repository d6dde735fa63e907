from odoo import api, models


class SaleReport(models.Model):
    """The analysis tells no more than the orders that it is made of."""

    _name = "sale.report"
    _inherit = ["sale.report", "sales.valued.mixin"]

    @api.model
    def _get_value_paths(self):
        return {"sale.order": "user_id"}

    @api.model
    def _get_value_fields(self):
        names = super()._get_value_fields()
        return {**names, "amount": names["amount"] | {"price_unit"}}
