from odoo import models


class CrmLead(models.Model):
    """People approve changes of an opportunity, for example of shares that are closed."""

    _inherit = "crm.lead"

    def _get_approval_company(self):
        return self._get_credit_company()

    def _get_approval_team(self):
        return self.team_id

    def _get_approval_territory(self):
        return self.territory_id

    def _get_approval_details(self):
        return "\n".join(self._describe_shares_now())

    def _merge_dependences(self, opportunities):
        super()._merge_dependences(opportunities)
        # sudo: whoever may merge opportunities takes along their closed requests; a pending one forbids the merge
        opportunities.sudo().approval_ids.write({"res_id": self.id})
