from odoo import Command, fields, models
from odoo.exceptions import UserError

from odoo.addons.sales_cloud_core.models.locking import lock_rows

from ..tools.receiving import pieces_of


class SalesRefund(models.Model):
    """Finance carries a refund out with real documents, so that instalment and ledger follow by themselves.

    Money goes back first from an advance. Money that paid an invoice goes back either against a credit note, or by
    taking the payment off the invoice, which is then due again.
    """

    _inherit = "sales.refund"

    def action_carry_out(self):
        """Make the credit note and the payment of approved refunds (finance only).

        :raise UserError: not approved, carried out already, or less is collected than when it was approved
        """
        self._check_finance()
        for refund in self:
            lock_rows(refund)
            if refund.state != "approved":
                raise UserError(self.env._("%s is not approved, or carried out already.", refund.display_name))
            refund._check_possible()
            refund.date = refund.date or fields.Date.context_today(refund)
            moves, payment = refund._book()
            refund.sudo().write(  # sudo: the status follows its own buttons alone
                {
                    "state": "done",
                    "move_ids": [Command.set(moves.ids)],
                    "payment_id": payment.id,
                    "journal_id": payment.journal_id.id,
                }
            )
            refund._tell_requester(lambda asked: asked.env._("The refund is carried out."))
        return True

    def _book(self):
        """Return (credit notes, payment)."""
        none = self.env["account.payment"]
        if self.kind == "credit":
            return self._credit_invoices(self.amount, is_open=True), none
        payment = self._create_payment()
        money = payment.move_id._get_receivable_lines()
        left = self.currency_id.round(
            self.amount - (0.0 if self.kind == "money_credit" else self._return_advance(money))
        )
        moves = self.env["account.move"]
        if left > 0 and self.kind == "money_credit":
            moves = self._credit_invoices(left, is_open=False)
            (moves._get_receivable_lines() | money).reconcile()
        elif left > 0:
            self._take_off_invoices(money)
        return moves, payment

    # ------------------------------------------------------------
    # MONEY
    # ------------------------------------------------------------

    def _create_payment(self):
        journal = self.journal_id or self.collection_id._get_receipt_journal(False)
        payment = (
            self.env["account.payment"]
            .with_company(self.company_id)
            .create(
                {
                    "company_id": self.company_id.id,  # a branch books with the journals of its parent
                    "payment_type": "outbound",
                    "partner_type": "customer",
                    "partner_id": self.collection_id._get_receipt_partner().id,
                    "amount": self.amount,
                    "currency_id": self.currency_id.id,
                    "date": self.date,
                    "journal_id": journal.id,
                    "memo": self.display_name,
                }
            )
        )
        payment.action_post()
        return payment

    def _return_advance(self, money):
        """Reconcile the refund with the advances of the instalment, and return how much of it they took."""
        before = money.amount_residual_currency
        for match in self.collection_id.match_ids.filtered("amount_advance"):
            items = match.payment_line_id or match.payment_id._get_free_items()
            for item in items.filtered(lambda line: not line.reconciled):
                if not money.reconciled:
                    (money | item).reconcile()
        return self.currency_id.round(before - money.amount_residual_currency)

    def _take_off_invoices(self, money):
        """Take the rest of the refund off what paid the invoices, the latest payment first; they are due again."""
        moves = self.collection_id.match_ids.move_id.filtered(lambda move: move.state == "posted")
        paid = moves._get_receivable_lines().matched_credit_ids.credit_move_id.filtered(
            lambda line: line.move_id.origin_payment_id
        )
        for item in paid.sorted(lambda line: (line.date, line.id), reverse=True):
            if money.reconciled:
                break
            invoices = item.matched_debit_ids.debit_move_id
            item.remove_move_reconcile()
            (money | item).reconcile()
            if not item.reconciled:
                (item | invoices).reconcile()

    # ------------------------------------------------------------
    # CREDIT NOTES
    # ------------------------------------------------------------

    def _credit_invoices(self, amount, is_open):
        """Create and confirm credit notes of the instalment's invoices for ``amount``, oldest invoice first.

        :param is_open: let them close what is unpaid of their invoices
        """
        field = "amount_invoiced" if is_open else "amount_settled"
        matches = self.collection_id.match_ids.filtered("move_id")
        credit_notes = self.env["account.move"]
        for index, part in pieces_of(amount, matches.mapped(field)):
            if index is None:
                raise UserError(self.env._("Less is invoiced than %s says. Lower the amount.", self.display_name))
            invoice = matches[index].move_id
            credit_note = self._create_credit_note(invoice, part)
            credit_note.action_post()
            items = (credit_note | invoice)._get_receivable_lines().filtered(lambda line: not line.reconciled)
            if is_open and invoice.amount_residual:
                items.reconcile()
            credit_notes |= credit_note
        return credit_notes

    def _create_credit_note(self, invoice, amount):
        """Return the draft credit note: the whole invoice mirrored, or one line per combination of taxes."""
        values = {"invoice_date": self.date, "date": self.date, "ref": self.display_name}
        if not self.currency_id.compare_amounts(amount, invoice.amount_total):
            return invoice._reverse_moves([values])
        label = self.env._("Refund: %s", invoice.name)
        account = invoice.invoice_line_ids.filtered("account_id")[:1].account_id
        lines = [
            {**line, "is_downpayment": False, "account_id": account.id}
            for line in self.contract_id._prepare_down_payment_line_vals(amount, label)
        ]
        return self.env["account.move"].create(
            {
                **self.contract_id._prepare_invoice_vals(lines),
                **values,
                "move_type": "out_refund",
                "reversed_entry_id": invoice.id,
                "refunded_collection_id": self.collection_id.id,
                "invoice_payment_term_id": False,
            }
        )
