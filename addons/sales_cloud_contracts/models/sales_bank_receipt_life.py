from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from odoo.addons.sales_cloud_core.models.locking import lock_rows
from odoo.addons.sales_cloud_core.tools.names import company_key

from ..tools import claiming


class SalesBankReceipt(models.Model):
    """From the claim to the confirmation, and back."""

    _inherit = "sales.bank.receipt"

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_claim(self, shares, note=None, proof=None, filename=None):
        """Claim this receipt for instalments of contracts that the caller may edit.

        Claims that together exceed the receipt, or name different customers, become a dispute that finance decides.

        :param list shares: (id of the instalment, amount in the contract's currency[, amount in the receipt's])
        :param str note: what finance should know
        :param proof: base64 file; required when somebody else than the customer paid
        :return: the `sales.bank.claim` (its id over RPC)
        :raise AccessError: a contract is not the caller's
        :raise UserError: the receipt is taken, an amount is too high, or proof is missing
        """
        self.ensure_one()
        self.check_access("read")
        self._check_may_claim()
        self._lock_for_decision()
        claim_lines = [self._prepare_claim_line_vals(*share) for share in shares]
        collections = self.env["sales.collection"].browse([line["collection_id"] for line in claim_lines])
        collections.check_access("write")
        collections._check_one_customer(collections)
        self._check_shares(claim_lines)
        is_third_party = self._is_third_party(collections)
        if is_third_party and not proof:
            self._refuse_third_party(collections)
        vals = {"is_third_party": is_third_party, "note": note, "proof": proof, "proof_filename": filename}
        # sudo: claims are made by this action alone, which has checked receipt and contracts
        claim = self.env["sales.bank.claim"].sudo().create(self._prepare_claim_vals(claim_lines, **vals))
        claim.receipt_id._after_claim(claim)
        return claim.sudo(False)

    def action_ignore(self, reason):
        """Set receipts aside that no customer paid, such as interest (finance only).

        :param str reason: what it is
        """
        self._check_finance()
        reason = self.env["sales.bank.claim"]._require_reason(reason)
        for receipt in self:
            lock_rows(receipt)
            if receipt.state != "unclaimed":
                raise UserError(
                    self.env._("Receipt %s is claimed. Decide about its claims first.", receipt.display_name)
                )
            receipt.sudo().write({"state": "ignored", "ignore_reason": reason})  # sudo: finance is checked above
        return True

    def action_reopen(self):
        """Take receipts back into the list that were set aside (finance only)."""
        self._check_finance()
        ignored = self.filtered(lambda receipt: receipt.state == "ignored")
        ignored.sudo().write({"state": "unclaimed", "ignore_reason": False})  # sudo: finance is checked above
        return True

    # ------------------------------------------------------------
    # GUARDS
    # ------------------------------------------------------------

    def _check_finance(self):
        self.check_access("read")
        if not self.env["sales.collection"]._is_finance():
            raise AccessError(self.env._("Only finance decides about bank receipts. Ask finance to do it."))

    def _check_may_claim(self):
        is_claimant = self.env.user.has_group("sales_cloud_contracts.group_claim_receipts")
        if not is_claimant and not self.env["sales.collection"]._is_finance():
            raise AccessError(self.env._("You may not claim bank receipts. Ask finance to do it."))

    def _lock_for_decision(self):
        """Lock this receipt, and refuse when it is decided or settled in accounting."""
        lock_rows(self)
        if self.state in ("confirmed", "ignored"):
            raise UserError(
                self.env._("Receipt %s is decided already. Reload the page to see by whom.", self.display_name)
            )
        if self.is_reconciled:
            raise UserError(
                self.env._(
                    "Receipt %s is already reconciled in accounting, so it cannot be claimed.", self.display_name
                )
            )

    def _check_shares(self, claim_lines):
        if not claim_lines:
            raise UserError(self.env._("Say which instalments are paid. A claim needs at least one."))
        for line in claim_lines:
            collection = self.env["sales.collection"].browse(line["collection_id"])
            collection._check_receipt(line["amount"], self.date)
        total = sum(line["amount_received"] for line in claim_lines)
        if self.currency_id.compare_amounts(total, self.amount) > 0:
            raise UserError(
                self.env._(
                    "%(claimed)s is more than the %(amount)s that came in. Lower the amounts.",
                    claimed=self.currency_id.format(total),
                    amount=self.currency_id.format(self.amount),
                )
            )

    def _is_third_party(self, collections):
        partners = collections.partner_id.commercial_partner_id | collections._get_receipt_partner()
        return claiming.is_third_party(
            self.partner_id.id,
            self._get_payer_key(),
            set(partners.ids),
            [company_key(partner.name) for partner in partners],
        )

    def _refuse_third_party(self, collections):
        raise UserError(
            self.env._(
                "%(payer)s is not the customer %(customer)s. Attach the proof that it pays for the customer.",
                payer=self.payer_name or self.partner_id.name,
                customer=collections.partner_id[:1].name,
            )
        )

    # ------------------------------------------------------------
    # VALUES AND HOOKS
    # ------------------------------------------------------------

    def _prepare_claim_vals(self, claim_lines, **vals):
        return {
            "receipt_id": self.id,
            "user_id": self.env.uid,
            "line_ids": [Command.create(line) for line in claim_lines],
            **vals,
        }

    def _prepare_claim_line_vals(self, collection_id, amount, received=None):
        collection = self.env["sales.collection"].browse(collection_id)
        amount = collection.currency_id.round(amount)
        if not received:
            received = collection.currency_id._convert(amount, self.currency_id, self.company_id, self.date)
        if collection.currency_id == self.currency_id:
            received = amount
        return {
            "collection_id": collection_id,
            "amount": amount,
            "amount_received": self.currency_id.round(received),
        }

    def _after_claim(self, claim):
        """Let the state follow, and tell those who compete."""
        before = self.state
        self._update_state()
        self._message_log(
            body=self.env._(
                "Claimed by %(user)s: %(amount)s for %(lines)s",
                user=claim.user_id.name,
                amount=self.currency_id.format(claim.amount),
                lines=", ".join(claim.line_ids.collection_id.mapped("display_name")),
            )
        )
        if self.state == "disputed" and before != "disputed":
            rivals = self.claim_ids.filtered(lambda other: other.state == "submitted")
            self.message_notify(
                partner_ids=(rivals.user_id - self.env.user).partner_id.ids,
                subject=self.env._("Claimed by somebody else, too: %s", self.name),
                body=self.env._("Finance decides. Add what speaks for your claim to the receipt."),
                model_description=self.env._("Bank Receipt"),
            )
