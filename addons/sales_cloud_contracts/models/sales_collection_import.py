from odoo import models


class SalesCollection(models.Model):
    """What was paid of an instalment before its contract was brought in."""

    _inherit = "sales.collection"

    def _bring_in_payment(self, amount, date):
        """Record money that the books have already: a payment without a journal entry, matched with this instalment.

        :param amount: in the contract's currency, tax included
        :param date: day it came in; the collected credit counts on that day
        :return: the account.payment
        """
        self.ensure_one()
        # sudo: operations bring in contracts without being finance; nothing is booked in the accounts
        payment = self.env["account.payment"].sudo().create(self._prepare_brought_in_vals(amount, date))
        payment.outstanding_account_id = False  # Odoo gives every new payment one, and with it a journal entry
        payment.action_validate()
        self.env["sales.collection.match"].sudo().create(  # sudo: as above
            {"collection_id": self.id, "payment_id": payment.id, "amount": amount}
        )
        return payment

    def _prepare_brought_in_vals(self, amount, date):
        return {
            "payment_type": "inbound",
            "partner_type": "customer",
            "partner_id": self._get_receipt_partner().id,
            "amount": amount,
            "currency_id": self.currency_id.id,
            "date": date,
            "journal_id": self._get_receipt_journal(None).id,
            "memo": self.env._("%s, before it was brought in", self.display_name),
        }
