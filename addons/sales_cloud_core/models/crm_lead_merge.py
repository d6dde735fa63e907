from odoo import models


class CrmLead(models.Model):
    """Odoo deletes the merged leads; their shares and their credit go on with the one that stays."""

    _inherit = "crm.lead"

    def _merge_dependences(self, opportunities):
        super()._merge_dependences(opportunities)
        # sudo: whoever may merge leads takes along all their shares and credit, also of other people
        self.sudo()._merge_splits(opportunities.sudo())
        opportunities.sudo().credit_ids.write({"lead_id": self.id, "res_id": self.id})
        self._sync_won_credit()

    def _merge_splits(self, opportunities):
        """Take over the shares of the first merged opportunity that has any, unless this one is shared itself."""
        if self.split_ids:
            return
        shared = opportunities.filtered("split_ids")[:1]
        shared.split_ids.write({"lead_id": self.id})
