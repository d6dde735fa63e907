from odoo import api, models
from odoo.fields import Domain


class SalesBankReceipt(models.Model):
    """Money that nobody has claimed is open to all who may claim it; then it is that of the claimants' contracts."""

    _name = "sales.bank.receipt"
    _inherit = ["sales.bank.receipt", "sales.contract.valued.mixin"]

    _contract_owner = "claim_ids.user_id"

    @api.model
    def _get_value_masks(self, kinds):
        is_claimed = Domain("claim_ids", "!=", False)
        masks = super()._get_value_masks(kinds)
        return [self._make_domain_mask(mask.names, mask.get_domain() & is_claimed) for mask in masks]
