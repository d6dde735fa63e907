from odoo.exceptions import UserError
from odoo.fields import Command

from .common import ContractsCommon


class SequenceActs(ContractsCommon):
    """What can happen to two contracts of a customer, each act with a random choice of its own; see
    `TestCollectionSequences`."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["sales.approval.rule"].search([]).active = False
        cls.contracts = cls._new_contract(user=cls.ann) | cls._new_contract(user=cls.bob)
        cls.vendor_bill = cls.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": cls.customer.id,
                "invoice_date": "2026-03-01",
                "invoice_line_ids": [Command.create({"name": "Steel", "price_unit": 900, "tax_ids": False})],
            }
        )
        cls.vendor_bill.action_post()
        cls.bill_number = 0
        cls.held_on = cls.env["account.account"].create(
            {"name": "Bills receivable", "code": "112100", "account_type": "asset_current", "reconcile": True}
        )
        cls.company.bill_account_id = cls.held_on

    def _if_allowed(self, act):
        """Do what may be refused with a sentence, which then leaves nothing behind."""
        try:
            with self.cr.savepoint():
                act()
        except UserError:
            self.env.invalidate_all()

    def _lines(self):
        return self.contracts.collection_ids

    def _invoices(self, state="posted"):
        return self._lines().match_ids.move_id.filtered(lambda move: move.state == state)

    def _payments(self):
        return self.env["account.payment"].search(
            [("partner_id", "=", self.customer.id), ("state", "in", ("in_process", "paid"))]
        )

    def _choose(self, rng, records):
        return rng.choice(records.sorted("id")) if records else records

    def _invoice(self, rng):
        line = self._choose(
            rng,
            self._lines().filtered(lambda line: line.state in ("open", "partial") and line._get_amount_to_bill() > 0),
        )
        if line:
            self._bill(line, post=rng.random() < 0.8)

    def _pay(self, rng):
        line = self._choose(
            rng,
            self._lines().filtered(lambda line: line.state in ("open", "partial") and not line.has_draft_invoice),
        )
        if line and line.amount_residual > 0.02:
            self._receive(line, round(line.amount_residual * rng.choice([0.1, 0.333, 1]), 2))

    def _pay_in_accounting(self, rng, factor=None):
        """Pay an invoice where accountants do, maybe more than it asks for."""
        move = self._choose(rng, self._invoices().filtered(lambda move: move.amount_residual > 1))
        if move:
            wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids)
            amount = round(move.amount_residual * (factor or rng.choice([0.25, 1])), 2)
            wizard.create(
                {"amount": amount, "journal_id": self.journal.id, "payment_difference_handling": "open"}
            )._create_payments()

    def _overpay(self, rng):
        self._pay_in_accounting(rng, factor=1.2)

    def _credit_note(self, rng):
        move = self._choose(rng, self._invoices().filtered(lambda move: not move.reversal_move_ids))
        if move:
            made = move._reverse_moves(cancel=rng.random() < 0.5)
            made.filtered(lambda move: move.state == "draft").action_post()

    def _pay_back(self, rng):
        """Pay a credit note out."""
        notes = self._invoices().reversal_move_ids.filtered(lambda move: move.state == "posted")
        move = self._choose(rng, notes.filtered(lambda move: move.amount_residual > 1))
        if move:
            self.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids).create(
                {"journal_id": self.journal.id}
            )._create_payments()

    def _unreconcile(self, rng):
        move = self._choose(rng, self._invoices())
        move.line_ids.remove_move_reconcile()

    def _cancel_payment(self, rng):
        payment = self._choose(rng, self._payments() - self._bills("endorsed", "discounted"))
        if payment:
            payment.action_draft()
            payment.action_cancel()

    def _redraft(self, rng):
        move = self._choose(rng, self._invoices().filtered(lambda move: not move.reversal_move_ids))
        if move:
            move.button_draft()
            move.action_post()

    def _cancel_invoice(self, rng):
        move = self._choose(rng, self._invoices().filtered(lambda move: not move.reversal_move_ids))
        if move:
            move.button_draft()
            move.button_cancel()

    def _delete_draft(self, rng):
        self._choose(rng, self._invoices("draft")).unlink()

    def _waive(self, rng):
        line = self._choose(rng, self._lines().filtered(lambda line: line.state in ("open", "partial")))
        if line:
            line.with_user(self.mia).action_waive("Goodwill")

    def _unwaive(self, rng):
        self._lines().filtered("is_waived").action_unwaive()

    def _replan(self, rng):
        contract = self._choose(rng, self.contracts)
        if contract.amount_total >= sum(contract.collection_ids.filtered("is_kept").mapped("amount")):
            contract.action_plan()

    # ------------------------------------------------------------
    # AMENDMENTS, BILLS, DISCOUNTS, OFFSETS, REFUNDS
    # ------------------------------------------------------------

    def _amend(self, rng):
        """Raise or lower a contract; refused where more is invoiced or paid than would be left."""
        contract, way, quantity = self._choose(rng, self.contracts), rng.choice(["spread", "extra"]), rng.randint(1, 6)

        def amend():
            amendment = self.env["sales.contract.amendment"].browse(contract.action_amend()["res_id"])
            amendment.write({"reason": "Another quantity", "plan_way": way})
            amendment.line_ids.filtered(lambda line: line.product_id == self.machine).quantity = quantity
            amendment.action_sign()

        self._if_allowed(amend)

    def _receivable(self, rng):
        """Choose an instalment that money can be registered for."""
        open_lines = self._lines().filtered(lambda line: line.state in ("open", "partial"))
        return self._choose(
            rng,
            open_lines.filtered(
                lambda line: not line.has_draft_invoice and line.amount_residual - line.amount_in_bills > 1
            ),
        )

    def _register(self, shares, amount, **terms):
        return self.env["sales.collection"].with_user(self.fin).action_register_receipts(shares, amount, **terms)

    def _take_bill(self, rng):
        line = self._receivable(rng)
        if line:
            type(self).bill_number += 1
            amount = round((line.amount_residual - line.amount_in_bills) * rng.choice([0.3, 1]), 2)
            bill = {"means": "bill", "bill_number": f"BA{self.bill_number}", "bill_maturity": "2026-09-01"}
            self._register([(line.id, amount)], amount, **bill)

    def _bills(self, *states):
        return self._payments().filtered(lambda payment: payment.bill_state in states)

    def _cash_bill(self, rng):
        bill = self._choose(rng, self._bills("held"))
        if bill:
            bill.with_user(self.fin).action_cash_bill()

    def _endorse_bill(self, rng):
        """Pay whoever sells steel to us: the customer is a vendor, too."""
        bill = self._choose(rng, self._bills("held"))
        if bill:
            bill.with_user(self.fin).action_endorse_bill(self.customer.id, rng.choice([None, []]))

    def _discount_bill(self, rng):
        bill = self._choose(rng, self._bills("held"))
        if bill:
            interest = round(bill.amount * rng.choice([0, 0.02]), 2)
            expense = self.company_data["default_account_expense"]
            bill.with_user(self.fin).action_discount_bill(self.journal.id, interest, account_id=expense.id)

    def _hold_bill(self, rng):
        bill = self._choose(rng, self._bills("cashed", "endorsed", "discounted"))
        if bill:
            bill.with_user(self.fin).action_hold_bill()

    def _dishonour(self, rng):
        bill = self._choose(rng, self._bills("held", "endorsed", "discounted"))
        if bill:
            bill.with_user(self.fin).action_dishonour_bill("No money")

    def _change_bill_setting(self, rng):
        self.company.bill_counts_on = rng.choice(["registered", "cashed"])

    def _pay_early(self, rng):
        """Close an invoiced instalment with a discount."""
        line = self._receivable(rng)
        if line and line._get_open_items({}) and line.amount_residual - line.amount_in_bills > 20:
            amount = round(line.amount_residual - line.amount_in_bills - 10, 2)
            self._if_allowed(lambda: self._register([(line.id, amount, 10)], amount))

    def _offset(self, rng):
        line = self._receivable(rng)
        left = self.vendor_bill.amount_residual
        if line and left > 1:
            invoiced = sum(part for _item, part in line._get_open_items({}))
            amount = round(min(left, invoiced) * rng.choice([0.2, 1]), 2)
            offset = self.env["sales.collection"].with_user(self.fin).action_offset
            self._if_allowed(lambda: offset([(line.id, amount)], [(self.vendor_bill.id, amount)]))

    def _undo_offset(self, rng):
        moves = self.env["account.move"].search([("is_sales_offset", "=", True), ("company_id", "=", self.company.id)])
        move = self._choose(rng, moves.filtered(lambda move: move.offset_state == "done"))
        if move:
            move.with_user(self.fin).action_reverse_offset("Agreed otherwise")

    def _refund(self, rng):
        """Give money back, with or without a credit note."""
        kind = rng.choice(["money", "money_credit", "credit"])
        line = self._choose(rng, self._lines().filtered("amount_paid"))

        def give_back():
            vals = {"collection_id": line.id, "amount": 25, "kind": kind, "reason": "Returned"}
            refund = self.env["sales.refund"].with_user(line.user_id).create(vals)
            refund.action_submit()
            refund.approval_id.with_user(self.mia).action_approve()
            refund.with_user(self.fin).action_carry_out()

        if line:
            self._if_allowed(give_back)
