from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.sales_cloud_core.models.locking import lock_rows
from odoo.addons.sales_cloud_core.tools.money import split_exact

from ..tools.receiving import Receipt, Share


class SalesBankReceipt(models.Model):
    """Confirming makes the one payment and settles the bank line with it; undoing takes both back.

    The bank line has booked the money on the bank's suspense account. Its item moves to the account of outstanding
    receipts, where the payment has booked the same money, and the two are reconciled: nothing counts twice. Where the
    line is the money of several payments, each gets an item of its own.
    """

    _inherit = "sales.bank.receipt"

    def action_confirm(self, keep_rest=False):
        """Confirm the claims of these receipts (finance only): one payment each, reconciled.

        :param bool keep_rest: what nobody claimed stays open as the customer's credit; refused otherwise
        :raise UserError: unclaimed, disputed, decided already, or an instalment has less left than claimed
        """
        self._check_finance()
        for receipt in self:
            receipt._lock_for_decision()
            claims = receipt.claim_ids.filtered(lambda claim: claim.state == "submitted")
            receipt._check_confirmable(keep_rest)
            receipt._check_period_is_open()
            payment = self.env["sales.collection"]._receive(receipt._prepare_shares(claims), receipt._prepare_receipt())
            receipt._settle_line(payment)
            receipt._close(payment)
            # sudo: claims are changed by their own actions alone, which have checked who calls
            claims.sudo().write({"state": "confirmed", "verdict_by": self.env.uid})
        return True

    def action_confirm_rest(self):
        """Confirm, and keep what nobody claimed as the customer's credit (finance only)."""
        return self.action_confirm(keep_rest=True)

    def action_undo(self, reason):
        """Take a confirmation back (finance only): payment, reconciliation and credit are as if it had not been.

        :param str reason: why; the claimants read it
        """
        self._check_finance()
        reason = self.env["sales.bank.claim"]._require_reason(reason)
        for receipt in self:
            lock_rows(receipt)
            if receipt.state != "confirmed":
                raise UserError(
                    self.env._("Receipt %s is not confirmed, so there is nothing to undo.", receipt.display_name)
                )
            receipt._check_period_is_open()
            # sudo: receipts and claims are changed by their own actions alone, which have checked who calls
            claims = receipt.claim_ids.filtered(lambda claim: claim.state == "confirmed").sudo()
            payments, is_linked = receipt.payment_ids, receipt.is_linked
            receipt._open_again(payments)
            receipt._unsettle_line()
            receipt._release_payments(payments, is_linked)
            claims.write({"state": "undone", "verdict_reason": reason, "verdict_by": self.env.uid})
            receipt._message_log(body=self.env._("Confirmation undone: %s", reason))
            claims._tell_losers()
        return True

    # ------------------------------------------------------------
    # GUARDS AND VALUES
    # ------------------------------------------------------------

    def _check_confirmable(self, keep_rest):
        compare = self.currency_id.compare_amounts
        if self.state == "unclaimed":
            refusal = self.env._("Nobody has claimed receipt %s. Claim it for instalments first.", self.display_name)
        elif self.state == "disputed":
            refusal = self.env._(
                "Receipt %s is claimed more than once. Decide for one of the claims first.", self.display_name
            )
        elif compare(self.amount_claimed, self.amount) < 0 and not keep_rest:
            refusal = self.env._(
                "%(rest)s of receipt %(name)s is not claimed. Let somebody claim it, or keep it as the customer's "
                "credit.",
                rest=self.currency_id.format(self.amount_unclaimed),
                name=self.display_name,
            )
        else:
            return
        raise UserError(refusal)

    def _check_period_is_open(self):
        line = self.statement_line_id
        locks = self.company_id._get_violated_lock_dates(line.date, False, line.journal_id)
        if locks:
            raise UserError(
                self.env._(
                    "Receipt %(name)s is of a period that is locked: %(locks)s. Ask accounting to open it first.",
                    name=self.display_name,
                    locks=self.company_id._format_lock_dates(locks),
                )
            )

    def _prepare_shares(self, claims):
        """Return one share for each instalment, also when two people claimed parts of it."""
        return [
            Share(collection, sum(lines.mapped("amount")), sum(lines.mapped("amount_received")))
            for collection, lines in claims.line_ids.grouped("collection_id").items()
        ]

    def _prepare_receipt(self):
        money, _suspense, _others = self.statement_line_id._seek_for_lines()
        return Receipt(
            date=self.date,
            journal=self.journal_id,
            currency=self.currency_id,
            amount=self.amount,
            memo=self.bank_reference or self.label or self.name,
            balance=sum(money.mapped("balance")),
            from_bank=True,
        )

    # ------------------------------------------------------------
    # THE BANK LINE
    # ------------------------------------------------------------

    def _settle_line(self, payments, charge=None):
        """Let an item for each payment take the place of the suspense item, and reconcile it with that payment.

        :param dict charge: values of the item of what the bank kept, in the currency of the receipt
        """
        line = self.statement_line_id
        money, suspense, others = line._seek_for_lines()
        if others or len(suspense) != 1:
            raise UserError(
                self.env._("The bank line of receipt %s was changed in accounting. Undo that first.", self.display_name)
            )
        first, *more = self._prepare_settled_items(suspense, payments, charge)
        commands = [Command.update(suspense.id, first), *(Command.create(item) for item in more)]
        # Odoo's own steps change the entry of a bank line with this flag, too
        line.move_id.with_context(skip_readonly_check=True).write({"line_ids": commands})
        for payment, item in zip(payments, (line.line_ids - money).sorted("id"), strict=False):
            (item | payment._get_waiting_item()).reconcile()

    def _prepare_settled_items(self, suspense, payments, charge):
        """Return the values of the items of the payments, and of the charge; they make what the bank line booked."""
        own = self.company_id.currency_id
        common = {"name": suspense.name, "currency_id": suspense.currency_id.id}
        charges = []
        if charge:
            worth = own.round(-suspense.balance * charge["amount_currency"] / self.amount)
            charges = [{**common, **charge, "balance": worth}]
        total = suspense.balance - sum(item["balance"] for item in charges)
        parts = split_exact(total, [payment._get_waiting_amount() for payment in payments], own.rounding)
        items = [
            {
                **common,
                "account_id": payment._get_waiting_item().account_id.id,
                "partner_id": payment.partner_id.id,
                "amount_currency": -payment._get_waiting_amount(),
                "balance": part,
            }
            for payment, part in zip(payments, parts, strict=True)
        ]
        return [*items, *charges]

    def _unsettle_line(self):
        """Part the bank line from its payments, and put what it booked back on the suspense account."""
        line = self.statement_line_id
        money, _suspense, others = line._seek_for_lines()
        others.remove_move_reconcile()
        first, *more = others.sorted("id")
        suspense = {
            "account_id": self.journal_id.suspense_account_id.id,
            "partner_id": money.partner_id.id,
            "amount_currency": sum(others.mapped("amount_currency")),
            "balance": sum(others.mapped("balance")),
        }
        commands = [Command.update(first.id, suspense), *(Command.delete(item.id) for item in more)]
        line.move_id.with_context(skip_readonly_check=True, force_delete=True).write({"line_ids": commands})

    # ------------------------------------------------------------
    # THE PAYMENTS
    # ------------------------------------------------------------

    def _close(self, payments, **values):
        """Record that these payments are the money of this receipt."""
        # sudo: receipts are changed by their own actions alone, which have checked who calls
        receipt = self.sudo()
        receipt.write({"state": "confirmed", "confirmed_by": self.env.uid, **values})
        payments.sudo().bank_receipt_id = receipt  # sudo: see above

    def _open_again(self, payments):
        # sudo: receipts are changed by their own actions alone, which have checked who calls
        payments.sudo().bank_receipt_id = False
        self.sudo().write(self._prepare_open_vals())  # sudo: see above

    def _prepare_open_vals(self):
        return {"state": "unclaimed", "confirmed_by": False}

    def _release_payments(self, payments, is_linked):
        """Cancel the payment that the confirmation made; those that were registered by hand stay."""
        if not is_linked:
            payments.move_id.line_ids.remove_move_reconcile()
            payments.collection_match_ids.unlink()
            payments.action_draft()
            payments.action_cancel()

    def action_view_payment(self):
        """Open the payments that this receipt is the money of."""
        self._check_finance()
        return self.payment_ids._get_records_action(name=self.env._("Payments"))
