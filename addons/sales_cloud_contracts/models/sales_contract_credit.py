from odoo import fields, models

from ..tools.collecting import untaxed_part


class SalesContract(models.Model):
    """Signed, invoiced and collected credit, shared as the contract's split says."""

    _inherit = "sales.contract"

    def _book_credit(self, date):
        """Make the ledger say what these contracts say; what is already booked is not booked again.

        :param date: day of the event in the company's time zone
        """
        # sudo: credit follows from documents that the caller may change; shares of colleagues belong to it
        contracts = self.sudo().exists().filtered(lambda contract: contract.state not in ("draft", "approval"))
        if not contracts:
            return
        contracts._materialize_owner_split()
        self.env["sales.credit"].sudo()._book_batch(
            [
                (contract, metric, contract._prepare_credit_shares(amount, contract.currency_id), date)
                for contract in contracts
                for metric, amount in contract._get_credit_amounts().items()
            ]
        )

    def _get_credit_amounts(self):
        """Return what the contract is worth by metric: untaxed, in its currency, cumulative.

        Read cumulatively, the last invoice or payment takes the remainder of the untaxed total.
        """
        self.ensure_one()
        invoiced = self._untaxed(self.amount_invoiced)
        return {
            "signed": invoiced if self.state == "terminated" else self.amount_untaxed,
            "invoiced": invoiced,
            "collected": self._untaxed(self.amount_paid),
        }

    def _untaxed(self, amount):
        return untaxed_part(amount, self.amount_untaxed, self.amount_total, self.currency_id.round)

    def _after_split_change(self):
        """Book again what a changed split moved between people."""
        self._book_credit(fields.Date.context_today(self))

    def _prepare_credit_vals(self):
        """Return the links of a ledger row booked for this contract."""
        self.ensure_one()
        return {
            "company_id": self.company_id.id,
            "contract_id": self.id,
            "lead_id": self.lead_id.id,
            "partner_id": self.partner_id.id,
        }
