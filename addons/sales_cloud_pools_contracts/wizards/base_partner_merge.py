from odoo import api, models

from ..models.res_partner import FACTS


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merged customers have the contracts and quotations of all of them."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _get_merged_facts(self):
        return [*super()._get_merged_facts(), *FACTS, "open_quotation_count"]
