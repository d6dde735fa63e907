from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """The facts of merged customers are those of all of them together."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_reference_fields(self, src_partners, dst_partner):
        """The trails of approvals go along; what waits for a decision forbids the merge."""
        src_partners._check_approval_unlocked()
        super()._update_reference_fields(src_partners, dst_partner)
        # sudo: whoever may merge customers takes along their closed requests
        src_partners.sudo().approval_ids.write({"res_id": dst_partner.id})

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
