from odoo import api, models


class SalesCachedMixin(models.AbstractModel):
    """A table of settings that is kept in the cache of every process: any change of a row clears it."""

    _name = "sales.cached.mixin"
    _description = "Settings Kept in the Cache"

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        self.env.registry.clear_cache()
        return rows

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
