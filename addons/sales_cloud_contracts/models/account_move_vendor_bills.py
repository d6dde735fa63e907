from odoo import api, models
from odoo.exceptions import UserError

from ..tools.receiving import pieces_of


class AccountMove(models.Model):
    """Vendor bills that are closed with something else than money: an offset, or an endorsed acceptance bill."""

    _inherit = "account.move"

    @api.model
    def _find_open_vendor_bills(self, company, currency, partner=None):
        """Return the confirmed vendor bills in this currency that are not paid, oldest first.

        :param partner: a commercial partner, everybody when left out
        """
        domain = [
            ("move_type", "=", "in_invoice"),
            ("state", "=", "posted"),
            ("payment_state", "in", ("not_paid", "partial")),
            ("company_id", "=", company.id),
            ("currency_id", "=", currency.id),
        ]
        if partner is not None:
            domain.append(("commercial_partner_id", "=", partner.id))
        return self.search(domain, order="invoice_date_due, id")

    @api.model
    def _lay_out_vendor_bills(self, shares, partner, company, currency):
        """Return (payable item, amount) of vendor bills that are closed.

        :param list shares: (id of the vendor bill, amount in its currency)
        :param partner: commercial partner whose bills these are
        :raise UserError: another partner, company or currency, not confirmed, or more than is open
        """
        amounts = {}
        for bill_id, amount in shares:
            amounts[bill_id] = amounts.get(bill_id, 0.0) + amount
        found = []
        for bill_id, amount in amounts.items():
            bill = self.browse(bill_id)
            amount = bill.currency_id.round(amount)
            bill._check_vendor_bill(partner, company, currency, amount)
            lines = bill._get_open_payable_lines()
            pieces = pieces_of(amount, [-line.amount_residual_currency for line in lines])
            found += [(lines[index], part) for index, part in pieces]
        return found

    def _get_open_payable_lines(self):
        lines = self.line_ids.filtered(lambda line: line.account_id.account_type == "liability_payable")
        return lines.filtered(lambda line: line.amount_residual_currency < 0).sorted("date_maturity")

    def _check_vendor_bill(self, partner, company, currency, amount):
        """Refuse vendor bills of others, of another company or currency, unconfirmed ones, and more than is open."""
        self.check_access("read")
        left = -sum(self._get_open_payable_lines().mapped("amount_residual_currency"))
        if self.move_type != "in_invoice" or self.state != "posted":
            refusal = self.env._("%s is no confirmed vendor bill.", self.display_name)
        elif self.commercial_partner_id != partner or self.company_id != company:
            refusal = self.env._("%(bill)s is no bill of %(vendor)s.", bill=self.display_name, vendor=partner.name)
        elif self.currency_id != currency:
            refusal = self.env._(
                "%(bill)s is in %(currency)s, not in %(expected)s. Choose documents of one currency.",
                bill=self.display_name,
                currency=self.currency_id.name,
                expected=currency.name,
            )
        elif self.currency_id.compare_amounts(amount, 0) <= 0 or self.currency_id.compare_amounts(amount, left) > 0:
            refusal = self.env._(
                "%(left)s of %(bill)s is left to pay. Choose an amount above zero and up to that.",
                left=self.currency_id.format(left),
                bill=self.display_name,
            )
        else:
            return
        raise UserError(refusal)
