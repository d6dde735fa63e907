from odoo import api, models
from odoo.fields import Domain


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "sales.valued.mixin", "sales.owned.mixin"]

    @api.model
    def _get_data_right_domain(self, user, operation):
        """Collaborators work on it, whoever owns it."""
        if operation not in ("read", "edit", "amount"):
            return Domain.FALSE
        return Domain("user_id", "!=", False) & Domain("collaborator_ids", "in", [user.id])

    @api.model
    def _get_value_kinds(self):
        return ("amount",)

    @api.model
    def _get_territory_reader_domain(self, user):
        return Domain("territory_id", "any", self.env["sales.territory"]._get_reader_domain(user))
