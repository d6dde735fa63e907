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

    def _get_mask_pools(self):
        return super()._get_mask_pools() | self.partner_id.pool_id

    # ------------------------------------------------------------------
    # REVEAL
    # ------------------------------------------------------------------

    def _compute_pool_rights(self):
        """A look helps if all that hide the customer allow it: the pool of the line, and the one of the main line."""
        super()._compute_pool_rights()
        hidden = self.partner_id._filter_masked()
        for placement in self.filtered(lambda placement: placement.is_pool_free and placement.partner_id in hidden):
            # sudo: whether the pool of the line hides anything
            is_open = placement.can_pool_reveal or not placement.sudo().pool_id.masked_field_ids
            placement.can_pool_reveal = is_open and placement.partner_id.can_pool_reveal

    def action_pool_reveal(self):
        """Show what is hidden of these customers today, see ``super``: a look for each pool that hides something."""
        customers = self.partner_id._filter_masked()
        if customers:
            customers.action_pool_reveal()
        # sudo: whether the pool of the line hides anything
        hiding = self.filtered(lambda placement: placement.sudo().pool_id.masked_field_ids)
        return super(SalesPoolPlacement, hiding if customers else self).action_pool_reveal()

    @api.model
    def _leave_out_hidden(self, domain):
        """Odoo asks no rights on the way to the record that one inherits from: such paths hide like own fields."""
        shown = super()._leave_out_hidden(domain)
        names = frozenset() if self.env.su else self._get_delegated_names(domain)
        masks = self._get_masks() if names else ()
        return shown & ~Domain.OR(mask.get_domain() for mask in masks if names & mask.names) if masks else shown

    @api.model
    def _get_delegated_names(self, domain):
        """Return the names of the customer's fields in conditions that go through the customer."""
        names = set()
        for condition in Domain(domain).iter_conditions():
            first, *rest = condition.field_expr.split(".")
            if first == "partner_id" and rest:
                names.add(rest[0])
            elif first == "partner_id" and condition.operator in ("any", "not any"):
                inner = Domain(condition.value)
                names |= {each.field_expr.split(".")[0] for each in inner.iter_conditions()}
                names |= self._get_delegated_names(inner)
        return names
