from collections import defaultdict

from odoo import fields, models

from .account_payment_means import RECEIVED_STATES


class AccountPayment(models.Model):
    """The ledger follows a payment also where no journal entry tells of it: rejected, cancelled, or without one."""

    _inherit = "account.payment"

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            self._book_matched_credit()
        return result

    def _book_matched_credit(self):
        """Book what changed for the matched contracts: on the day of the money, or today when it is gone."""
        contracts_by_day = defaultdict(self.env["sales.contract"].browse)
        # sudo: the plan follows the books, whoever keeps them
        for payment in self.sudo().filtered("collection_match_ids"):
            is_received = payment.state in RECEIVED_STATES
            day = payment.date if is_received else fields.Date.context_today(self)
            contracts_by_day[day] |= payment.collection_match_ids.contract_id
        for day, contracts in sorted(contracts_by_day.items()):
            contracts._book_credit(day)
