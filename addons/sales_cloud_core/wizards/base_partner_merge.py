from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """The facts of merged customers are those of all of them together."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_values(self, src_partners, dst_partner):
        super()._update_values(src_partners, dst_partner)
        # sudo: the log was re-pointed, whoever merges
        dst_partner.sudo()._refresh_last_followup()
        # the opportunities were re-pointed by SQL, which recomputes nothing
        for name in self._get_merged_facts():
            self.env.add_to_compute(dst_partner._fields[name], dst_partner | dst_partner.commercial_partner_id)

    @api.model
    def _get_merged_facts(self):
        """Return the stored fields of a customer that are computed from the documents of all of its parts."""
        return ["open_opportunity_count"]
