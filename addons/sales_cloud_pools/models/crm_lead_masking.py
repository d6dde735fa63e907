from odoo import api, models

CONTACT_LINKS = frozenset({"partner_id", "commercial_partner_id", "duplicate_lead_ids", "calendar_event_ids"})


class CrmLead(models.Model):
    """What a free lead hides is not told by its customer, its meetings or the leads that look like it."""

    _name = "crm.lead"
    _inherit = ["sales.customer.guard.mixin", "crm.lead"]

    @api.model
    def _get_masked_links(self):
        return super()._get_masked_links() | CONTACT_LINKS

    def _read_format(self, fnames, load="_classic_read"):
        rows = super()._read_format(fnames, load)
        if "duplicate_lead_ids" in fnames or "duplicate_lead_count" in fnames:
            self._mask_duplicates(rows)
        return rows

    def _mask_duplicates(self, rows):
        """Leave free leads that hide addresses out of what looks alike: a guessed number would find them."""
        # sudo: also those that the reader may not see tell that they have the number
        masked = set(self.sudo().duplicate_lead_ids._filter_masked().ids)
        for row in rows if masked else ():
            shown = [lead_id for lead_id in self.browse(row["id"]).duplicate_lead_ids.ids if lead_id not in masked]
            if "duplicate_lead_ids" in row:
                row["duplicate_lead_ids"] = [] if row["id"] in masked else shown
            if "duplicate_lead_count" in row:
                row["duplicate_lead_count"] = max(len(shown) - 1, 0)
