from odoo import models
from odoo.exceptions import UserError


class SalesContract(models.Model):
    """An order that was changed after the signature would bill something else than what was agreed."""

    _inherit = "sales.contract"

    def _create_instalment_invoices(self, amount, label, order=None):
        # sudo: what the orders say stands in the way, whether or not the caller may see it
        contract = self.sudo()
        if not contract.is_framework:
            contract._check_orders_as_agreed(contract.order_ids.filtered(lambda order: order.state == "sale"))
        return super()._create_instalment_invoices(amount, label, order)

    def _check_orders_as_agreed(self, orders):
        agreed = {line.order_line_id: line for line in self.line_ids}
        for line in orders.order_line:
            if line.display_type or line.is_downpayment:
                continue
            if not line._is_as_agreed(agreed.get(line)):
                raise UserError(
                    self.env._(
                        "Order %(order)s says something else than the contract about “%(line)s”: it was changed after "
                        "the signature. Amend the contract, or set the order right, before it is invoiced.",
                        order=line.order_id.name,
                        line=line.name,
                    )
                )
