from odoo import models
from odoo.exceptions import UserError


class SalesContract(models.Model):
    """Before the next invoice: were the orders of the contract changed, or invoiced, outside of it?

    Both would bill something else than what was agreed, or the same twice.
    """

    _inherit = "sales.contract"

    def _create_instalment_invoices(self, amount, label, order=None):
        # sudo: what was done outside stands in the way, whether or not the caller may see it
        contract = self.sudo()
        orders = (order or contract.order_ids).filtered(lambda order: order.state == "sale")
        contract._check_not_invoiced_outside(orders)
        if not contract.is_framework:
            contract._check_orders_as_agreed(orders)
        return super()._create_instalment_invoices(amount, label, order)

    def _check_not_invoiced_outside(self, orders):
        invoices = orders.invoice_ids.filtered(lambda move: move.move_type == "out_invoice" and move.state != "cancel")
        strangers = invoices.filtered(lambda move: not move.collection_match_ids and not move.reversal_move_ids)
        if strangers:
            raise UserError(
                self.env._(
                    "Invoice %(invoice)s of order %(order)s was made outside the contract. Match it with the "
                    "instalments that it bills, or cancel or credit it, before the next one is made.",
                    invoice=strangers[0].display_name,
                    order=", ".join((orders & strangers[0].line_ids.sale_line_ids.order_id).mapped("name")),
                )
            )

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
