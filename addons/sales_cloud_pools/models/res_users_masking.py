from odoo import api, models
from odoo.fields import Domain


class ResUsers(models.Model):
    """A customer who logs in is a user too, whose log-in name is mostly the address that a free customer hides."""

    _name = "res.users"
    _inherit = ["sales.pool.masking.mixin", "res.users"]

    def _get_masked_names(self):
        # sudo: the customer decides what the reader sees of its user
        customers = self.sudo().filtered("share").partner_id.sudo(False)
        masks = customers._get_masked_names()
        hidden = {"login", "display_name"}
        # sudo: as above
        return {user.id: masks[user.partner_id.id] | hidden for user in self.sudo() if user.partner_id.id in masks}

    @api.model
    def _get_mask(self, name, record_id):
        if name != "display_name":
            return super()._get_mask(name, record_id)
        # sudo: the name of the customer is not hidden
        return self.browse(record_id).sudo().partner_id.sudo(False)._get_plain_name()

    @api.model
    def _get_masked_domain(self):
        return Domain("share", "=", True) & Domain("partner_id", "any!", self.env["res.partner"]._get_masked_domain())

    @api.model
    def _get_hidden_names(self):
        names = self.env["res.partner"]._get_hidden_names()
        return names | {"login", "display_name"} if names else names
