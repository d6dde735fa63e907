from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.sales_cloud_core.tools.money import split_exact

from .account_payment_means import RECEIVED_STATES


class AccountPayment(models.Model):
    """Payments matched with instalments before there is an invoice are advances."""

    _inherit = "account.payment"

    collection_match_ids = fields.One2many("sales.collection.match", "payment_id", "Instalments", copy=False)
    bank_receipt_id = fields.Many2one(
        "sales.bank.receipt",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The bank line of this money; it comes only once.",
    )

    def write(self, vals):
        self._check_single_item(vals)
        return super().write(vals)

    def unlink(self):
        """Deleted payments leave their instalments first."""
        # sudo: the plan follows the books, whoever keeps them
        self.sudo().collection_match_ids.unlink()
        return super().unlink()

    def _check_single_item(self, vals):
        """Odoo rewrites a payment's entry as two items; one over several instalments is made anew instead."""
        if not set(self._get_trigger_fields_to_synchronize()) & vals.keys():
            return
        for payment in self:
            if payment.move_id.state == "draft" and len(payment.move_id._get_receivable_lines()) > 1:
                raise UserError(
                    self.env._(
                        "%s pays several instalments, so it cannot be changed. Cancel it and register the receipt "
                        "again.",
                        payment.display_name,
                    )
                )

    # ------------------------------------------------------------
    # ADVANCES
    # ------------------------------------------------------------

    def _get_advance(self):
        """Return what of this payment is received and neither reconciled nor kept for an instalment by an item of its
        own, in its currency (negative for outbound).

        A payment without a journal entry has nothing to reconcile: it counts in full once it is in process.
        """
        self.ensure_one()
        sign = 1 if self.payment_type == "inbound" else -1
        if self.state not in RECEIVED_STATES or self.is_uncollected:
            return 0.0
        if not self.move_id:
            return sign * self.amount
        lines = self._get_free_items().filtered(lambda line: line.parent_state == "posted")
        return self.currency_id.round(-sum(lines.mapped("amount_residual_currency")))

    def _get_free_items(self):
        """Return the receivable items that no match keeps for its instalment."""
        return self.move_id._get_receivable_lines() - self.collection_match_ids.payment_line_id

    # ------------------------------------------------------------
    # RECEIPTS
    # ------------------------------------------------------------

    def _get_receipt_account(self, receipt):
        """Return the account that holds a `tools.receiving.Receipt` until the bank line is matched with it.

        Where there is a bank line already, that has booked the bank account itself.
        """
        journal, from_bank = receipt.journal, receipt.from_bank
        # sudo: which account a receipt goes through is set-up, not a secret
        account = journal.sudo()._get_available_payment_method_lines("inbound")[:1].payment_account_id
        if not account or (from_bank and not account.reconcile):
            account = self.new({"journal_id": journal.id})._get_outstanding_account("inbound")
        if from_bank and not account.reconcile:
            raise UserError(
                self.env._(
                    "%(account)s of %(journal)s cannot be reconciled, so a bank line cannot be matched with the "
                    "receipt. Set an outstanding receipts account on the journal.",
                    account=account.display_name,
                    journal=journal.display_name,
                )
            )
        return account

    def _prepare_receipt_items(self, items, receipt, currency, account):
        """Return the commands that create the journal items of a receipt: money, one per item, the rest, discounts.

        :param items: list of `tools.receiving.Item`; their ``balance`` is set here
        :param currency: of the contracts
        :param account: that holds the money until the bank line is matched with it
        """
        rest = receipt.currency.round(receipt.amount - sum({id(i.share): i.share.paid for i in items}.values()))
        discounts = self._prepare_discounts(items, receipt, currency)
        rest_balance = self._set_balances(items, receipt, currency, rest)
        discounted = sum(line["balance"] for line in discounts)
        credits = [self._prepare_receivable(item, currency) for item in items]
        if not receipt.currency.is_zero(rest):
            credits.append(self._prepare_rest(receipt, rest, rest_balance))
        money = {
            "name": receipt.memo,
            "date_maturity": receipt.date,
            "amount_currency": receipt.amount,
            "currency_id": receipt.currency.id,
            "balance": -sum(line["balance"] for line in credits) - discounted,
            "partner_id": self.partner_id.id,
            "account_id": account.id,
        }
        return [Command.create(line) for line in [money, *credits, *discounts]]

    def _set_balances(self, items, receipt, currency, rest):
        """Give each item its worth in the company's currency, and return that of the rest."""
        company = receipt.journal.company_id
        own = company.currency_id
        if currency == own:
            for item in items:
                item.balance = item.amount
            return receipt.currency._convert(rest, own, company, receipt.date)
        total = receipt.balance
        if total is None:
            total = receipt.currency._convert(receipt.amount, own, company, receipt.date)
        parts = split_exact(total, [*(item.paid for item in items), rest], own.rounding)
        for item, part in zip(items, parts, strict=False):
            worth = item.share.discount and currency._convert(item.share.discount, own, company, receipt.date)
            item.balance = own.round(part + (worth if item is self._get_discounted(item.share, items) else 0.0))
        return parts[-1]

    def _get_discounted(self, share, items):
        """Return the item that carries the discount of a share: its last one."""
        return [item for item in items if item.share is share][-1]

    def _prepare_receivable(self, item, currency):
        account = item.target.account_id or self.destination_account_id
        return {
            "name": item.share.collection.display_name,
            "date_maturity": self.date,
            "amount_currency": -item.amount,
            "currency_id": currency.id,
            "balance": -item.balance,
            "partner_id": (item.target.partner_id or self.partner_id).id,
            "account_id": account.id,
        }

    def _prepare_rest(self, receipt, rest, balance):
        return {
            "name": self.env._("Credit of the customer: %s", receipt.memo),
            "date_maturity": receipt.date,
            "amount_currency": -rest,
            "currency_id": receipt.currency.id,
            "balance": -balance,
            "partner_id": self.partner_id.id,
            "account_id": self.destination_account_id.id,
        }

    def _prepare_discounts(self, items, receipt, currency):
        """Return the items of early payment discounts, on the account that the company keeps for them."""
        shares = {id(item.share): item.share for item in items if item.share.discount}
        company = receipt.journal.company_id
        account = company.account_journal_early_pay_discount_loss_account_id
        if shares and not account:
            raise UserError(
                self.env._("%s has no account for cash discounts. Set one in the accounting settings.", company.name)
            )
        return [
            {
                "name": self.env._("Early payment discount: %s", share.collection.display_name),
                "amount_currency": share.discount,
                "currency_id": currency.id,
                "balance": currency._convert(share.discount, company.currency_id, company, receipt.date),
                "partner_id": self.partner_id.id,
                "account_id": account.id,
            }
            for share in shares.values()
        ]
