from odoo import models
from odoo.exceptions import UserError

from ..tools.receiving import Receipt, Share


class SalesBankReceipt(models.Model):
    """Confirming makes the one payment and settles the bank line with it; undoing takes both back.

    The bank line has booked the money on the bank's suspense account. Its item moves to the account of outstanding
    receipts, where the payment has booked the same money, and the two are reconciled: nothing counts twice.
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
            payment = self.env["sales.collection"]._receive(receipt._prepare_shares(claims), receipt._prepare_receipt())
            receipt._settle_line(payment)
            # sudo: receipts and claims are changed by their own actions alone, which have checked who calls
            receipt.sudo().write({"state": "confirmed", "payment_id": payment.id, "confirmed_by": self.env.uid})
            claims.sudo().write({"state": "confirmed", "verdict_by": self.env.uid})  # sudo: see above
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
            receipt._lock()
            if receipt.state != "confirmed":
                raise UserError(
                    self.env._("Receipt %s is not confirmed, so there is nothing to undo.", receipt.display_name)
                )
            # sudo: receipts and claims are changed by their own actions alone, which have checked who calls
            claims = receipt.claim_ids.filtered(lambda claim: claim.state == "confirmed").sudo()
            payment = receipt.payment_id
            is_linked = receipt.is_linked
            receipt.sudo().write(  # sudo: see above
                {"state": "unclaimed", "payment_id": False, "confirmed_by": False, "is_linked": False}
            )
            receipt._unsettle_line(payment)
            receipt._release_payment(payment, is_linked)
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

    def _settle_line(self, payment):
        """Move the suspense item of the bank line to where the payment is outstanding, and reconcile the two."""
        _money, suspense, others = self.statement_line_id._seek_for_lines()
        if others or len(suspense) != 1:
            raise UserError(
                self.env._("The bank line of receipt %s was changed in accounting. Undo that first.", self.display_name)
            )
        suspense.write({"account_id": payment.outstanding_account_id.id, "partner_id": payment.partner_id.id})
        outstanding, _counterparts, _rest = payment._seek_for_lines()
        (suspense | outstanding).reconcile()

    def _unsettle_line(self, payment):
        """Part the bank line from the payment, and put its item back on the suspense account."""
        money, _suspense, others = self.statement_line_id._seek_for_lines()
        others.remove_move_reconcile()
        others.write({"account_id": self.journal_id.suspense_account_id.id, "partner_id": money.partner_id.id})

    def _release_payment(self, payment, is_linked):
        """Cancel a payment that the confirmation made; one that was registered by hand stays."""
        if not is_linked:
            payment.move_id.line_ids.remove_move_reconcile()
            payment.collection_match_ids.unlink()
            payment.action_draft()
            payment.action_cancel()

    def action_view_payment(self):
        """Open the payment that the confirmation made."""
        self._check_finance()
        return self.payment_id._get_records_action(name=self.env._("Payment"))
