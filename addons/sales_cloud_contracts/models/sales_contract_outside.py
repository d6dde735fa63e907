from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class SalesContract(models.Model):
    """An order that was changed after its contract was made would bill something else than what is agreed."""

    _inherit = "sales.contract"

    is_order_changed = fields.Boolean(
        compute="_compute_is_order_changed",
        compute_sudo=True,
        help="An order of the contract says something else than the contract.",
    )

    @api.depends(
        "is_framework",
        "state",
        "line_ids.price_subtotal",
        "line_ids.tax_ids",
        "order_ids.state",
        "order_ids.order_line.price_subtotal",
        "order_ids.order_line.tax_ids",
    )
    def _compute_is_order_changed(self):
        for contract in self:
            is_open = contract.state not in ("done", "terminated", "void")
            saved = contract._origin
            contract.is_order_changed = is_open and bool(saved._get_changed_order_lines(saved._get_living_orders()))

    def _get_living_orders(self):
        return self.order_ids.filtered(lambda order: order.state != "cancel")

    def _get_changed_order_lines(self, orders):
        """Return the lines of these orders that say something else than the contract. Calls off are no part of it."""
        if self.is_framework:
            return orders.order_line.browse()
        agreed = {line.order_line_id: line for line in self.line_ids}
        return orders.order_line.filtered(
            lambda line: not line.display_type and not line.is_downpayment and not line._is_as_agreed(agreed.get(line))
        )

    # ------------------------------------------------------------
    # BEFORE THE SIGNATURE
    # ------------------------------------------------------------

    def action_take_over_orders(self):
        """Let contracts say what their orders say now, and lay them out in instalments anew.

        :return: True
        :raise UserError: a contract is no draft, or has no orders
        """
        self.check_access("write")
        for contract in self:
            # sudo: the lines of the contract's own orders, whoever may see the orders
            orders = contract.sudo()._get_living_orders()
            contract._check_takeable(orders)
            contract.line_ids = [Command.clear(), *map(Command.create, orders._prepare_contract_lines_vals())]
            if contract.collection_template_id:
                contract.action_plan()
        return True

    def _check_takeable(self, orders):
        if not orders or self.is_framework:
            raise UserError(
                self.env._("Contract %s was not made of orders. Enter its lines on the contract.", self.display_name)
            )
        if self.state != "draft":
            raise UserError(
                self.env._(
                    "Contract %s is not a draft any more. Return it to draft before it is signed, or amend it.",
                    self.display_name,
                )
            )

    # ------------------------------------------------------------
    # BEFORE THE INVOICE
    # ------------------------------------------------------------

    def _create_instalment_invoices(self, amount, label, order=None):
        # sudo: what the orders say stands in the way, whether or not the caller may see it
        contract = self.sudo()
        contract._check_orders_as_agreed(contract.order_ids.filtered(lambda order: order.state == "sale"))
        return super()._create_instalment_invoices(amount, label, order)

    def _check_orders_as_agreed(self, orders):
        for line in self._get_changed_order_lines(orders)[:1]:
            raise UserError(
                self.env._(
                    "Order %(order)s says something else than the contract about “%(line)s”: it was changed after "
                    "the signature. Amend the contract, or set the order right, before it is invoiced.",
                    order=line.order_id.name,
                    line=line.name,
                )
            )
