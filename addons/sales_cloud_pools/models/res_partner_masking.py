from odoo import api, models

ADDRESS_CONTEXT = ("show_address", "show_email", "show_vat")


class ResPartner(models.Model):
    """Where the addresses of a free customer would come out besides its fields."""

    _name = "res.partner"
    _inherit = ["sales.customer.guard.mixin", "res.partner"]
    _guarded_customer_fields = ("parent_id",)

    @api.depends_context("uid")
    def _compute_display_name(self):
        """Add no hidden address to the name: other models show it, with the context of who asks."""
        is_with_address = any(self.env.context.get(key) for key in ADDRESS_CONTEXT)
        masked = self._filter_masked() if is_with_address else self.browse()
        super(ResPartner, self - masked)._compute_display_name()
        for partner in masked:
            partner.display_name = partner._get_plain_name()

    @api.depends_context("uid")
    def _compute_same_vat_partner_id(self):
        """Name no partner with the same number whom the user may not see, or whose number is hidden."""
        super()._compute_same_vat_partner_id()
        for partner in self if not self.env.su else ():
            for name in ("same_vat_partner_id", "same_company_registry_partner_id"):
                twin = partner[name].sudo(False)
                if twin and not (twin._filtered_access("read") - twin._filter_masked()):
                    partner[name] = False

    @api.onchange("parent_id")
    def _onchange_guarded_parent(self):
        self._check_customers_unmasked(["parent_id"])

    def _build_vcard(self):
        self._check_unmasked()
        return super()._build_vcard()
