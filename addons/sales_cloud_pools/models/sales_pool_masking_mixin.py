from odoo import api, models

from odoo.addons.sales_cloud_core.models.sales_masking_mixin import Mask


class SalesPoolMaskingMixin(models.AbstractModel):
    """A record that hides what a pool hides: a free record itself, or what stands beside it."""

    _name = "sales.pool.masking.mixin"
    _inherit = "sales.masking.mixin"
    _description = "Records that Hide what a Pool Hides"

    def _get_masked_names(self):
        """Return {record id: names that a pool hides from the current user}, records that hide none left out."""
        raise NotImplementedError

    @api.model
    def _get_masked_domain(self):
        """Return the domain of the records of which a pool hides something from the current user."""
        raise NotImplementedError

    @api.model
    def _get_hidden_names(self):
        """Return the names of all fields that a pool may hide."""
        raise NotImplementedError

    @api.model
    def _get_masks(self):
        masks, names = super()._get_masks(), self._get_hidden_names()
        if not names:
            return masks
        return [*masks, Mask(frozenset(names), self._get_masked_domain, self._get_hidden_by_pools)]

    @api.model
    def _get_hidden_by_pools(self, records):
        # the names are of the reader, who may ask as superuser for records that he does not see
        return records.sudo(False)._get_masked_names()
