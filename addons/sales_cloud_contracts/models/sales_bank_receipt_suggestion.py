from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.misc import format_date

from ..tools import claiming
from .sales_bank_receipt import WAITING_STATES
from .sales_collection import OPEN_STATES
from .sales_contract import UNSIGNED_STATES

MOST_CANDIDATES = 500


class SalesBankReceipt(models.Model):
    """Which open instalment a receipt probably pays, among those that the reader may see."""

    _inherit = "sales.bank.receipt"

    suggested_id = fields.Many2one("sales.collection", "Suggested Instalment", compute="_compute_suggestion")
    suggestion = fields.Char("Why Suggested", compute="_compute_suggestion")

    @api.depends("amount", "partner_id", "payer_name", "state")
    @api.depends_context("uid")
    def _compute_suggestion(self):
        self.suggested_id = self.suggestion = False
        waiting = self.filtered(lambda receipt: receipt.state in WAITING_STATES)
        for receipt, found in waiting._suggest(limit=1).items():
            for _score, collection_id, reasons in found:
                receipt.suggested_id = collection_id
                receipt.suggestion = receipt._explain(reasons)

    def _explain(self, reasons):
        """Say in words why an instalment is suggested."""
        words = {
            "reference": self.env._("contract number in the purpose"),
            "account": self.env._("bank account of the customer"),
            "partner": self.env._("customer known as payer"),
            "name": self.env._("name of the payer"),
            "amount": self.env._("exactly what is open"),
            "contract": self.env._("exactly what is open on the contract"),
            "due": self.env._("due at this time"),
        }
        return ", ".join(words[reason] for reason in reasons)

    def _suggest(self, limit=3):
        """Return {receipt: [(score, id of the instalment, reasons)]}, see `tools.claiming.suggest`."""
        found = {}
        for (company, currency), receipts in self.grouped(lambda each: (each.company_id, each.currency_id)).items():
            candidates = receipts._get_candidates(company, currency)
            for receipt in receipts:
                line = receipt._prepare_suggestion_line()
                found[receipt] = claiming.suggest(line, candidates, limit, currency.rounding)
        return found

    def _get_candidates(self, company, currency):
        """Return the open instalments that share a sign with one of these receipts."""
        keys = [key for key in {receipt._get_payer_key() for receipt in self} if key]
        amounts = [amount for receipt in self for amount in (receipt.amount, receipt.amount_unclaimed) if amount]
        numbers = [word for receipt in self for word in (receipt.label or "").split()]
        signs = Domain.OR(
            [
                Domain("partner_id", "in", self.partner_id.ids),
                Domain("partner_id.name_key", "in", keys),
                Domain("contract_id.name", "in", numbers),
                Domain.OR(
                    Domain("amount_residual", ">", amount - currency.rounding / 2)
                    & Domain("amount_residual", "<", amount + currency.rounding / 2)
                    for amount in amounts
                ),
            ]
        )
        is_open = Domain(
            [
                ("state", "in", OPEN_STATES),
                ("company_id", "=", company.id),
                ("currency_id", "=", currency.id),
                ("contract_id.state", "not in", UNSIGNED_STATES),
            ]
        )
        lines = self.env["sales.collection"].search(is_open & signs, limit=MOST_CANDIDATES, order="date_due, id")
        payable = lines.filtered(lambda line: not line.is_amount_hidden and line._get_amount_to_receive() > 0)
        return [line._prepare_candidate() for line in payable]

    def _prepare_suggestion_line(self):
        # sudo: whether the account is known tells nothing about its number
        number = self.sudo()._get_account_key()
        known = number and number in self.partner_id.sudo().bank_ids.mapped("sanitized_acc_number")  # sudo: see above
        return claiming.Line(
            self.amount,
            self.date,
            self._get_payer_key(),
            self.partner_id.id or None,
            bool(known),
            self.label or "",
        )

    def _describe_suggestions(self):
        """Return the best suggestions as lines of text for the person who claims."""
        self.ensure_one()
        lines = []
        for _score, collection_id, reasons in self._suggest()[self]:
            instalment = self.env["sales.collection"].browse(collection_id)
            due = instalment.date_due and format_date(self.env, instalment.date_due)
            money = instalment.currency_id.format(instalment._get_amount_to_receive())
            parts = [instalment.display_name, money, due or "", self._explain(reasons)]
            lines.append(" · ".join(part for part in parts if part))
        return "\n".join(lines)
