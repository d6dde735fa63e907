from odoo import api, models, tools

MASKED_TYPES = ("char", "text", "html", "many2one", "one2many", "many2many")


class SalesPool(models.Model):
    """Which fields a pool hides until a record is claimed."""

    _inherit = "sales.pool"

    @api.model
    @tools.ormcache("model_name")
    def _get_masks(self, model_name):
        """Return {pool id: names of the hidden fields} of the pools of a model that hide any."""
        # sudo: what is hidden is asked for whoever reads
        pools = self.sudo().with_context(active_test=False).search([("masked_field_ids", "!=", False)])
        return {
            pool.id: self._get_mask_closure(model_name, frozenset(pool.masked_field_ids.mapped("name")))
            for pool in pools
            if pool.record_model == model_name
        }

    @api.model
    def _get_mask_closure(self, model_name, names):
        """Return the names of the hidden fields and of what is computed from them on the same record."""
        model = self.env[model_name]
        closure = model._get_closure(names, MASKED_TYPES, model._get_unmasked_fields())
        return frozenset(closure | model._get_masked_search_fields(closure) | model._get_masked_links())

    @api.model
    def _get_masking_pool_ids(self, model_name):
        """Return the ids of the pools whose free records hide something from the current user."""
        if self.env.su:
            return ()
        # sudo: the pool is asked whether the user manages it
        pools = self.sudo().browse(self._get_masks(model_name))
        return tuple(pool.id for pool in pools if not pool._is_manager())
