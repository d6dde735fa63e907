from odoo import api, models
from odoo.fields import Domain

PEOPLE = frozenset({"partner_id", "email", "name", "display_name"})
POOLED_MODELS = ("crm.lead", "res.partner")


class MailFollowers(models.Model):
    """The people who follow a free record are often the people whose addresses it hides."""

    _name = "mail.followers"
    _inherit = ["sales.pool.masking.mixin", "mail.followers"]

    def _get_masked_names(self):
        # sudo: the record decides what the reader sees of its followers
        pooled = self.sudo().filtered(lambda follower: follower.res_model in POOLED_MODELS)
        masked = {
            (model_name, record_id)
            for model_name, followers in pooled.grouped("res_model").items()
            for record_id in self.env[model_name].browse(followers.mapped("res_id"))._filter_masked().ids
        }
        return {follower.id: PEOPLE for follower in pooled if (follower.res_model, follower.res_id) in masked}

    @api.model
    def _get_mask(self, name, record_id):
        return False

    @api.model
    def _get_masked_domain(self):
        return Domain.OR(
            # sudo: free records are asked for, whether the reader may see them or not
            Domain("res_model", "=", name)
            & Domain("res_id", "in", self.env[name].sudo()._search(self.env[name]._get_masked_domain()))
            for name in POOLED_MODELS
        )

    @api.model
    def _get_hidden_names(self):
        is_hiding = any(self.env[name]._get_hidden_names() for name in POOLED_MODELS)
        return PEOPLE if is_hiding else frozenset()
