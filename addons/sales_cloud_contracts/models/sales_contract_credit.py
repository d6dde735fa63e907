from odoo import fields, models

from ..tools.collecting import reaches, untaxed_part
from .sales_contract import LOOSE_STATES, UNSIGNED_STATES


class SalesContract(models.Model):
    """Signed, invoiced and collected credit, shared as the contract's split says."""

    _inherit = "sales.contract"
    _split_amount_field = "amount_untaxed"
    _deal_link = "lead_id"

    split_log_ids = fields.One2many("sales.split.log", "contract_id", "Split History")

    def write(self, vals):
        result = super().write(vals)
        if "deal_kind" in vals:
            self._book_credit(fields.Date.context_today(self))
        return result

    def _is_split_booked(self):
        return self.state not in LOOSE_STATES

    def _has_forerunner(self):
        return super()._has_forerunner() or bool(self.order_ids)

    def _get_approval_details(self):
        return "\n".join([super()._get_approval_details(), *self._describe_shares_now()])

    def _book_credit(self, date):
        """Make the ledger say what these contracts say; what is already booked is not booked again.

        :param date: day of the event in the company's time zone
        """
        # sudo: credit follows from documents that the caller may change; shares of colleagues belong to it
        contracts = self.sudo().exists().filtered(lambda contract: contract.state not in UNSIGNED_STATES)
        if not contracts:
            return
        contracts._materialize_owner_split()
        self.env["sales.credit"]._book_batch(contracts._prepare_credit_bookings(date))

    def _rebook_credit(self):
        self._book_credit(fields.Date.context_today(self))

    def _get_credited_domain(self):
        return [("state", "not in", UNSIGNED_STATES)]

    def _prepare_credit_bookings(self, date):
        bookings = []
        for contract in self:
            amounts = contract._get_credit_amounts()
            shares = contract._share_amounts(amounts.values(), contract.currency_id)
            bookings += [(contract, metric, parts, date) for metric, parts in zip(amounts, shares, strict=True)]
        return bookings

    def _get_credit_amounts(self):
        """Return what the contract is worth by metric: untaxed, in its currency, cumulative.

        Read cumulatively, the last invoice or payment takes the remainder of the untaxed total.
        """
        self.ensure_one()
        if self.state in LOOSE_STATES:
            return {"signed": 0.0, "invoiced": 0.0, "collected": 0.0}
        invoiced = self._untaxed(self.amount_invoiced)
        return {
            "signed": self._untaxed(self._get_amount_bound()),
            "invoiced": invoiced,
            "collected": self._untaxed(self.amount_paid),
        }

    def _get_amount_bound(self):
        """Return what the contract is worth, tax included: its total, unless it ended before."""
        return self.amount_total

    def _untaxed(self, amount):
        return untaxed_part(amount, self.amount_untaxed, self.amount_total, self.currency_id.round)

    def _after_split_change(self):
        """Book again what a changed split moved between people."""
        self._book_credit(fields.Date.context_today(self))

    def _get_credit_day(self, basis, date):
        """A contract that starts later counts from its start; one that started before counts from its signature."""
        if basis == "effective" and self.date_start:
            return max(date, self.date_start)
        return super()._get_credit_day(basis, date)

    def _is_credit_counted(self, policy):
        """Beside the kind of business: whether enough of the contract was collected."""
        is_paid = reaches(self.amount_paid, self.amount_total, policy.threshold_percent)
        return is_paid and super()._is_credit_counted(policy)
