from odoo import api, fields, models
from odoo.exceptions import AccessError


class ResPartner(models.Model):
    """A customer has a tier, given by managers: holding limits weigh customers by it, so nobody grades the own ones."""

    _inherit = "res.partner"

    tier_id = fields.Many2one(
        "sales.customer.tier",
        "Customer Tier",
        index="btree_not_null",
        tracking=True,
        copy=False,
        ondelete="restrict",
        check_company=True,
        help="How important the customer is; contacts have the tier of their company. Sales managers give it.",
    )

    @api.model
    def _commercial_fields(self):
        return [*super()._commercial_fields(), "tier_id"]

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        graded = partners.filtered("tier_id")
        graded.filtered(lambda partner: partner.tier_id != partner.parent_id.tier_id)._check_tier_rights()
        return partners

    def write(self, vals):
        if "tier_id" in vals:
            # Contacts follow their company, whoever adds them.
            self.filtered(
                lambda partner: partner.commercial_partner_id.tier_id.id != (vals["tier_id"] or False)
            )._check_tier_rights()
        return super().write(vals)

    def _check_tier_rights(self):
        """Raise AccessError unless the current user may give these partners another tier."""
        if self and not self.env.su and not self.env.user.has_group("sales_team.group_sale_salesman_all_leads"):
            raise AccessError(
                self.env._(
                    "Only sales managers change the tier of a customer: “%s”. Ask one of them.", self[0].display_name
                )
            )
