from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.sales_cloud_core.tools.money import split_exact


class SalesContract(models.Model):
    """Invoices of instalments; docs/decisions/contract-invoicing.md says why they are made this way."""

    _inherit = "sales.contract"

    invoice_count = fields.Integer(compute="_compute_invoice_count")

    @api.depends("collection_ids.match_ids.move_id")
    def _compute_invoice_count(self):
        # sudo: the owner of a contract may see how many invoices belong to it
        counts = dict(
            self.env["sales.collection.match"]
            .sudo()
            ._read_group([("contract_id", "in", self.ids)], ["contract_id"], ["move_id:count_distinct"])
        )
        for contract in self:
            contract.invoice_count = counts.get(contract, 0)

    @api.readonly
    def action_view_invoices(self):
        """Open the invoices of these contracts."""
        return self.collection_ids.match_ids.move_id._get_records_action(name=self.env._("Invoices"))

    def _create_instalment_invoices(self, amount, label, order=None):
        """Create the draft invoices that bill ``amount`` (tax included): one, or one per order of the contract.

        What completes the contract is billed as the real products less the down payments so far; everything before
        is a down payment. So each instalment is exact, and so are the taxes of the whole.

        :param label: text of the down payment lines
        :param order: the only order to bill, where the instalment is a call-off
        :return: account.move
        """
        self.ensure_one()
        # sudo: as in Odoo, an invoice may be made from an order by people who may not edit the order
        contract = self.sudo().with_company(self.company_id)
        orders = (order or contract.order_ids).sudo().filtered(lambda order: order.state != "cancel")
        unconfirmed = orders.filtered(lambda order: order.state != "sale")
        if unconfirmed:
            raise UserError(
                self.env._("Quotation %s is not confirmed yet. Confirm it before it is invoiced.", unconfirmed[0].name)
            )
        if not orders:
            return contract._create_direct_invoice(amount, label).sudo(self.env.su)
        if orders._is_rest_to_invoice(amount):
            return orders._create_rest_invoices().sudo(self.env.su)
        parts = split_exact(amount, contract._get_order_weights(orders), contract.currency_id.rounding)
        invoices = self.env["account.move"].sudo()
        for order, part in zip(orders, parts, strict=True):
            if part:
                invoices |= order._create_down_payment_invoice(part, label)
        return invoices.sudo(self.env.su)

    def _get_order_weights(self, orders):
        """Return by which weights orders share an instalment: what is left on each, else their totals."""
        weights = [max(order._get_rest_to_invoice(), 0.0) for order in orders]
        return weights if any(weights) else [abs(order.amount_total) or 1.0 for order in orders]

    # ------------------------------------------------------------
    # CONTRACTS WITHOUT ORDERS
    # ------------------------------------------------------------

    def _create_direct_invoice(self, amount, label):
        """Create the invoice of a contract that has no order, from its own lines."""
        billed = self.collection_ids.match_ids.filtered(lambda match: match._is_alive()).move_id
        rest = self.currency_id.round(self.amount_total - sum(billed.mapped("amount_total")))
        is_credited = any(billed.reversal_move_ids.mapped(lambda move: move.state == "posted"))
        if not is_credited and not self.currency_id.compare_amounts(rest, amount):
            lines = self._prepare_rest_line_vals(billed)
        else:
            lines = self._prepare_down_payment_line_vals(amount, label)
        return self.env["account.move"].create(self._prepare_invoice_vals(lines))

    def _prepare_invoice_vals(self, lines):
        return {
            "move_type": "out_invoice",
            "company_id": self.company_id.id,
            "partner_id": (self.partner_invoice_id or self.partner_id).id,
            "currency_id": self.currency_id.id,
            "fiscal_position_id": self.fiscal_position_id.id,
            "invoice_origin": self.name,
            "ref": self.client_order_ref or self.name,
            "invoice_user_id": self.user_id.id,
            "team_id": self.team_id.id,
            "narration": self.note,
            "invoice_line_ids": [Command.create(vals) for vals in lines],
        }

    def _prepare_down_payment_line_vals(self, amount, label):
        """Return the lines of a down payment of ``amount``, tax included: one line per combination of taxes."""
        AccountTax = self.env["account.tax"]
        base_lines = AccountTax._prepare_down_payment_lines(
            self._get_priced_base_lines(),
            self.company_id,
            "fixed",
            amount,
            computation_key=f"down_payment,contract,{self.id},{len(self.collection_ids.match_ids)}",
        )
        return [
            {
                "name": label,
                "quantity": 1.0,
                "price_unit": base_line["price_unit"],
                "tax_ids": [Command.set(base_line["tax_ids"].ids)],
                "extra_tax_data": AccountTax._export_base_line_extra_tax_data(base_line),
                "is_downpayment": True,
                **self._prepare_down_payment_account(base_line["product_id"]),
            }
            for base_line in base_lines
        ]

    def _prepare_down_payment_account(self, product):
        accounts = product.product_tmpl_id.get_product_accounts(fiscal_pos=self.fiscal_position_id)
        account = self.company_id.downpayment_account_id or accounts.get("downpayment") or accounts.get("income")
        return {"account_id": account.id} if account else {}

    def _prepare_rest_line_vals(self, billed):
        """Return all contract lines in full, less the down payments of the ``billed`` invoices."""
        lines = [line._prepare_invoice_line_vals() for line in self.line_ids]
        reverse = self.env["account.tax"]._reverse_quantity_base_line_extra_tax_data
        return lines + [
            {
                "name": line.name,
                "sequence": 1000,
                "quantity": -line.quantity,
                "price_unit": line.price_unit,
                "tax_ids": [Command.set(line.tax_ids.ids)],
                "account_id": line.account_id.id,
                "is_downpayment": True,
                "extra_tax_data": reverse(line.extra_tax_data),
            }
            for line in billed.invoice_line_ids.filtered("is_downpayment")
        ]
