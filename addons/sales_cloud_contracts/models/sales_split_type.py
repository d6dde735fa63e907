from odoo import api, fields, models


class SalesSplitType(models.Model):
    """Orders and contracts have amounts that a type can divide, too."""

    _inherit = "sales.split.type"

    order_field = fields.Selection(
        lambda self: self._get_amount_fields("sale.order"), "Amount of Orders", help="Empty: the untaxed total."
    )
    contract_field = fields.Selection(
        lambda self: self._get_amount_fields("sales.contract"),
        "Amount of Contracts",
        help="Empty: the untaxed total.",
    )

    @api.depends("order_field", "contract_field")
    def _compute_is_custom(self):
        return super()._compute_is_custom()

    @api.model
    def _get_field_by_model(self):
        return {**super()._get_field_by_model(), "sale.order": "order_field", "sales.contract": "contract_field"}
