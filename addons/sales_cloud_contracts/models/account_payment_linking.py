from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import AccessError

from odoo.addons.sales_cloud_core.tools.names import company_key

from ..tools import claiming
from .account_payment_means import RECEIVED_STATES


class AccountPayment(models.Model):
    """Payments that were registered by hand wait for their bank line."""

    _inherit = "account.payment"

    @api.model_create_multi
    def create(self, vals_list):
        self._check_linked_by_receipt(*vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_linked_by_receipt(vals)
        return super().write(vals)

    def action_reject(self):
        # sudo: who may not read bank receipts is held back by a confirmed one all the same
        self.sudo().bank_receipt_id._check_not_booked()
        return super().action_reject()

    def _check_linked_by_receipt(self, *vals_list):
        if not self.env.su and any("bank_receipt_id" in vals for vals in vals_list):
            raise AccessError(self.env._("A payment is linked with its bank line by the buttons of the bank receipt."))

    def _get_waiting_item(self):
        """Return the journal item where the money of this payment waits for its bank line."""
        money, _counterparts, _rest = self._seek_for_lines()
        return money

    def _get_waiting_amount(self):
        """Return what the bank line of this payment brings, in its currency."""
        return self.amount

    def _is_outstanding(self):
        """Say whether the money of this payment lies on an account where its bank line can be reconciled with it."""
        self.ensure_one()
        money = self._get_waiting_item()
        return len(money) == 1 and money.account_id.reconcile and not money.matched_credit_ids and not money.reconciled

    def _explain_not_linkable(self, receipt):
        """Return why a bank receipt cannot be the money of this payment, None when it can."""
        self.ensure_one()
        values = {"payment": self.display_name, "receipt": receipt.display_name}
        # sudo: only that there is another bank line is told, and its name
        other = self.sudo().bank_receipt_id
        if other:
            return self.env._(
                "%(payment)s is linked with bank receipt %(other)s already. Undo that first, or choose another "
                "payment.",
                **values,
                other=other.display_name,
            )
        if self.company_id != receipt.company_id or self.currency_id != receipt.currency_id:
            return self.env._(
                "%(payment)s is of another company or currency than receipt %(receipt)s. Choose another payment.",
                **values,
            )
        if self.journal_id != receipt.journal_id and self.receipt_means != "bill":
            return self.env._(
                "%(payment)s was registered for %(journal)s, but receipt %(receipt)s came in at %(bank)s. Choose "
                "another payment, or correct its journal.",
                **values,
                journal=self.journal_id.display_name,
                bank=receipt.journal_id.display_name,
            )
        is_received = self.payment_type == "inbound" and self.partner_type == "customer"
        if not is_received or self.state not in RECEIVED_STATES or not self._is_outstanding():
            return self.env._(
                "%(payment)s does not wait for its money. Choose a customer's payment that is in process.", **values
            )
        return None

    def _get_links(self):
        """Return links to these payments for a message."""
        return Markup(", ").join(payment._get_html_link() for payment in self)

    def _prepare_registered(self):
        """Return this payment in the form that suggestions are computed with."""
        partner = self.partner_id.commercial_partner_id
        day = self.bill_maturity or self.date
        return claiming.Registered(
            self.id, day, partner.id, company_key(partner.name), self.memo or "", amount=self._get_waiting_amount()
        )
