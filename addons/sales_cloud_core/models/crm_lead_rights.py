from odoo import api, models
from odoo.fields import Domain


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "sales.valued.mixin", "sales.collaborated.mixin"]

    @api.model
    def _get_value_kinds(self):
        return ("amount",)

    @api.model
    def _get_territory_reader_domain(self, user):
        return Domain("territory_id", "any", self.env["sales.territory"]._get_reader_domain(user))
