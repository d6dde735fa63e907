from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.sales_cloud_core.tools.names import company_key

from ..tools import claiming
from ..tools.receiving import Receipt


class AccountPayment(models.Model):
    """A bank pays a held bill before its maturity, less interest (贴现); the customer paid in full."""

    _inherit = "account.payment"

    def action_discount_bill(self, journal_id, interest=0.0, date=None, account_id=None):
        """Discount a held bill at a bank (finance only): one entry books what the bank pays, and the interest.

        What the bank pays waits on the account of outstanding receipts for its bank line.

        :param int journal_id: of the bank, in the bill's currency
        :param float interest: what the bank keeps, in the bill's currency
        :param date: day of the money, today when left out; before the maturity
        :param int account_id: expense account of the interest, that of the company's settings when left out
        :return: the posted account.move (its id over RPC)
        :raise AccessError: the user is not in the finance group
        :raise UserError: not held, matured, a locked period, another bank or currency, no account, wrong interest
        """
        self.ensure_one()
        self._lock_bills()
        day = fields.Date.to_date(date) or fields.Date.context_today(self)
        journal = self._get_discounting_journal(journal_id)
        interest = self.currency_id.round(interest)
        self._check_passable(day, journal)
        self._check_discountable(interest, day)
        net = self.currency_id.round(self.amount - interest)
        return self._pass_on(
            "discounted",
            self._lay_out_discount(net, interest, journal, account_id),
            journal,
            day,
            label=self.env._("Bill %(number)s discounted at %(bank)s", number=self.bill_number, bank=journal.name),
            bill_interest=interest,
            bill_amount_net=net,
        )

    # ------------------------------------------------------------
    # GUARDS
    # ------------------------------------------------------------

    def _get_discounting_journal(self, journal_id):
        Journal = self.env["account.journal"].with_company(self.company_id)
        domain = [*Journal._check_company_domain(self.company_id), ("type", "=", "bank"), ("id", "=", journal_id)]
        journal = Journal.search(domain)
        if not journal or (journal.currency_id or self.company_id.currency_id) != self.currency_id:
            raise UserError(
                self.env._(
                    "Choose a bank account of %(company)s in %(currency)s, the currency of bill %(number)s.",
                    company=self.company_id.name,
                    currency=self.currency_id.name,
                    number=self.bill_number,
                )
            )
        return journal

    def _check_discountable(self, interest, day):
        compare = self.currency_id.compare_amounts
        if day >= self.bill_maturity:
            refusal = self.env._(
                "Bill %s has matured by that day, so there is no interest to keep. Record that it was cashed.",
                self.bill_number,
            )
        elif compare(interest, 0) < 0 or compare(interest, self.amount) >= 0:
            refusal = self.env._(
                "The interest is at least nothing, and less than the %s of the bill.",
                self.currency_id.format(self.amount),
            )
        else:
            return
        raise UserError(refusal)

    def _get_interest_account(self, account_id):
        # sudo: which account interest goes to is set-up, not a secret
        account = self.env["account.account"].browse(account_id) or self.company_id.sudo().bill_interest_account_id
        if not account:
            refusal = self.env._(
                "%s has no account for the interest of discounted bills. Choose one here, or set one in the settings "
                "of Sales Cloud.",
                self.company_id.name,
            )
        elif account.internal_group != "expense":
            refusal = self.env._("%s is no expense account. Choose one for the interest.", account.display_name)
        else:
            return account
        raise UserError(refusal)

    # ------------------------------------------------------------
    # ENTRY
    # ------------------------------------------------------------

    def _lay_out_discount(self, net, interest, journal, account_id):
        """Return the sides of the entry: what the bank pays, and what it keeps."""
        receipt = Receipt(date=self.date, journal=journal, currency=self.currency_id, amount=net, from_bank=True)
        no_item = self.env["account.move.line"]
        sides = [(net, {"account_id": self._get_receipt_account(receipt).id}, no_item)]
        if not self.currency_id.is_zero(interest):
            sides.append((interest, {"account_id": self._get_interest_account(account_id).id}, no_item))
        return sides

    def _get_waiting_item(self):
        """What the bank pays for a discounted bill waits where the entry of the discount put it."""
        if self.bill_state != "discounted":
            return super()._get_waiting_item()
        return self.bill_pass_move_id.line_ids.sorted("id")[1]

    def _get_waiting_amount(self):
        return self.bill_amount_net if self.bill_state == "discounted" else super()._get_waiting_amount()

    def _prepare_registered(self):
        """The bank that discounted a bill pays, not the customer."""
        if self.bill_state != "discounted":
            return super()._prepare_registered()
        payer = company_key(self.bill_pass_move_id.journal_id.bank_id.name or "")
        return claiming.Registered(
            self.id, self.bill_date_passed, None, payer, self.memo or "", amount=self._get_waiting_amount()
        )

    def _reverse_bill(self, came_from, day, label):
        """The bank takes back the whole amount of a discounted bill; the interest stays our cost."""
        super()._reverse_bill(came_from, day, label)
        if came_from == "discounted":
            owed = self._post_recourse(day, label)
            amount = self.currency_id.format(self.amount)
            self._message_log(
                body=self.env._("The bank takes %(amount)s back: %(entry)s", amount=amount, entry=owed._get_html_link())
            )

    def _post_recourse(self, day, label):
        """Owe the bank the amount of the bill: what the discount took out of the bills' account is open again."""
        discount = self.bill_pass_move_id
        closed = discount.line_ids.sorted("id")[0]
        account = self._get_recourse_account(discount.journal_id)
        sides = [
            (self.amount, {"account_id": closed.account_id.id, "partner_id": closed.partner_id.id}, closed),
            (-self.amount, {"account_id": account.id}, self.env["account.move.line"]),
        ]
        return self._post_bill_entry(sides, discount.journal_id, day, label)

    def _get_recourse_account(self, journal):
        """Return the account of outstanding payments, where what the bank takes back waits for its bank line."""
        # sudo: which account a payment goes through is set-up, not a secret
        methods = journal.sudo()._get_available_payment_method_lines("outbound")
        account = methods[:1].payment_account_id
        is_usable = account and account.reconcile
        return account if is_usable else self.new({"journal_id": journal.id})._get_outstanding_account("outbound")
