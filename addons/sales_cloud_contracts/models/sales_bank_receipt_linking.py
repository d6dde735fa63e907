from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from odoo.addons.sales_cloud_core.models.locking import lock_rows

from ..tools import claiming, linking
from .account_payment_means import RECEIVED_STATES


class SalesBankReceipt(models.Model):
    """Money that finance registered by hand before the bank line came: the line is linked with those payments.

    Nothing is booked again: the suspense item of the line moves to where the payments are outstanding, and each is
    reconciled. What the bank kept as charge goes to an account of costs. An acceptance bill is cashed by that.
    """

    _inherit = "sales.bank.receipt"

    is_linked = fields.Boolean("Linked with Payments", readonly=True, copy=False)
    charge = fields.Monetary(
        "Bank Charge",
        readonly=True,
        copy=False,
        groups="sales_cloud_contracts.group_finance",
        help="What the payments make more than came in; the bank kept it.",
    )
    suggested_payment_id = fields.Many2one(
        "account.payment",
        "Registered Already",
        compute="_compute_suggested_payment",
        groups="sales_cloud_contracts.group_finance",
        help="A payment of this amount that finance registered by hand, and that no bank line is linked with yet.",
    )

    _charge_of_linked = models.Constraint(
        "CHECK (charge IS NULL OR charge = 0 OR (charge > 0 AND is_linked))",
        "Only a receipt that is linked with payments has a bank charge, and it is not negative.",
    )

    @api.depends("state", "amount", "date", "partner_id", "payer_name", "bank_reference")
    def _compute_suggested_payment(self):
        waiting = self.filtered(lambda receipt: receipt.state == "unclaimed" and not receipt.is_reconciled)
        (self - waiting).suggested_payment_id = False
        for receipt in waiting:
            same = receipt._find_linkable(exact=True)
            candidates = [payment._prepare_registered() for payment in same]
            line = receipt._prepare_suggestion_line()
            receipt.suggested_payment_id = claiming.find_registered(line, receipt.bank_reference, candidates)

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_link(self, payment_ids=None, charge=0.0, charge_account_id=None):
        """Link this receipt with the payments that were registered for it (finance only); they are not booked again.

        :param list payment_ids: ids of the payments, the suggested one when left out
        :param float charge: what the payments make more than came in, in the currency of the receipt: the bank kept it
        :param int charge_account_id: account of costs for the charge, that of the company when left out
        :raise UserError: claimed or decided, a payment is not this money, or the amounts differ by more or less than
            the charge
        """
        self.ensure_one()
        self._check_finance()
        self._lock_for_decision()
        payments = self.env["account.payment"].browse(payment_ids) if payment_ids else self.suggested_payment_id
        self._check_linkable(payments, charge)
        account = self.env["account.account"].browse(charge_account_id) or self.company_id.bank_charge_account_id
        has_charge = not self.currency_id.is_zero(charge)
        self._settle_line(payments, self._prepare_charge(charge, account) if has_charge else None)
        self._close(payments, is_linked=True, charge=charge)
        held = payments.filtered(lambda payment: payment.bill_state == "held")
        if held:
            held.action_cash_bill(self.date)
        self._log_link(payments)
        return True

    def _prepare_open_vals(self):
        return {**super()._prepare_open_vals(), "is_linked": False, "charge": 0.0}

    def _release_payments(self, payments, is_linked):
        """A bill that its bank line cashed waits for its money again."""
        super()._release_payments(payments, is_linked)
        if is_linked:
            payments.filtered(lambda payment: payment.bill_state == "cashed")._hold_bills()

    def _log_link(self, payments):
        links = self.env._("Linked with %s, registered before.", payments._get_links())
        kept = self.env._("Bank charge: %s", self.currency_id.format(self.charge)) if self.charge else ""
        self._message_log(body=links + (" " + kept if kept else ""))

    # ------------------------------------------------------------
    # GUARDS AND VALUES
    # ------------------------------------------------------------

    def _check_linkable(self, payments, charge):
        if self.state != "unclaimed":
            raise UserError(self.env._("Receipt %s is claimed. Decide about its claims first.", self.display_name))
        if not payments:
            raise UserError(self.env._("Choose the payments that receipt %s is the money of.", self.display_name))
        payments.check_access("write")
        lock_rows(payments)
        for payment in payments:
            refusal = payment._explain_not_linkable(self)
            if refusal:
                raise UserError(refusal)
        self._check_linked_amount(sum(payment._get_waiting_amount() for payment in payments), charge)
        self._check_period_is_open()

    def _check_linked_amount(self, total, charge):
        """Refuse payments that make another amount than what came in and the charge."""
        money, compare = self.currency_id.format, self.currency_id.compare_amounts
        values = {"total": money(total), "amount": money(self.amount), "rest": money(abs(total - self.amount))}
        if compare(total, self.amount) < 0:
            refusal = self.env._(
                "%(amount)s came in, but the payments make only %(total)s. Choose what makes the other %(rest)s, or "
                "register it first.",
                **values,
            )
        elif compare(total - self.amount, charge) != 0:
            refusal = self.env._(
                "The payments make %(total)s, but %(amount)s came in. Enter the %(rest)s as bank charge, or leave a "
                "payment out.",
                **values,
            )
        elif not linking.is_charge(charge, total):
            refusal = self.env._(
                "%(rest)s is more than a tenth of the payments, which is no bank charge. Leave a payment out, or "
                "correct it.",
                **values,
            )
        else:
            return
        raise UserError(refusal)

    def _prepare_charge(self, charge, account):
        """Return the values of the item of the charge, without its worth in the company's currency."""
        if not account:
            raise UserError(
                self.env._(
                    "%s has no account for bank charges. Choose one here, or set one in the settings of Sales Cloud.",
                    self.company_id.name,
                )
            )
        costs = [("internal_group", "=", "expense"), *account._check_company_domain(self.company_id)]
        if not account.filtered_domain(costs):
            raise UserError(
                self.env._("%s is no account of costs of this company. Choose another one.", account.display_name)
            )
        name = self.env._("Bank charge: %s", self.display_name)
        return {"name": name, "account_id": account.id, "partner_id": False, "amount_currency": charge}

    # ------------------------------------------------------------
    # WHAT FITS
    # ------------------------------------------------------------

    def _find_linkable(self, exact=False):
        """Return the payments that this receipt can be the money of, the nearest first.

        :param bool exact: only those of exactly its amount, else also smaller ones, and larger ones by a charge
        """
        self.ensure_one()
        around = timedelta(days=claiming.LINK_DAYS * 2)
        cent = self.currency_id.rounding / 2
        least = self.amount - cent if exact else 0
        most = (self.amount if exact else self.amount / (1 - linking.MOST_CHARGE)) + cent
        domain = Domain(
            [
                ("company_id", "=", self.company_id.id),
                ("currency_id", "=", self.currency_id.id),
                ("payment_type", "=", "inbound"),
                ("partner_type", "=", "customer"),
                ("state", "in", RECEIVED_STATES),
                ("bank_receipt_id", "=", False),
                "|",
                ("receipt_means", "=", "bill"),
                "&",
                "&",
                ("journal_id", "=", self.journal_id.id),
                ("date", ">=", self.date - around),
                ("date", "<=", self.date + around),
            ]
        )
        found = self.env["account.payment"].search(domain & self._get_amount_domain(least, most))
        found = found.filtered(lambda payment: payment._is_outstanding())
        return found.sorted(lambda payment: (abs((payment.date - self.date).days), payment.id))

    def _propose_payments(self):
        """Return the payments that this receipt probably is the money of, and those that it can be, nearest first."""
        candidates = self._find_linkable()
        if self.suggested_payment_id:
            return self.suggested_payment_id, candidates
        registered = [payment._prepare_registered() for payment in candidates]
        found = linking.propose(self._prepare_suggestion_line(), registered, self.currency_id.rounding)
        return candidates.filtered(lambda payment: payment.id in found), candidates

    def _prepare_linking_lines(self):
        """Return the commands of the lines that a dialog offers, the proposed ones chosen and first."""
        proposed, candidates = self._propose_payments()
        ordered = proposed | candidates
        return [Command.create({"payment_id": each.id, "is_chosen": each in proposed}) for each in ordered]

    def _get_amount_domain(self, least, most):
        """Return which payments bring between these amounts; a bank pays less than that of a bill it discounted."""
        is_discounted = Domain("bill_state", "=", "discounted")
        whole = Domain("amount", ">", least) & Domain("amount", "<", most)
        net = Domain("bill_amount_net", ">", least) & Domain("bill_amount_net", "<", most)
        return (~is_discounted & whole) | (is_discounted & net)
