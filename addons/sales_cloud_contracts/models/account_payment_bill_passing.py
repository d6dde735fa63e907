from odoo import Command, models
from odoo.exceptions import UserError

from odoo.addons.sales_cloud_core.tools.money import split_exact

from .account_payment_means import PASSED_STATES


class AccountPayment(models.Model):
    """Bills leave us before their maturity by one entry, which takes them out of the account that they lie on."""

    _inherit = "account.payment"

    def action_draft(self):
        self._check_not_passed()
        return super().action_draft()

    def action_cancel(self):
        self._check_not_passed()
        return super().action_cancel()

    def action_view_bill_entry(self):
        """Open the entry that passed this bill on."""
        self.ensure_one()
        return self.bill_pass_move_id._get_records_action(name=self.env._("Journal Entry"))

    # ------------------------------------------------------------
    # GUARDS
    # ------------------------------------------------------------

    def _check_passable(self, day, journal):
        """Refuse to pass on what is not held, not ours any more, or on a day that does not fit."""
        self._check_bill("held")
        self._check_bill_day(day)
        self._check_bill_period(day, journal)
        if not self._is_outstanding():
            raise UserError(
                self.env._(
                    "Bill %(number)s cannot be taken out of %(account)s: the account cannot be reconciled, or a bank "
                    "line is matched with the bill there. Undo that match, or set an account of bills receivable "
                    "before the next bill is registered.",
                    number=self.bill_number,
                    account=self._get_waiting_item().account_id.display_name,
                )
            )

    def _check_not_passed(self):
        """Refuse to change entries of bills that are passed on; their own buttons take that back."""
        passed = self.filtered(lambda bill: bill.bill_state in PASSED_STATES)
        if passed:
            raise UserError(
                self.env._(
                    "Bill %s was passed on with this entry. Take that back under Acceptance Bills first.",
                    passed[0].bill_number,
                )
            )

    # ------------------------------------------------------------
    # ENTRY
    # ------------------------------------------------------------

    def _pass_on(self, state, items, journal, day, **vals):
        """Take this bill out of its account by one entry; from that day it counts as collected.

        :param str state: endorsed or discounted
        :param list items: (amount in the bill's currency, values of the journal item, item that it closes or empty);
            they make the amount of the bill
        :param vals: what else the bill keeps
        :return: the posted account.move
        """
        label = vals.pop("label")
        closed = self._get_waiting_item()
        sides = [(-self.amount, {"account_id": closed.account_id.id, "partner_id": closed.partner_id.id}, closed)]
        move = self._post_bill_entry(sides + items, journal, day, label)
        # sudo: what becomes of a bill changes by its actions alone, which have checked who calls
        self.sudo().write({"bill_state": state, "bill_pass_move_id": move.id, "is_uncollected": False, **vals})
        self._get_collections().contract_id._book_credit(day)
        self._message_log(body=self.env._("Passed on: %s", move._get_html_link()))
        return move

    def _post_bill_entry(self, sides, journal, day, label):
        """Create and post an entry whose first item is one side, and reconcile its items with what they close."""
        company = self.company_id
        move = (
            self.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": "entry",
                    "journal_id": journal.id,
                    "date": day,
                    "ref": label,
                    "line_ids": [Command.create(vals) for vals in self._prepare_bill_items(sides, day, label)],
                }
            )
        )
        move.action_post()
        pairs = zip(move.line_ids.sorted("id"), [closed for _amount, _vals, closed in sides], strict=True)
        self.env["account.move.line"]._reconcile_plan([line | closed for line, closed in pairs if closed])
        return move

    def _prepare_bill_items(self, sides, day, label):
        """Return the values of the items; each side is worth the same in the company's currency, to the cent."""
        company = self.company_id
        own = company.currency_id
        total = self.currency_id._convert(self.amount, own, company, day)
        (first, *_rest), *others = sides
        parts = split_exact(total, [abs(amount) for amount, _vals, _closed in others], own.rounding)
        sign = 1 if first < 0 else -1
        balances = [-sign * total, *(sign * part for part in parts)]
        return [
            {
                "name": label,
                "currency_id": self.currency_id.id,
                "amount_currency": amount,
                "balance": balance,
                "date_maturity": day,
                **vals,
            }
            for (amount, vals, _closed), balance in zip(sides, balances, strict=True)
        ]
