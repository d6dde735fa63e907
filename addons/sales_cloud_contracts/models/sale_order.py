from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.subject import without_customer


class SaleOrder(models.Model):
    """A quotation becomes a contract in one click, with every line and term."""

    _inherit = "sale.order"

    contract_id = fields.Many2one(
        "sales.contract", check_company=True, copy=False, index="btree_not_null", ondelete="set null"
    )

    # ------------------------------------------------------------
    # QUOTATION TO CONTRACT
    # ------------------------------------------------------------

    def action_create_contract(self):
        """Make one contract of these sent or confirmed orders, planned by the default type's template.

        :return: action that opens the contract (its id is ``res_id``)
        :raise UserError: draft or cancelled order, already under contract, or orders of several customers,
            currencies or companies
        """
        self.check_access("write")
        self._check_contractable()
        contract = self.env["sales.contract"].create(self._prepare_contract_vals())
        self.contract_id = contract
        if contract.collection_template_id:
            contract.action_plan()
        for order in self:
            order.message_post(body=self.env._("Contract %s was made of this order.", contract._get_html_link()))
        return self.action_view_contract()

    def _check_contractable(self):
        for order in self:
            if order.state not in ("sent", "sale"):
                raise UserError(
                    self.env._(
                        "%s is neither sent nor confirmed. Send the quotation to the customer, or confirm it, first.",
                        order.display_name,
                    )
                )
            # sudo: that there is a contract, and its number, is said even to those who may not open it
            contract = order.sudo().contract_id
            if contract and contract.state not in ("terminated", "void"):
                raise UserError(
                    self.env._(
                        "%(order)s already belongs to contract %(contract)s. Open that contract instead.",
                        order=order.display_name,
                        contract=contract.name,
                    )
                )
        if len({(order.partner_id, order.currency_id, order.company_id) for order in self}) != 1:
            raise UserError(
                self.env._("A contract has one customer, one currency and one company. Choose orders that share them.")
            )

    def _prepare_contract_vals(self):
        """Return the values of the contract that these orders become."""
        first = self[0]
        return {
            "company_id": first.company_id.id,
            "partner_id": first.partner_id.id,
            "partner_invoice_id": first.partner_invoice_id.id,
            "client_order_ref": first.client_order_ref,
            "user_id": first.user_id.id,
            "team_id": first.team_id.id,
            "lead_id": self.opportunity_id[:1].id,
            "subject": self._get_contract_subject(),
            "currency_id": first.currency_id.id,
            "fiscal_position_id": first.fiscal_position_id.id,
            "payment_term_id": first.payment_term_id.id,
            "note": first.note,
            "type_id": self.env["sales.contract"].with_company(first.company_id)._get_default_type().id,
            "line_ids": [fields.Command.create(vals) for vals in self._prepare_contract_lines_vals()],
        }

    def _prepare_contract_lines_vals(self):
        """Return the values of the lines that a contract of these orders has."""
        lines = self.order_line.filtered(lambda line: not line.is_downpayment)
        return [line._prepare_contract_line_vals(index) for index, line in enumerate(lines, start=1)]

    def _get_contract_subject(self):
        """Return what the orders are about, in the customer's language: the opportunity, else the first product."""
        local = self.with_context(lang=self[0].partner_id.lang or self.env.lang)
        subject = without_customer(self.opportunity_id[:1].name, self[0].partner_id.commercial_partner_id.name)
        products = local.order_line.filtered(lambda line: not line.is_downpayment).product_id
        if subject or not products:
            return subject
        if len(products) == 1:
            return products.name
        return local.env._("%(product)s and %(count)s more", product=products[0].name, count=len(products) - 1)

    @api.readonly
    def action_view_contract(self):
        """Open the contract of these orders."""
        return self.contract_id._get_records_action(name=self.env._("Contract"))

    # ------------------------------------------------------------
    # INVOICING BY INSTALMENT
    # ------------------------------------------------------------

    def _get_rest_to_invoice(self):
        """Return what no invoice bills yet, tax included, drafts counted as billed."""
        self.ensure_one()
        billed = self.invoice_ids.filtered(lambda move: move.state != "cancel")._get_sale_order_invoiced_amount(self)
        return self.currency_id.round(self.amount_total - billed)

    def _is_rest_to_invoice(self, amount):
        """Say whether ``amount`` is all that is left on these orders, products among it, and may be invoiced now."""
        rest = sum(order._get_rest_to_invoice() for order in self)
        if self[0].currency_id.compare_amounts(rest, amount) or self._has_partly_credited():
            return False
        lines = self.order_line.filtered(lambda line: not line.display_type and not line.is_downpayment)
        return any(lines.mapped("qty_to_invoice")) and all(
            line.product_uom_id.compare(line.qty_to_invoice + line.qty_invoiced, line.product_uom_qty) == 0
            for line in lines
        )

    def _has_partly_credited(self):
        """Say whether a part of a down payment was credited: Odoo deducts a down payment whole, or not at all."""
        invoices = self.invoice_ids.filtered(lambda move: move.move_type == "out_invoice" and move.state == "posted")
        for invoice in invoices.filtered(lambda move: any(move.invoice_line_ids.mapped("is_downpayment"))):
            notes = invoice.reversal_move_ids.filtered(lambda note: note.state != "cancel")
            if notes and invoice.currency_id.compare_amounts(sum(notes.mapped("amount_total")), invoice.amount_total):
                return True
        return False

    def _create_rest_invoices(self):
        """Invoice everything left, with the down payments so far deducted; one invoice per order.

        Taxes are rounded per document, so one invoice of several orders could differ from them by a cent.
        """
        wizard = self.env["sale.advance.payment.inv"].create(
            {
                "sale_order_ids": self.ids,
                "advance_payment_method": "delivered",
                "deduct_down_payments": True,
                "consolidated_billing": False,
            }
        )
        return wizard._create_invoices(self)

    def _create_down_payment_invoice(self, amount, label):
        """Invoice a down payment of ``amount`` (tax included) on this order."""
        self.ensure_one()
        wizard = self.env["sale.advance.payment.inv"].create(
            {"sale_order_ids": self.ids, "advance_payment_method": "fixed", "fixed_amount": amount}
        )
        invoice = wizard._create_invoices(self)
        invoice.invoice_line_ids.filtered("is_downpayment").name = label
        return invoice
