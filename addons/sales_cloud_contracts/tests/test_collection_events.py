from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ContractsCommon


@tagged("post_install", "-at_install")
class TestCollectionEvents(ContractsCommon):
    """What happens around the plan in accounting, sales and contacts has a defined result."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._new_contract()
        cls.first, cls.second, cls.third = cls.contract.collection_ids

    def assertCollected(self, amount):
        self.assertAlmostEqual(self.contract.amount_paid, amount, 2)
        net = sum(self.credit(self.contract, "collected").values())
        self.assertAlmostEqual(net, self.contract._get_credit_amounts()["collected"], 2)

    def _payment(self, amount, **values):
        return self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.customer.id,
                "amount": amount,
                "journal_id": self.journal.id,
                **values,
            }
        )

    def _match(self, line, payment, amount):
        vals = {"collection_id": line.id, "payment_id": payment.id, "amount": amount}
        return self.env["sales.collection.match"].create(vals)

    def test_a_payment_without_an_entry_is_an_advance_while_it_is_in_process(self):
        payment = self._payment(200)
        payment.outstanding_account_id = False
        payment.action_post()
        self.assertFalse(payment.move_id)
        self._match(self.first, payment, 200)
        self.assertCollected(200)
        payment.action_reject()
        self.assertCollected(0)
        payment.action_draft()
        payment.action_post()
        self.env.flush_all()
        self.assertAlmostEqual(self.contract.amount_paid, 200, 2)

    def test_a_rejected_payment_counts_as_nothing_also_where_it_closed_an_invoice(self):
        self._bill(self.first)
        payment = self._receive(self.first, 300)
        self.assertCollected(300)
        payment.with_user(self.fin).action_reject()
        self.assertCollected(0)

    def test_an_invoice_outside_the_contract_changes_nothing_of_its_plan(self):
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_line_ids": [Command.create({"name": "Spare parts", "price_unit": 500, "tax_ids": False})],
            }
        )
        invoice.action_post()
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids)
        wizard.create({"journal_id": self.journal.id})._create_payments()
        self.assertEqual((invoice.payment_state, self.contract.amount_invoiced), ("paid", 0))
        self.assertCollected(0)

    def test_an_order_that_was_invoiced_outside_the_contract_is_told_when_an_instalment_is_invoiced(self):
        order = self.contract.order_ids
        outside = order._create_invoices()
        outside.action_post()
        self.assertEqual((self.contract.amount_invoiced, self.first.amount_invoiced), (0, 0))
        with self.assertRaisesRegex(UserError, "invoiced outside the contract"):
            self._bill(self.first)

    def test_a_merged_customer_takes_its_contracts_plan_and_money_along(self):
        self._bill(self.first)
        self._receive(self.first, 300)
        other = self.env["res.partner"].create({"name": "Dragon Machines Ltd.", "is_company": True})
        self.env["base.partner.merge.automatic.wizard"].create({})._merge((self.customer | other).ids, other)
        self.env.invalidate_all()
        self.assertEqual((self.contract.partner_id, self.first.partner_id), (other, other))
        self.assertCollected(300)
        self._receive(self.first, self.first.amount - 300)
        self.assertEqual(self.first.state, "paid")
