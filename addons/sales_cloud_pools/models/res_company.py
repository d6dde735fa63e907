from odoo import api, models, tools


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model
    @tools.ormcache()
    def _get_company_partner_ids(self):
        """Return the ids of the partners that stand for companies of this database."""
        return frozenset(self.search([("active", "in", (True, False))]).partner_id.ids)

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        self.env.registry.clear_cache()
        return companies
