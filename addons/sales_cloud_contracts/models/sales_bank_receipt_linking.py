from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import claiming


class SalesBankReceipt(models.Model):
    """Money that finance registered by hand before the bank line came: the line is linked with that payment.

    Nothing is booked again: the suspense item of the line moves to where the payment is outstanding, and the two are
    reconciled. An acceptance bill is cashed by that.
    """

    _inherit = "sales.bank.receipt"

    is_linked = fields.Boolean("Linked with a Payment", readonly=True, copy=False)
    suggested_payment_id = fields.Many2one(
        "account.payment",
        "Registered Already",
        compute="_compute_suggested_payment",
        groups="sales_cloud_contracts.group_finance",
        help="A payment of this amount that finance registered by hand, and that no bank line is linked with yet.",
    )

    @api.depends("state", "amount", "date", "partner_id", "payer_name", "bank_reference")
    def _compute_suggested_payment(self):
        waiting = self.filtered(lambda receipt: receipt.state == "unclaimed" and not receipt.is_reconciled)
        (self - waiting).suggested_payment_id = False
        for receipt in waiting:
            candidates = [payment._prepare_registered() for payment in receipt._find_linkable()]
            line = receipt._prepare_suggestion_line()
            found = claiming.find_registered(line, receipt.bank_reference, candidates)
            receipt.suggested_payment_id = found

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_link(self, payment_id=None):
        """Link this receipt with the payment that was registered for it (finance only); nothing is booked again.

        :param int payment_id: the payment, the suggested one when left out
        :raise UserError: claimed or decided, or the payment is not the same money
        """
        self.ensure_one()
        self._check_finance()
        self._lock_for_decision()
        payment = self.env["account.payment"].browse(payment_id) if payment_id else self.suggested_payment_id
        self._check_linkable(payment)
        self._settle_line(payment)
        # sudo: receipts are changed by their own actions alone, which have checked who calls
        self.sudo().write(
            {"state": "confirmed", "payment_id": payment.id, "confirmed_by": self.env.uid, "is_linked": True}
        )
        if payment.bill_state == "held":
            payment.action_cash_bill(self.date)
        self._message_log(body=self.env._("Linked with %s, which was registered before.", payment._get_html_link()))
        return True

    def action_link_suggested(self):
        """Link receipts with the payments that are suggested for them (finance only)."""
        for receipt in self:
            receipt.action_link()
        return True

    def _release_payment(self, payment, is_linked):
        """A bill that its bank line cashed waits for its money again."""
        super()._release_payment(payment, is_linked)
        if is_linked and payment.bill_state == "cashed":
            payment._hold_bills()

    # ------------------------------------------------------------
    # GUARDS
    # ------------------------------------------------------------

    def _check_linkable(self, payment):
        if self.state != "unclaimed":
            refusal = self.env._("Receipt %s is claimed. Decide about its claims first.", self.display_name)
        elif not payment:
            refusal = self.env._("Choose the payment that receipt %s is the money of.", self.display_name)
        elif payment not in self._find_linkable():
            refusal = self.env._(
                "%(payment)s cannot be the money of receipt %(receipt)s. Choose a customer's payment of the same "
                "company, currency and amount that is in process and linked with no other bank line.",
                payment=payment.display_name,
                receipt=self.display_name,
            )
        else:
            return
        raise UserError(refusal)

    def _find_linkable(self):
        """Return the payments that this receipt can be the money of: same amount, still outstanding."""
        self.ensure_one()
        around = timedelta(days=claiming.LINK_DAYS * 2)
        found = self.env["account.payment"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("currency_id", "=", self.currency_id.id),
                ("payment_type", "=", "inbound"),
                ("partner_type", "=", "customer"),
                ("state", "in", ("in_process", "paid")),
                ("bank_receipt_ids", "=", False),
                ("amount", ">", self.amount - self.currency_id.rounding / 2),
                ("amount", "<", self.amount + self.currency_id.rounding / 2),
                "|",
                ("receipt_means", "=", "bill"),
                "&",
                ("date", ">=", self.date - around),
                ("date", "<=", self.date + around),
            ]
        )
        return found.filtered(lambda payment: payment._is_outstanding())
