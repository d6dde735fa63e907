from odoo import models
from odoo.fields import Domain


class ResPartner(models.Model):
    """The open business of a customer that goes back is that of the main business line."""

    _name = "res.partner"
    _inherit = ["sales.customer.release.mixin", "res.partner"]

    def _get_deal_domain(self):
        contacts = self.with_context(active_test=False).commercial_contact_ids
        return Domain("partner_id", "in", contacts.ids) & self._get_main_deal_domain()
