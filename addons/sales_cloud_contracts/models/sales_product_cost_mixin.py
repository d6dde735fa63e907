from odoo import api, models
from odoo.fields import Domain


class SalesProductCostMixin(models.AbstractModel):
    """A product has no owner: its cost is hidden from whom a role hides the cost of any order."""

    _name = "sales.product.cost.mixin"
    _description = "Product with a Cost"
    _inherit = "sales.masking.mixin"

    @api.model
    def _get_masks(self):
        masks = super()._get_masks()
        if self.env.user._get_limited_domain("sale.order", "cost").is_true():
            return masks
        return [*masks, self._make_domain_mask(frozenset({"standard_price"}), Domain.TRUE)]
