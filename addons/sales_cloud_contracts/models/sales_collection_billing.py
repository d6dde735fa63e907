from odoo import models
from odoo.exceptions import AccessError, UserError

# Of a terminated contract only what its settlement left open can still be invoiced.
BILLABLE_STATES = ("signed", "running", "terminated")


class SalesCollection(models.Model):
    """Finance invoices an instalment."""

    _inherit = "sales.collection"

    # ------------------------------------------------------------
    # INVOICE
    # ------------------------------------------------------------

    def action_create_invoice(self):
        """Create the draft customer invoice of each of these instalments (finance only).

        :return: action that opens the invoices (``res_id`` when there is one)
        :raise AccessError: the user is not in the finance group
        :raise UserError: not signed, waived, or already invoiced
        """
        self._check_finance()
        invoices = self.env["account.move"]
        for line in self.sorted(lambda line: (line.contract_id.id, line.sequence)):
            line._check_billable()
            invoices |= line._create_invoices(line._get_amount_to_bill())
        return invoices._get_records_action(name=self.env._("Invoices"))

    def _create_invoices(self, amount):
        """Create the draft invoices that bill ``amount`` of this instalment; the caller has checked it."""
        moves = self.contract_id._create_instalment_invoices(amount, self.display_name, self.order_id)
        self._after_invoice_created(moves, amount)
        return moves

    def _check_billable(self):
        if self.contract_id.state not in BILLABLE_STATES:
            raise UserError(
                self.env._(
                    "Contract %s is not in force, so it cannot be invoiced. Sign it, or put it in force, first.",
                    self.contract_id.display_name,
                )
            )
        if self.state == "waived":
            raise UserError(self.env._("Instalment %s is waived. Take the waiver back first.", self.display_name))
        if self.currency_id.compare_amounts(self._get_amount_to_bill(), 0.0) <= 0:
            raise UserError(
                self.env._("Instalment %s is already invoiced. Open its invoice instead.", self.display_name)
            )
        self._check_not_invoiced_outside()

    def _check_not_invoiced_outside(self):
        """Refuse to bill what somebody invoiced from the orders themselves, past the contract."""
        contract = self.contract_id
        # sudo: an invoice counts, whether or not the caller may see the order
        moves = contract.sudo().order_ids.invoice_ids.filtered(lambda move: move.state != "cancel")
        outside = moves.filtered(lambda move: not (move | move.reversed_entry_id).collection_match_ids)
        billed = sum(move.direction_sign * -move.amount_total for move in outside) + contract.amount_invoiced
        total = self.currency_id.round(billed + self._get_amount_to_bill())
        if outside and self.currency_id.compare_amounts(total, contract.amount_total) > 0:
            raise UserError(
                self.env._(
                    "The order of contract %(contract)s was invoiced outside the contract: %(invoices)s. Credit or "
                    "delete that first, so that nothing is invoiced twice.",
                    contract=contract.display_name,
                    invoices=", ".join(outside.mapped("display_name")),
                )
            )

    def _get_amount_to_bill(self):
        billed = sum(match._get_amount_taken() for match in self.match_ids.filtered("move_id"))
        return self.currency_id.round(self.amount - billed)

    def _after_invoice_created(self, moves, amount):
        """Match the new invoices, which are due when the instalment is."""
        due = {"invoice_payment_term_id": False, "invoice_date_due": self.date_due} if self.date_due else {}
        if due:
            moves.write(due)
        amounts = self._get_amounts_on(moves, amount)
        self.env["sales.collection.match"].create(
            [
                {"collection_id": self.id, "move_id": move.id, "amount": amount}
                for move, amount in zip(moves, amounts, strict=True)
            ]
        )

    def _get_amounts_on(self, moves, amount):
        """Return what each new invoice bills, and refuse when Odoo's invoices do not make the instalment."""
        amounts = moves.mapped("amount_total")
        if any(move.move_type != "out_invoice" for move in moves) or self.currency_id.compare_amounts(
            sum(amounts), amount
        ):
            raise UserError(
                self.env._(
                    "The invoice of instalment %(name)s would total %(total)s instead of %(amount)s. "
                    "Check whether the order was changed or invoiced outside the contract, and plan again.",
                    name=self.display_name,
                    total=self.currency_id.format(sum(amounts)),
                    amount=self.currency_id.format(amount),
                )
            )
        return amounts

    # ------------------------------------------------------------
    # RIGHTS
    # ------------------------------------------------------------

    def _check_finance(self):
        self.check_access("read")
        if not self._is_finance():
            raise AccessError(
                self.env._("Only finance can invoice an instalment or register a receipt. Ask finance to do it.")
            )

    def _is_finance(self):
        return self.env.su or self.env.user.has_group("sales_cloud_contracts.group_finance")
