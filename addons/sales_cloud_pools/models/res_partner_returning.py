from odoo import models


class ResPartner(models.Model):
    """A free customer belongs to who works on its leads and opportunities."""

    _inherit = "res.partner"

    def _find_known(self, since):
        leads = self.env["crm.lead"].search([("partner_id", "in", self.commercial_contact_ids.ids)])
        by_customer = leads.grouped(lambda lead: lead.partner_id.commercial_partner_id)
        present = {customer.id: by_customer[customer]._get_worker().id for customer in by_customer.keys() & set(self)}
        return present, self._find_own_releases(since)
