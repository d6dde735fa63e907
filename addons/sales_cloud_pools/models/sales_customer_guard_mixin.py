from odoo import api, models


class SalesCustomerGuardMixin(models.AbstractModel):
    """A document about a customer copies its addresses: nobody makes one to read what a free customer hides."""

    _name = "sales.customer.guard.mixin"
    _description = "Document about a Customer"
    _guarded_customer_fields = ("partner_id",)

    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        documents._check_customers_unmasked(self._guarded_customer_fields)
        return documents

    def write(self, vals):
        result = super().write(vals)
        self._check_customers_unmasked([name for name in self._guarded_customer_fields if name in vals])
        return result

    def _check_customers_unmasked(self, names):
        for name in () if self.env.su else names:
            self[name]._check_unmasked()

    @api.onchange("partner_id")
    def _onchange_guarded_customer(self):
        self._check_customers_unmasked(["partner_id"])
