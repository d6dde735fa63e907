from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.sales_cloud_core.tools.money import split_exact
from odoo.addons.sales_cloud_core.tools.names import company_key

from ..tools import claiming
from ..tools.receiving import Item, Receipt, Share, pieces_of
from .sales_contract import LOOSE_STATES


class SalesCollection(models.Model):
    """Finance registers what came in: one payment, however many instalments and invoices it pays.

    The payment has one receivable item for each invoice or advance, so that every instalment gets exactly its amount.
    """

    _inherit = "sales.collection"

    def action_register_receipt(self, amount, date=None, journal_id=None, memo=None):
        """Register money that came in for this instalment (finance only).

        It pays the confirmed invoice of the instalment; without an invoice it is kept as an advance, which the
        invoice takes when it is confirmed.

        :param amount: in the contract's currency, tax included, at most what is left to collect
        :param date: day the money came in, today when left out; not in the future
        :param journal_id: id of a bank or cash journal of the contract's company, the first one when left out
        :param memo: bank reference
        :return: the posted account.payment (its id over RPC)
        :raise AccessError: the user is not in the finance group
        :raise UserError: not in force, already paid, over-payment, draft invoice, wrong company or journal
        """
        self.ensure_one()
        self._check_finance()
        amount = self.currency_id.round(amount)
        receipt = Receipt(
            date=fields.Date.to_date(date) or fields.Date.context_today(self),
            journal=self._get_receipt_journal(journal_id),
            currency=self.currency_id,
            amount=amount,
            memo=memo or self.display_name,
        )
        return self._receive([Share(self, amount, amount)], receipt)

    @api.model
    def _receive(self, shares, receipt):
        """Make the one payment of a receipt and reconcile it.

        :param list shares: `Share` of each instalment, all of one customer, currency and company
        :param receipt: `Receipt`; what it is more than its shares stays open as the customer's credit
        :return: the posted account.payment
        """
        self._check_one_customer([share.collection for share in shares])
        for share in shares:
            share.collection._check_receipt(share.amount + share.discount, receipt.date)
        items = self._lay_out_items(shares)
        payment = self._create_receipt(shares, items, receipt)
        self._settle_items(payment, items)
        collections = self.browse([share.collection.id for share in shares])
        collections._after_receipt(payment, {share.collection.id: share.amount for share in shares})
        return payment

    # ------------------------------------------------------------
    # GUARDS
    # ------------------------------------------------------------

    def _check_one_customer(self, collections):
        lines = self.browse([line.id for line in collections])
        if len(set(lines.ids)) != len(lines):
            raise UserError(self.env._("An instalment is named twice. Name it once, with its whole amount."))
        if len(lines._get_receipt_partner()) > 1 or len(lines.currency_id) > 1 or len(lines.company_id) > 1:
            raise UserError(
                self.env._(
                    "One receipt pays contracts of one customer, one currency and one company. Split the receipt, or "
                    "choose other instalments."
                )
            )

    def _check_receipt(self, amount, date):
        compare = self.currency_id.compare_amounts
        if self.contract_id.state in LOOSE_STATES:
            refusal = self.env._("Contract %s is not signed yet. Sign it first.", self.contract_id.display_name)
        elif self.company_id not in self.env.companies:
            refusal = self.env._(
                "Contract %(contract)s belongs to %(company)s. Switch to that company first.",
                contract=self.contract_id.display_name,
                company=self.company_id.name,
            )
        elif self.state in ("paid", "waived"):
            refusal = self.env._(
                "Nothing is left to collect on instalment %s. Choose an open instalment.", self.display_name
            )
        elif compare(amount, 0.0) <= 0:
            refusal = self.env._("A receipt needs an amount above zero.")
        elif compare(amount, self.amount_residual) > 0:
            refusal = self.env._(
                "%(amount)s is more than the %(residual)s left on instalment %(name)s. "
                "Register the rest on the next instalment.",
                amount=self.currency_id.format(amount),
                residual=self.currency_id.format(self.amount_residual),
                name=self.display_name,
            )
        elif self.has_draft_invoice:
            refusal = self.env._("The invoice of instalment %s is a draft. Confirm it first.", self.display_name)
        elif date > fields.Date.context_today(self):
            refusal = self.env._("Money cannot be received in the future. Choose today or an earlier day.")
        else:
            return
        raise UserError(refusal)

    # ------------------------------------------------------------
    # VALUES
    # ------------------------------------------------------------

    def _get_amount_to_receive(self):
        """Return what a receipt can pay of this instalment, in the contract's currency."""
        return self.amount_residual

    def _get_receipt_partner(self):
        """Return whose receivable these instalments are."""
        return self.env["res.partner"].union(
            *((line.contract_id.partner_invoice_id or line.partner_id).commercial_partner_id for line in self)
        )

    def _get_receipt_journal(self, journal_id):
        Journal = self.env["account.journal"].with_company(self.company_id)
        domain = [*Journal._check_company_domain(self.company_id), ("type", "in", ("bank", "cash", "credit"))]
        if journal_id:
            domain.append(("id", "=", journal_id))
        journal = Journal.search(domain, limit=1)
        if not journal:
            raise UserError(
                self.env._(
                    "%s has no such bank or cash journal. Choose one of its journals, or create one.",
                    self.company_id.name,
                )
            )
        return journal

    def _lay_out_items(self, shares):
        """Return the `Item`s that pay ``shares``: the open invoices of each instalment first, then an advance."""
        items, taken = [], {}
        for share in shares:
            targets = share.collection._get_open_items(taken)
            rounding = share.collection.currency_id.round
            pieces = pieces_of(rounding(share.amount + share.discount), [amount for _target, amount in targets])
            paid = split_exact(share.paid, [piece for _index, piece in pieces])
            for (index, piece), part in zip(pieces, paid, strict=True):
                target = self.env["account.move.line"] if index is None else targets[index][0]
                taken[target] = taken.get(target, 0.0) + piece
                items.append(Item(share, target, rounding(piece), part))
        return items

    def _get_open_items(self, taken):
        """Return (receivable item, what this instalment may pay of it) of its confirmed invoices, oldest first."""
        found = []
        billing = self.match_ids.filtered(lambda match: match.move_id.state == "posted")
        for match in billing.sorted(lambda match: (match.move_id.invoice_date_due, match.id)):
            left = match.amount_invoiced - match.amount_settled
            lines = match.move_id._get_receivable_lines().filtered(lambda line: line.amount_residual_currency > 0)
            for line in lines.sorted("date_maturity"):
                part = self.currency_id.round(min(left, line.amount_residual_currency - taken.get(line, 0.0)))
                if part > 0:
                    found.append((line, part))
                    left -= part
        return found

    # ------------------------------------------------------------
    # PAYMENT
    # ------------------------------------------------------------

    def _create_receipt(self, shares, items, receipt):
        """Create and post the payment of ``items``."""
        contract = shares[0].collection.contract_id
        company = contract.company_id
        payment_model = self.env["account.payment"].with_company(company)
        account = payment_model._get_receipt_account(receipt)
        partner = shares[0].collection._get_receipt_partner()
        vals = {
            "payment_type": "inbound",
            "partner_type": "customer",
            "company_id": company.id,  # a branch books with the journals of its parent
            "partner_id": partner.id,
            "amount": receipt.amount,
            "currency_id": receipt.currency.id,
            "date": receipt.date,
            "journal_id": receipt.journal.id,
            "memo": receipt.memo,
            **receipt.values,
        }
        draft = payment_model.new(vals)
        vals["line_ids"] = draft._prepare_receipt_items(items, receipt, contract.currency_id, account)
        payment = payment_model.create(vals)
        payment.outstanding_account_id = account  # creating takes that of the payment method
        payment.action_post()
        return payment

    def _settle_items(self, payment, items):
        """Reconcile each item with its invoice, and match what no invoice took as an advance."""
        made = payment.move_id.line_ids.sorted("id")[1 : len(items) + 1]
        pairs = list(zip(items, made, strict=True))
        self.env["account.move.line"]._reconcile_plan([line | item.target for item, line in pairs if item.target])
        payment.invoice_ids |= self.env["account.move.line"].union(*(item.target for item in items)).move_id
        self.env["sales.collection.match"].create(
            [
                {
                    "collection_id": item.share.collection.id,
                    "payment_id": payment.id,
                    "payment_line_id": line.id,
                    "amount": item.amount,
                }
                for item, line in pairs
                if not item.target
            ]
        )

    def _after_receipt(self, payment, amounts):
        """Tell the instalments what they got.

        :param dict amounts: {id of the instalment: amount in the contract's currency}
        """
        self._message_log_batch(
            {
                line.id: self.env._(
                    "%(amount)s received on %(date)s: %(payment)s",
                    amount=line.currency_id.format(amounts[line.id]),
                    date=format_date(self.env, payment.date),
                    payment=payment._get_html_link(),
                )
                for line in self
            }
        )

    def _prepare_candidate(self):
        """Return this open instalment in the form that suggestions are computed with."""
        partner = self._get_receipt_partner()
        return claiming.Open(
            self.id,
            self._get_amount_to_receive(),
            self.contract_id.amount_residual,
            self.contract_id.name,
            partner.id,
            company_key(partner.name),
            self.date_due or None,
        )
