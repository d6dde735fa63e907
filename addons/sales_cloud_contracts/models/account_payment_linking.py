from odoo import models

from odoo.addons.sales_cloud_core.tools.names import company_key

from ..tools import claiming


class AccountPayment(models.Model):
    """Payments that were registered by hand wait for their bank line."""

    _inherit = "account.payment"

    def _is_outstanding(self):
        """Say whether the money of this payment lies on an account where its bank line can be reconciled with it."""
        self.ensure_one()
        money, _counterparts, _rest = self._seek_for_lines()
        return len(money) == 1 and money.account_id.reconcile and not money.matched_credit_ids and not money.reconciled

    def _prepare_registered(self):
        """Return this payment in the form that suggestions are computed with."""
        partner = self.partner_id.commercial_partner_id
        day = self.bill_maturity or self.date
        return claiming.Registered(self.id, day, partner.id, company_key(partner.name), self.memo or "")
