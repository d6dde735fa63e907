from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..tools.collecting import fill_oldest_first
from ..tools.discounting import last_day_to_endorse


class AccountPayment(models.Model):
    """A held bill pays a vendor by endorsement (背书转让)."""

    _inherit = "account.payment"

    def action_endorse_bill(self, partner_id, bills=None, date=None):
        """Endorse a held bill to a vendor (finance only): one entry takes it out of its account and pays the vendor.

        :param int partner_id: the vendor
        :param list bills: (id of a vendor bill, amount in the bill's currency) that are paid, its open ones, oldest
            first, when left out; what they do not take stays the vendor's advance
        :param date: day of the endorsement, today when left out
        :return: the posted account.move (its id over RPC)
        :raise AccessError: the user is not in the finance group
        :raise UserError: not held, too late, a locked period, another company or currency, more than there is
        """
        self.ensure_one()
        self._lock_bills()
        day = fields.Date.to_date(date) or fields.Date.context_today(self)
        vendor = self.env["res.partner"].browse(partner_id).commercial_partner_id.with_company(self.company_id)
        journal = self.env["sales.collection"]._get_offset_journal(self.company_id)
        self._check_passable(day, journal)
        self._check_endorsable(vendor, day)
        return self._pass_on(
            "endorsed",
            self._lay_out_endorsement(vendor, bills),
            journal,
            day,
            label=self.env._("Bill %(number)s endorsed to %(vendor)s", number=self.bill_number, vendor=vendor.name),
            bill_vendor_id=vendor.id,
        )

    def _check_endorsable(self, vendor, day):
        last = last_day_to_endorse(self.bill_maturity)
        if not vendor:
            refusal = self.env._("Choose the vendor that bill %s is endorsed to.", self.bill_number)
        elif vendor.company_id and vendor.company_id != self.company_id:
            refusal = self.env._(
                "%(vendor)s belongs to %(company)s. Choose a vendor of the company that holds the bill.",
                vendor=vendor.name,
                company=vendor.company_id.name,
            )
        elif day > last:
            refusal = self.env._(
                "Bill %(number)s could be endorsed until %(last)s. Record that it was cashed, or dishonoured.",
                number=self.bill_number,
                last=format_date(self.env, last),
            )
        else:
            return
        raise UserError(refusal)

    def _lay_out_endorsement(self, vendor, bills):
        """Return the sides of the entry: the items of the vendor's bills, then its advance."""
        model = self.env["account.move"]
        if bills is None:
            bills = self._share_out_bill(model._find_open_vendor_bills(self.company_id, self.currency_id, vendor))
        payables = model._lay_out_vendor_bills(bills, vendor, self.company_id, self.currency_id)
        rest = self.currency_id.round(self.amount - sum(amount for _item, amount in payables))
        if self.currency_id.compare_amounts(rest, 0) < 0:
            raise UserError(
                self.env._(
                    "The vendor's bills get %(total)s, but acceptance bill %(number)s is worth %(amount)s. Lower the "
                    "amounts.",
                    total=self.currency_id.format(self.amount - rest),
                    number=self.bill_number,
                    amount=self.currency_id.format(self.amount),
                )
            )
        sides = [
            (amount, {"account_id": item.account_id.id, "partner_id": item.partner_id.id}, item)
            for item, amount in payables
        ]
        return sides + ([] if self.currency_id.is_zero(rest) else [self._prepare_vendor_advance(vendor, rest)])

    def _share_out_bill(self, bills):
        """Return (id of the vendor bill, what this acceptance bill pays of it), in their order."""
        parts = fill_oldest_first(self.amount, bills.mapped("amount_residual"))
        return [(bill.id, part) for bill, part in zip(bills, parts, strict=True) if part]

    def _prepare_vendor_advance(self, vendor, amount):
        account = vendor.property_account_payable_id
        if not account:
            raise UserError(
                self.env._(
                    "%s has no account payable, so no advance can be kept. Set one on the vendor in accounting.",
                    vendor.name,
                )
            )
        return amount, {"account_id": account.id, "partner_id": vendor.id}, self.env["account.move.line"]

    def _reverse_bill(self, came_from, day, label):
        """What an endorsed bill paid of the vendor's bills is owed again."""
        if came_from == "endorsed":
            self._reverse_for_bill(self.bill_pass_move_id, day, label)
        super()._reverse_bill(came_from, day, label)
