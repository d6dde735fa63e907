from odoo import api, models
from odoo.fields import Domain


class SalesPoolPlacement(models.Model):
    """A placement hides what its customer hides, and, while it is free, what its own pool hides."""

    _inherit = "sales.pool.placement"

    @api.model
    def _get_masking_model(self):
        return "res.partner"

    def _get_masked_names(self):
        masked = super()._get_masked_names()
        if self.env.su:
            return masked
        # sudo: which customer it is
        customers = {placement.id: placement.partner_id.id for placement in self.sudo()}
        hidden = self.env["res.partner"].browse(set(customers.values()))._get_masked_names()
        for placement_id, customer_id in customers.items() if hidden else ():
            if customer_id in hidden:
                masked[placement_id] = masked.get(placement_id, frozenset()) | hidden[customer_id]
        return masked

    @api.model
    def _get_masked_domain(self):
        own, customers = super()._get_masked_domain(), self.env["res.partner"]._get_masked_domain()
        if customers.is_false():
            return own
        # sudo: hidden customers are asked for, whether the reader may see them or not
        return own | Domain("partner_id", "in", self.env["res.partner"].sudo()._search(customers))

    # Odoo asks no rights on the way to the record that one inherits from: such paths are hidden like own fields.

    @api.model
    def _get_domain_names(self, domain):
        names = super()._get_domain_names(domain)
        for condition in Domain(domain).iter_conditions():
            if condition.field_expr == "partner_id" and condition.operator in ("any", "not any"):
                names |= self._get_domain_names(condition.value)
            names |= self._get_delegated_names([condition.field_expr])
        return names

    @api.model
    def _get_spec_names(self, specs):
        return super()._get_spec_names(specs) | self._get_delegated_names(specs)

    @api.model
    def _get_delegated_names(self, paths):
        """Return the names of the customer's fields in paths that begin with the customer."""
        return {path.split(":")[0].split(".")[1] for path in paths if path.startswith("partner_id.")}
