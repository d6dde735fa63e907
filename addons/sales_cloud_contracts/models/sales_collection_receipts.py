from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.sales_cloud_core.tools.money import split_exact

from ..tools.receiving import Receipt, Share


class SalesCollection(models.Model):
    """One receipt over several instalments and contracts of a customer, with all that finance knows about it."""

    _inherit = "sales.collection"

    @api.model
    def action_register_receipts(
        self,
        shares,
        amount,
        date=None,
        journal_id=None,
        memo=None,
        currency_id=None,
        keep_rest=False,
        means="transfer",
        bill_number=None,
        bill_maturity=None,
    ):
        """Register money that came in for several instalments of one customer: exactly one payment (finance only).

        :param list shares: (id of the instalment, amount[, early payment discount]), in the contracts' currency
        :param float amount: what came in, in the currency of the receipt
        :param date: day the money came in, today when left out
        :param journal_id: id of a bank or cash journal, the first one when left out
        :param memo: bank reference; one that the bank's lines already brought is refused
        :param currency_id: id of the currency of the receipt, the contracts' when left out
        :param bool keep_rest: what is more than the shares stays the customer's credit; refused otherwise
        :param str means: transfer, or bill with its ``bill_number`` and the date ``bill_maturity``
        :return: the posted account.payment (its id over RPC)
        :raise UserError: also when the shares exceed the amount, or leave a rest that was not asked to be kept
        """
        collections = self.browse([share[0] for share in shares])
        collections._check_payable_together()
        memo = (memo or "").strip()
        currency = self.env["res.currency"].browse(currency_id) or collections[0].currency_id
        receipt = Receipt(
            fields.Date.to_date(date) or fields.Date.context_today(self),
            collections[0]._get_receipt_journal(journal_id),
            currency,
            currency.round(amount),
            memo or ", ".join(collections.mapped("display_name")),
            values=self._prepare_means_vals(collections.company_id, means, bill_number, bill_maturity),
        )
        self._check_reference_free(receipt.journal, memo)
        return self._receive(self._prepare_receipt_shares(shares, receipt, keep_rest), receipt)

    def _prepare_receipt_shares(self, shares, receipt, keep_rest):
        """Return the `Share`s; in another currency than the contracts' they share the whole receipt by amount."""
        collections = self.browse([row[0] for row in shares])  # read together, not one by one
        lines = [(line, row[1], row[2] if len(row) > 2 else 0.0) for line, row in zip(collections, shares, strict=True)]
        currency = lines[0][0].currency_id
        amounts = [currency.round(amount) for _line, amount, _discount in lines]
        if currency == receipt.currency:
            paid = amounts
            self._check_rest(receipt, sum(amounts), keep_rest)
        else:
            paid = split_exact(receipt.amount, amounts, receipt.currency.rounding)
        return [
            Share(line, amount, part, self._get_discount(line, discount, receipt))
            for (line, _amount, discount), amount, part in zip(lines, amounts, paid, strict=True)
        ]

    # ------------------------------------------------------------
    # GUARDS
    # ------------------------------------------------------------

    def _check_payable_together(self):
        if not self:
            raise UserError(self.env._("Choose the instalments that are paid."))
        self._check_finance()
        self._check_one_customer(self)

    def _check_rest(self, receipt, total, keep_rest):
        compare = receipt.currency.compare_amounts(receipt.amount, total)
        if compare < 0:
            raise UserError(
                self.env._(
                    "The instalments get %(total)s, but only %(amount)s came in. Lower the amounts.",
                    total=receipt.currency.format(total),
                    amount=receipt.currency.format(receipt.amount),
                )
            )
        if compare > 0 and not keep_rest:
            raise UserError(
                self.env._(
                    "%s more came in than the instalments get. Add another instalment, or keep the rest as the "
                    "customer's credit.",
                    receipt.currency.format(receipt.amount - total),
                )
            )

    def _check_reference_free(self, journal, memo):
        """Refuse a reference that a line of the bank already brought; that line is claimed instead."""
        domain = [("journal_id", "=", journal.id), ("bank_reference", "=", memo)]
        if memo and self.env["sales.bank.receipt"].search_count(domain, limit=1):
            raise UserError(
                self.env._(
                    "Bank reference %s was imported with the lines of the bank. Claim and confirm that bank receipt "
                    "instead, so that the money counts once.",
                    memo,
                )
            )

    def _get_discount(self, line, discount, receipt):
        """Return the early payment discount, which is given on what is invoiced and in the currency of the contract."""
        discount = line.currency_id.round(discount or 0.0)
        if discount and (discount < 0 or line.currency_id != receipt.currency or not line._get_open_items({})):
            raise UserError(
                self.env._(
                    "An early payment discount is given on a confirmed invoice, paid in its own currency. "
                    "Take it off instalment %s.",
                    line.display_name,
                )
            )
        return discount

    # ------------------------------------------------------------
    # VALUES
    # ------------------------------------------------------------

    def _prepare_means_vals(self, company, means, number, maturity):
        vals = {"receipt_means": means or "transfer"}
        if means == "bill":
            maturity = fields.Date.to_date(maturity)
            if not number or not maturity:
                raise UserError(self.env._("An acceptance bill needs its number and its maturity."))
            vals |= self.env["account.payment"]._prepare_bill_vals(company, number, maturity)
        return vals

    def _find_same_reference(self, journal, memo):
        """Return the payments of this journal that carry the same bank reference."""
        domain = [("journal_id", "=", journal.id), ("memo", "=", memo), ("state", "not in", ("canceled", "rejected"))]
        return self.env["account.payment"].search(domain, limit=1) if memo else self.env["account.payment"]
