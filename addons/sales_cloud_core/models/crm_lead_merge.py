from odoo import models


class CrmLead(models.Model):
    """Odoo deletes the merged leads; their shares and their credit go on with the one that stays."""

    _inherit = "crm.lead"

    def _merge_dependences(self, opportunities):
        super()._merge_dependences(opportunities)
        # sudo: whoever may merge leads takes along all their shares and credit, also of other people; the credit of
        # orders and contracts stays theirs
        self.sudo()._merge_splits(opportunities.sudo())
        credit = opportunities.sudo().credit_ids
        own = credit.filtered(lambda row: row.res_model == self._name)
        own.write({"lead_id": self.id, "res_id": self.id})
        (credit - own).write({"lead_id": self.id})
        if self.won_status == "won" or credit or self.sudo().split_ids:  # sudo: as above
            self._sync_won_credit()

    def _merge_splits(self, opportunities):
        """Take over the history of all shares, and the shares of the first merged opportunity that has any.

        An opportunity that is shared itself keeps its own shares.
        """
        opportunities.split_log_ids.write({"lead_id": self.id})
        if self.split_ids:
            return
        shared = opportunities.filtered("split_ids")[:1]
        shared.split_ids.write({"lead_id": self.id})
