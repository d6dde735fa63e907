from odoo import api, models
from odoo.fields import Domain

# the collaborators who may do something
COLLABORATOR_FIELDS = {
    "read": ("collaborator_ids", "reader_ids"),
    "edit": ("collaborator_ids",),
    "amount": ("collaborator_ids",),
}


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "sales.valued.mixin", "sales.owned.mixin"]

    @api.model
    def _get_data_right_domain(self, user, operation):
        """Collaborators work on it, whoever owns it; readers see it."""
        names = COLLABORATOR_FIELDS.get(operation, ())
        return Domain("user_id", "!=", False) & Domain.OR([(name, "in", [user.id])] for name in names)

    @api.model
    def _get_value_kinds(self):
        return ("amount",)

    @api.model
    def _get_territory_reader_domain(self, user):
        return Domain("territory_id", "any", self.env["sales.territory"]._get_reader_domain(user))
