from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.sales_cloud_core.tools.money import split_exact

from ..tools.receiving import Share
from .sales_collection import OPEN_STATES


class SalesCollection(models.Model):
    """What a customer owes is offset against what it is owed as a vendor (抵账): one entry, reconciled twice."""

    _inherit = "sales.collection"

    @api.model
    def action_offset(self, shares, bills, date=None, memo=None):
        """Offset invoices of instalments against bills of the same company as a vendor (finance only).

        :param list shares: (id of the instalment, amount) in the contracts' currency, tax included
        :param list bills: (id of the vendor bill, amount) in the same currency; they make the same total
        :param date: day of the agreement, today when left out
        :param memo: reference of the agreement
        :return: the posted account.move (its id over RPC)
        :raise UserError: not invoiced, more than is open on either side, another partner, currency or company
        """
        collections = self.browse([share[0] for share in shares])
        if not collections or not bills:
            raise UserError(self.env._("Choose the instalments and the vendor bills that are offset."))
        collections._check_finance()
        self._check_one_customer(collections)
        day = fields.Date.to_date(date) or fields.Date.context_today(self)
        items = self._lay_out_receivables(shares, day)
        payables = self._lay_out_payables(collections, bills)
        self._check_balanced(items, payables)
        move = self._create_offset(items, payables, day, memo)
        for item in items:
            item.share.collection._after_offset(move, item.amount)
        return move

    # ------------------------------------------------------------
    # GUARDS
    # ------------------------------------------------------------

    def _lay_out_receivables(self, shares, day):
        """Return the `Item`s of the invoices that the instalments have."""
        lines = zip(self.browse([share[0] for share in shares]), [share[1] for share in shares], strict=True)
        wanted = [Share(line, line.currency_id.round(amount), line.currency_id.round(amount)) for line, amount in lines]
        for share in wanted:
            share.collection._check_receipt(share.amount, day)
        items = self._lay_out_items(wanted)
        missing = [item for item in items if not item.target]
        if missing:
            raise UserError(
                self.env._(
                    "%s is not invoiced that far. Only confirmed invoices can be offset: invoice it first.",
                    missing[0].share.collection.display_name,
                )
            )
        return items

    def _lay_out_payables(self, collections, bills):
        """Return (payable item, amount) of the vendor bills."""
        first = collections[0]
        return self.env["account.move"]._lay_out_vendor_bills(
            bills, collections._get_receipt_partner(), first.company_id, first.currency_id
        )

    def _check_balanced(self, items, payables):
        currency = items[0].share.collection.currency_id
        owed, owing = (
            currency.round(sum(amounts)) for amounts in ([i.amount for i in items], [p[1] for p in payables])
        )
        if currency.compare_amounts(owed, owing):
            raise UserError(
                self.env._(
                    "%(owed)s of the customer cannot be offset against %(owing)s of its bills. Let both sides have the "
                    "same total.",
                    owed=currency.format(owed),
                    owing=currency.format(owing),
                )
            )

    # ------------------------------------------------------------
    # WHAT CAN BE OFFSET
    # ------------------------------------------------------------

    def _find_offset_candidates(self):
        """Return (instalment, what of its confirmed invoices is open) of this one and its customer's others."""
        self.ensure_one()
        others = self.search(
            [
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("currency_id", "=", self.currency_id.id),
                ("state", "in", OPEN_STATES),
                ("amount_invoiced", ">", 0),
            ],
            order="date_due, id",
        )
        partner = self._get_receipt_partner()
        found = [
            (line, sum(part for _item, part in line._get_open_items({})))
            for line in self | (others - self)
            if line._get_receipt_partner() == partner
        ]
        return [(line, amount) for line, amount in found if amount]

    def _find_offset_bills(self):
        """Return (vendor bill, what is open) of the customer's bills in the currency of the contract, oldest first."""
        self.ensure_one()
        bills = self.env["account.move"]._find_open_vendor_bills(
            self.company_id, self.currency_id, self._get_receipt_partner()
        )
        return [(bill, bill.amount_residual) for bill in bills]

    # ------------------------------------------------------------
    # ENTRY
    # ------------------------------------------------------------

    def _create_offset(self, items, payables, day, memo):
        """Create, post and reconcile the entry."""
        collection = items[0].share.collection
        company, currency = collection.company_id, collection.currency_id
        total = currency._convert(sum(item.amount for item in items), company.currency_id, company, day)
        credits = split_exact(total, [item.amount for item in items], company.currency_id.rounding)
        debits = split_exact(total, [amount for _line, amount in payables], company.currency_id.rounding)
        sides = [
            *((item.target, -item.amount, -balance) for item, balance in zip(items, credits, strict=True)),
            *((line, amount, balance) for (line, amount), balance in zip(payables, debits, strict=True)),
        ]
        move = (
            self.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": "entry",
                    "journal_id": self._get_offset_journal(company).id,
                    "date": day,
                    "ref": memo or self.env._("Offset: %s", collection._get_receipt_partner().name),
                    "partner_id": collection._get_receipt_partner().id,
                    "is_sales_offset": True,
                    "line_ids": [Command.create(self._prepare_offset_line(*side)) for side in sides],
                }
            )
        )
        move.action_post()
        made = move.line_ids.sorted("id")
        pairs = [line | target for line, (target, _amount, _balance) in zip(made, sides, strict=True)]
        self.env["account.move.line"]._reconcile_plan(pairs)
        return move

    def _prepare_offset_line(self, target, amount, balance):
        return {
            "name": self.env._("Offset: %s", target.move_id.name),
            "account_id": target.account_id.id,
            "partner_id": target.partner_id.id,
            "currency_id": target.currency_id.id,
            "amount_currency": amount,
            "balance": balance,
            "date_maturity": target.date_maturity,
        }

    def _get_offset_journal(self, company):
        """Return the journal of miscellaneous entries."""
        Journal = self.env["account.journal"].with_company(company)
        special = (company.currency_exchange_journal_id | company.tax_cash_basis_journal_id).ids
        journal = Journal.search(
            [*Journal._check_company_domain(company), ("type", "=", "general"), ("id", "not in", special)], limit=1
        )
        if not journal:
            raise UserError(
                self.env._("%s has no journal for miscellaneous entries. Create one in accounting.", company.name)
            )
        return journal

    def _after_offset(self, move, amount):
        self._message_log(
            body=self.env._(
                "%(amount)s offset on %(date)s: %(entry)s",
                amount=self.currency_id.format(amount),
                date=format_date(self.env, move.date),
                entry=move._get_html_link(),
            )
        )
