from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ContractsCommon


@tagged("post_install", "-at_install")
class TestContractOutside(ContractsCommon):
    """What happens to the documents of a contract outside of it, and what the contract says then.

    The contract: a machine 3 x 1,000 less 5 % and a service 333.33, 13 % tax: 3,597.16 in 1,079.15, 2,158.29, 359.72.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._new_contract()
        cls.order = cls.contract.order_ids
        cls.first, cls.second, cls.third = cls.contract.collection_ids

    def _pay_without_entry(self, amount):
        """Return a payment that makes no journal entry, as a company without bank accounts in its books has it."""
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.customer.id,
                "amount": amount,
                "journal_id": self.journal.id,
            }
        )
        payment.outstanding_account_id = False
        return payment

    def _match(self, line, amount, **document):
        return self.env["sales.collection.match"].create({"collection_id": line.id, "amount": amount, **document})

    def _collected(self):
        return sum(self.credit(self.contract, "collected").values())

    # ------------------------------------------------------------
    # PAYMENTS
    # ------------------------------------------------------------

    def test_a_payment_without_a_journal_entry_counts_while_it_is_in_process_or_paid(self):
        payment = self._pay_without_entry(565)
        self._match(self.first, 565, payment_id=payment.id)
        self.assertFalse(payment.move_id)
        for step, paid, state in (
            ("action_post", 565, "partial"),
            ("action_reject", 0, "open"),
            ("action_draft", 0, "open"),
            ("action_validate", 565, "partial"),
            ("action_cancel", 0, "open"),
        ):
            getattr(payment, step)()
            with self.subTest(step=step):
                self.assertFalse(payment.move_id)
                self.assertEqual((self.first.amount_paid, self.first.state), (paid, state))
                self.assertEqual(self._collected(), 500 if paid else 0)
        self.assertFalse(self._ledger_differences())

    def test_a_rejected_payment_with_an_entry_counts_no_more(self):
        payment = self._receive(self.first, 565)
        self.assertEqual((payment.state in ("in_process", "paid"), self._collected()), (True, 500))
        payment.action_reject()
        self.assertEqual((self.first.amount_paid, self._collected()), (0, 0))
        self.assertFalse(self._ledger_differences())

    def _ledger_differences(self):
        self.env["sales.credit"]._check_ledger(self.company)
        domain = [("res_model", "=", "sales.contract"), ("res_id", "=", self.contract.id)]
        return self.env["sales.credit.difference"].search(domain)

    # ------------------------------------------------------------
    # INVOICES
    # ------------------------------------------------------------

    def test_a_draft_invoice_bills_nothing_yet_and_is_not_made_twice(self):
        self._bill(self.first, post=False)
        self.assertEqual((self.first.amount_invoiced, self.first.has_draft_invoice), (0, True))
        with self.assertRaisesRegex(UserError, "already invoiced"):
            self._bill(self.first)
        with self.assertRaisesRegex(UserError, "is a draft"):
            self._receive(self.first, 100)

    def test_an_invoice_made_outside_stops_the_next_one_until_it_is_matched(self):
        outside = self.order._create_invoices()
        outside.action_post()
        self.assertEqual(self.contract.amount_invoiced, 0)
        with self.assertRaisesRegex(UserError, "invoiced outside the contract"):
            self._bill(self.first)
        for line in self.contract.collection_ids:
            self._match(line, line.amount, move_id=outside.id)
        self.assertEqual(self.contract.amount_invoiced, self.contract.amount_total)
        payment = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=outside.ids)
        payment.create({"amount": 1500})._create_payments()
        self.assertEqual(self.contract.collection_ids.mapped("amount_paid"), [1079.15, 420.85, 0])

    def test_an_order_that_changes_after_the_signature_is_refused_at_its_next_invoice(self):
        self._bill(self.first)
        self.order.order_line.filtered(lambda line: line.product_id == self.service).price_unit = 500
        self.assertEqual((self.contract.amount_total, self.contract.amount_planned), (3597.16, 3597.16))
        with self.assertRaisesRegex(UserError, "says something else than the contract"):
            self._bill(self.second)
        self.order.order_line.filtered(lambda line: line.product_id == self.service).price_unit = 333.33
        extra = self.env["sale.order.line"].create(
            {"order_id": self.order.id, "product_id": self.service.id, "price_unit": 10}
        )
        with self.assertRaisesRegex(UserError, "says something else than the contract"):
            self._bill(self.second)
        extra.product_uom_qty = 0
        self.assertEqual(self._bill(self.second).amount_total, 2158.29)

    # ------------------------------------------------------------
    # CUSTOMERS
    # ------------------------------------------------------------

    def test_the_contracts_of_a_merged_customer_go_on_with_the_one_that_stays(self):
        self._receive(self.first, 100)
        invoice = self._bill(self.first)
        other = self.env["res.partner"].create({"name": "Dragon Machines Ltd", "is_company": True})
        merge = self.env["base.partner.merge.automatic.wizard"].create({"partner_ids": [Command.set([other.id])]})
        merge._merge((self.customer | other).ids, other)
        self.env.invalidate_all()
        self.assertFalse(self.customer.exists())
        for record in (self.contract, self.first, invoice, self.contract.credit_ids[0]):
            self.assertEqual(record.partner_id, other, record)
        self.assertEqual((self.first.amount_invoiced, self.first.amount_paid), (1079.15, 100))
        self._receive(self.first, 979.15)
        self.assertEqual((self.first.state, self.contract.amount_paid), ("paid", 1079.15))
        self.assertEqual(self._bill(self.second).partner_id, other)
