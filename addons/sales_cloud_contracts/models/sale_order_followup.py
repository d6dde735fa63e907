from odoo import api, models

QUOTING_STATES = ("sent", "sale")


class SaleOrder(models.Model):
    """Making, sending and confirming a quotation is work on the opportunity: a follow-up of whoever does it."""

    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders._register_quotation()
        return orders

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") in QUOTING_STATES:
            self._register_quotation()
        return result

    def _register_quotation(self):
        # as superuser an automation quotes, not a person
        if not self.env.su:
            self.opportunity_id._register_followup("quotation")
