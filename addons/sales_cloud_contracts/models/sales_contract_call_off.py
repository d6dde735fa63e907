from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command


class SalesContract(models.Model):
    """A framework contract sets quantities and prices; orders call parts of it off.

    What is ordered is stored on each line, so two call-offs of the last piece at once conflict in the database.
    A confirmed call-off takes its amount out of the open instalments and becomes an instalment of its own, so the plan
    keeps making the total and each call-off is invoiced as its order.
    """

    _inherit = "sales.contract"

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_call_off(self, quantities):
        """Make a quotation that calls a part of this framework contract off.

        :param dict quantities: {id of a contract line: quantity in its unit}; over JSON the ids may be strings
        :return: action that opens the quotation (its id is ``res_id``)
        :raise UserError: no framework contract, not in force, nothing asked, or more than is left
        """
        self.ensure_one()
        self.check_access("write")
        asked = {int(line_id): float(quantity) for line_id, quantity in quantities.items()}
        lines = self.line_ids.filtered(lambda line: asked.get(line.id))
        self._check_call_off(lines, asked)
        order = self.env["sale.order"].create(self._prepare_call_off_vals(lines, asked))
        # The agreed currency, whatever price list the customer has by now.
        order.currency_id = self.currency_id
        return order._get_records_action(name=self.env._("Call-Off"))

    def _check_call_off(self, lines, asked):
        if not self.is_framework or self.state not in ("signed", "running"):
            raise UserError(
                self.env._(
                    "%s is no framework contract in force. Orders can only be called off from one that is signed.",
                    self.display_name,
                )
            )
        if not lines or any(quantity < 0 for quantity in asked.values()):
            raise UserError(self.env._("Nothing is called off. Enter a quantity above zero on a line."))
        for line in lines:
            left = line.quantity - line.qty_ordered
            if line.product_uom_id.compare(asked[line.id], left) > 0:
                raise UserError(
                    self.env._(
                        "%(asked)g of “%(line)s” cannot be called off: %(left)g is left. Lower the quantity, or amend "
                        "the contract.",
                        asked=asked[line.id],
                        line=line.name,
                        left=left,
                    )
                )

    def _get_call_off_refusal(self, order):
        """Say why an order cannot be called off from this contract as it stands; False when it can."""
        if not self.is_framework or self.state == "void":
            return False
        if self.state in ("suspended", "done", "terminated"):
            return self.env._(
                "%(order)s calls off from %(contract)s, which is not in force any more. Put the contract in force "
                "again, or cancel the order.",
                order=order.display_name,
                contract=self.display_name,
            )
        if order.currency_id != self.currency_id:
            return self.env._(
                "%(order)s is in %(currency)s, but %(contract)s is agreed in %(expected)s. Order in the currency of "
                "the contract.",
                order=order.display_name,
                currency=order.currency_id.name,
                contract=self.display_name,
                expected=self.currency_id.name,
            )
        refusals = order.order_line.contract_line_id.mapped(lambda line: line._get_over_call_refusal())
        return next(filter(None, refusals), False)

    def _prepare_call_off_vals(self, lines, asked):
        return {
            "company_id": self.company_id.id,
            "contract_id": self.id,
            "partner_id": self.partner_id.id,
            "partner_invoice_id": self.partner_invoice_id.id,
            "client_order_ref": self.client_order_ref,
            "user_id": self.user_id.id,
            "team_id": self.team_id.id,
            "origin": self.name,
            "pricelist_id": False,
            "fiscal_position_id": self.fiscal_position_id.id,
            "payment_term_id": self.payment_term_id.id,
            "order_line": [Command.create(line._prepare_call_off_vals(asked[line.id])) for line in lines],
        }

    # ------------------------------------------------------------
    # PLAN
    # ------------------------------------------------------------

    def _after_orders_confirmed(self, orders):
        """Give each confirmed call-off its own instalment."""
        for contract in self.filtered("is_framework"):
            for order in orders.filtered(lambda order, contract=contract: order.contract_id == contract):
                contract._plan_call_off(order)

    def _plan_call_off(self, order):
        if order in self.collection_ids.order_id:
            return
        open_lines = self.collection_ids.filtered(lambda line: not line.is_kept and not line.order_id)
        taken = min(order.amount_total, sum(open_lines.mapped("amount")))
        if self.currency_id.compare_amounts(taken, 0.0) <= 0:
            return
        model = open_lines[-1:]
        commands, left = [], taken
        for line in open_lines.sorted("sequence", reverse=True):
            part = min(left, line.amount)
            left -= part
            rest = self.currency_id.round(line.amount - part)
            commands.append(Command.update(line.id, {"amount": rest}) if rest else Command.delete(line.id))
        commands.append(Command.create(self._prepare_call_off_instalment(order, taken, model)))
        self.write({"collection_ids": commands})
        self.collection_ids._update_due_dates()

    def _after_orders_cancelled(self, orders):
        """Give the instalments of cancelled call-offs back to what is not called off; invoiced or paid ones stay."""
        for line in self.filtered("is_framework").collection_ids:
            if line.order_id in orders and not line.is_kept:
                line.contract_id._unplan_call_off(line)

    def _unplan_call_off(self, line):
        rest = self.collection_ids.filtered(lambda other: not other.is_kept and not other.order_id)[-1:]
        if rest:
            back = Command.update(rest.id, {"amount": rest.amount + line.amount})
        else:
            name = self.env._("Not Called Off Yet")
            back = Command.create({"name": name, "amount": line.amount, "due_base": "order", "sequence": line.sequence})
        self.write({"collection_ids": [Command.delete(line.id), back]})

    def _prepare_call_off_instalment(self, order, amount, model):
        return {
            "name": order.name,
            "order_id": order.id,
            "amount": amount,
            "sequence": max(self.collection_ids.mapped("sequence")) + 1,
            "due_base": "order",
            "due_days": model.due_days,
            "due_month_end": model.due_month_end,
        }
