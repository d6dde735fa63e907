from odoo import fields, models


class ResPartner(models.Model):
    """The people of a customer leave the lists with it when it is archived, and come back with it."""

    _inherit = "res.partner"

    is_archived_with_customer = fields.Boolean(readonly=True, copy=False)

    def write(self, vals):
        if "active" not in vals:
            return super().write(vals)
        # sudo: the people follow their company, whoever archives it
        customers = self.sudo().filtered(
            lambda partner: (
                partner.pool_id and partner.commercial_partner_id == partner and partner.active != bool(vals["active"])
            )
        )
        result = super().write(vals)
        if customers:
            customers._follow_customer(bool(vals["active"]))
        return result

    def _follow_customer(self, is_active):
        """Archive the active people of these customers, or bring back those who were archived with them."""
        contacts = (self.with_context(active_test=False).commercial_contact_ids - self).filtered(
            lambda contact: contact.is_archived_with_customer if is_active else contact.active and not contact.user_ids
        )
        contacts.write({"active": is_active, "is_archived_with_customer": not is_active})
        if is_active:
            self._mirror_to_contacts()
