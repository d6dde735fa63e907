from odoo import api, models
from odoo.fields import Domain

from .sales_collaborated_mixin import COLLABORATOR_FIELDS


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "sales.owned.mixin"]

    @api.model
    def _get_data_right_domain(self, user, operation):
        """Colleagues, the own company, what one helps with, and the customers of the own deals stay within reach."""
        if operation not in ("read", "edit"):
            return Domain.FALSE
        names = COLLABORATOR_FIELDS[operation]
        return Domain.OR(
            [
                [("partner_share", "=", False)],
                [("commercial_partner_id", "=", user.commercial_partner_id.id)],
                Domain("user_id", "!=", False) & Domain.OR([(name, "in", [user.id])] for name in names),
                [("opportunity_ids", "any", [("user_id", "=", user.id)])],
                [("commercial_partner_id", "any", [("user_id", "=", user.id)])],
            ]
        )

    @api.model
    def _get_territory_reader_domain(self, user):
        return Domain("territory_ids", "any", self.env["sales.territory"]._get_reader_domain(user))
