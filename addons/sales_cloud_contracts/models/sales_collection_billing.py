from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .sales_contract import LOOSE_STATES

# Of a terminated contract only what its settlement left open can still be invoiced.
BILLABLE_STATES = ("signed", "running", "terminated")


class SalesCollection(models.Model):
    """Finance invoices an instalment and registers what came in."""

    _inherit = "sales.collection"

    # ------------------------------------------------------------
    # INVOICE
    # ------------------------------------------------------------

    def action_create_invoice(self):
        """Create the draft customer invoice of each of these instalments (finance only).

        :return: action that opens the invoices (``res_id`` when there is one)
        :raise AccessError: the user is not in the finance group
        :raise UserError: not signed, waived, or already invoiced
        """
        self._check_finance()
        invoices = self.env["account.move"]
        for line in self.sorted(lambda line: (line.contract_id.id, line.sequence)):
            line._check_billable()
            moves = line.contract_id._create_instalment_invoices(
                line._get_amount_to_bill(), line.display_name, line.order_id
            )
            line._after_invoice_created(moves)
            invoices |= moves
        return invoices._get_records_action(name=self.env._("Invoices"))

    def _check_billable(self):
        if self.contract_id.state not in BILLABLE_STATES:
            raise UserError(
                self.env._(
                    "Contract %s is not in force, so it cannot be invoiced. Sign it, or put it in force, first.",
                    self.contract_id.display_name,
                )
            )
        if self.state == "waived":
            raise UserError(self.env._("Instalment %s is waived. Take the waiver back first.", self.display_name))
        if self.currency_id.compare_amounts(self._get_amount_to_bill(), 0.0) <= 0:
            raise UserError(
                self.env._("Instalment %s is already invoiced. Open its invoice instead.", self.display_name)
            )

    def _get_amount_to_bill(self):
        alive = self.match_ids.filtered(lambda match: match.move_id and match._is_alive())
        billed = sum(match.amount if match.move_id.state == "draft" else match.amount_invoiced for match in alive)
        return self.currency_id.round(self.amount - billed)

    def _after_invoice_created(self, moves):
        """Match the new invoices, which are due when the instalment is."""
        due = {"invoice_payment_term_id": False, "invoice_date_due": self.date_due} if self.date_due else {}
        if due:
            moves.write(due)
        amounts = self._get_amounts_on(moves)
        self.env["sales.collection.match"].create(
            [
                {"collection_id": self.id, "move_id": move.id, "amount": amount}
                for move, amount in zip(moves, amounts, strict=True)
            ]
        )

    def _get_amounts_on(self, moves):
        """Return what each new invoice bills, and refuse when Odoo's invoices do not make the instalment."""
        amounts = moves.mapped("amount_total")
        if self.currency_id.compare_amounts(sum(amounts), self._get_amount_to_bill()):
            raise UserError(
                self.env._(
                    "The invoice of instalment %(name)s would total %(total)s instead of %(amount)s. "
                    "Check whether the order was changed or invoiced outside the contract, and plan again.",
                    name=self.display_name,
                    total=self.currency_id.format(sum(amounts)),
                    amount=self.currency_id.format(self._get_amount_to_bill()),
                )
            )
        return amounts

    # ------------------------------------------------------------
    # RECEIPT
    # ------------------------------------------------------------

    def action_register_receipt(self, amount, date=None, journal_id=None, memo=None):
        """Register money that came in for this instalment (finance only).

        It pays the confirmed invoice of the instalment; without an invoice it is kept as an advance, which the
        invoice takes when it is confirmed.

        :param amount: in the contract's currency, tax included, at most what is left to collect
        :param date: day the money came in, today when left out; not in the future
        :param journal_id: id of a bank or cash journal of the contract's company, the first one when left out
        :param memo: bank reference
        :return: the posted account.payment (its id over RPC)
        :raise AccessError: the user is not in the finance group
        :raise UserError: not in force, already paid, over-payment, draft invoice, wrong company or journal
        """
        self.ensure_one()
        self._check_finance()
        date = fields.Date.to_date(date) or fields.Date.context_today(self)
        amount = self.currency_id.round(amount)
        self._check_receipt(amount, date)
        journal = self._get_receipt_journal(journal_id)
        payment = self._create_receipt(amount, date, journal, memo)
        self._after_receipt(payment, amount)
        return payment

    def _check_receipt(self, amount, date):
        compare = self.currency_id.compare_amounts
        if self.contract_id.state in LOOSE_STATES:
            refusal = self.env._("Contract %s is not signed yet. Sign it first.", self.contract_id.display_name)
        elif self.company_id not in self.env.companies:
            refusal = self.env._(
                "Contract %(contract)s belongs to %(company)s. Switch to that company first.",
                contract=self.contract_id.display_name,
                company=self.company_id.name,
            )
        elif self.state in ("paid", "waived"):
            refusal = self.env._(
                "Nothing is left to collect on instalment %s. Choose an open instalment.", self.display_name
            )
        elif compare(amount, 0.0) <= 0:
            refusal = self.env._("A receipt needs an amount above zero.")
        elif compare(amount, self.amount_residual) > 0:
            refusal = self.env._(
                "%(amount)s is more than the %(residual)s left on instalment %(name)s. "
                "Register the rest on the next instalment.",
                amount=self.currency_id.format(amount),
                residual=self.currency_id.format(self.amount_residual),
                name=self.display_name,
            )
        elif self.has_draft_invoice:
            refusal = self.env._("The invoice of instalment %s is a draft. Confirm it first.", self.display_name)
        elif date > fields.Date.context_today(self):
            refusal = self.env._("Money cannot be received in the future. Choose today or an earlier day.")
        else:
            return
        raise UserError(refusal)

    def _get_receipt_journal(self, journal_id):
        Journal = self.env["account.journal"].with_company(self.company_id)
        domain = [*Journal._check_company_domain(self.company_id), ("type", "in", ("bank", "cash", "credit"))]
        if journal_id:
            domain.append(("id", "=", journal_id))
        journal = Journal.search(domain, limit=1)
        if not journal:
            raise UserError(
                self.env._(
                    "%s has no such bank or cash journal. Choose one of its journals, or create one.",
                    self.company_id.name,
                )
            )
        return journal

    def _create_receipt(self, amount, date, journal, memo):
        memo = memo or self.display_name
        invoices = self._get_open_invoices()
        if not invoices:
            return self._create_advance(amount, date, journal, memo)
        register = (
            self.env["account.payment.register"]
            .with_company(self.company_id)
            .with_context(active_model="account.move", active_ids=invoices.ids)
            .create(
                {
                    "amount": amount,
                    "currency_id": self.currency_id.id,
                    "payment_date": date,
                    "journal_id": journal.id,
                    "communication": memo,
                    "group_payment": True,
                    "payment_difference_handling": "open",
                }
            )
        )
        return register._create_payments()

    def _get_open_invoices(self):
        matches = self.match_ids.filtered(
            lambda match: (
                match.move_id and self.currency_id.compare_amounts(match.amount_invoiced, match.amount_settled) > 0
            )
        )
        return matches.move_id.filtered(lambda move: move.amount_residual > 0)

    def _create_advance(self, amount, date, journal, memo):
        payment = (
            self.env["account.payment"]
            .with_company(self.company_id)
            .create(
                {
                    "payment_type": "inbound",
                    "partner_type": "customer",
                    "partner_id": self.contract_id.partner_invoice_id.commercial_partner_id.id or self.partner_id.id,
                    "amount": amount,
                    "currency_id": self.currency_id.id,
                    "date": date,
                    "journal_id": journal.id,
                    "memo": memo,
                }
            )
        )
        payment.action_post()
        return payment

    def _after_receipt(self, payment, amount):
        """Match what no invoice took, so that it counts as an advance of this instalment."""
        rest = payment._get_advance()
        if self.currency_id.compare_amounts(rest, 0.0) > 0:
            self.env["sales.collection.match"].create(
                {"collection_id": self.id, "payment_id": payment.id, "amount": min(rest, amount)}
            )
        self._message_log(
            body=self.env._(
                "%(amount)s received on %(date)s: %(payment)s",
                amount=self.currency_id.format(amount),
                date=payment.date,
                payment=payment._get_html_link(),
            )
        )

    # ------------------------------------------------------------
    # RIGHTS
    # ------------------------------------------------------------

    def _check_finance(self):
        self.check_access("read")
        if not self._is_finance():
            raise AccessError(
                self.env._("Only finance can invoice an instalment or register a receipt. Ask finance to do it.")
            )

    def _is_finance(self):
        return self.env.su or self.env.user.has_group("sales_cloud_contracts.group_finance")
