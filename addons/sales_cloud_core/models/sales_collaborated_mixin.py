from odoo import api, models
from odoo.fields import Domain

# the collaborators who may do something
COLLABORATOR_FIELDS = {
    "read": ("collaborator_ids", "reader_ids"),
    "edit": ("collaborator_ids",),
    "amount": ("collaborator_ids",),
}


class SalesCollaboratedMixin(models.AbstractModel):
    """A record of an owner on which others help: collaborators work on it, whoever owns it; readers see it.

    A concrete model has ``collaborator_ids`` and ``reader_ids``, and rules of records that name them.
    """

    _name = "sales.collaborated.mixin"
    _description = "Record with Collaborators"
    _inherit = "sales.owned.mixin"

    @api.model
    def _get_data_right_domain(self, user, operation):
        names = COLLABORATOR_FIELDS.get(operation, ())
        helped = Domain("user_id", "!=", False) & Domain.OR([(name, "in", [user.id])] for name in names)
        return super()._get_data_right_domain(user, operation) | helped
