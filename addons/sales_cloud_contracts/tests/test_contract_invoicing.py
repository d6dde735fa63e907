from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ContractsCommon


@tagged("post_install", "-at_install")
class TestContractInvoicing(ContractsCommon):
    def assertExact(self, contract, invoices):
        """The invoices total the contract, untaxed and taxed, to the cent."""
        total = contract.currency_id.round(sum(invoices.mapped("amount_total")))
        untaxed = contract.currency_id.round(sum(invoices.mapped("amount_untaxed")))
        self.assertEqual((total, untaxed), (contract.amount_total, contract.amount_untaxed))

    def test_each_instalment_is_invoiced_exactly_and_the_whole_makes_the_contract(self):
        contract = self._new_contract()
        invoices = self.env["account.move"]
        for line in contract.collection_ids:
            invoice = self._bill(line)
            self.assertEqual((invoice.amount_total, invoice.invoice_date_due), (line.amount, line.date_due))
            invoices |= invoice
        self.assertExact(contract, invoices)
        self.assertEqual(contract.order_ids.invoice_status, "invoiced")
        self.assertEqual([invoice._is_downpayment() for invoice in invoices], [True, True, False])
        self.assertEqual(set(contract.collection_ids.mapped("state")), {"open"})
        self.assertEqual(contract.amount_invoiced, contract.amount_total)

    def test_awkward_amounts_stay_exact(self):
        for price, taxes in ((0.07, 13), (333.335, 6), (99999.99, 9), (1.01, 0)):
            with self.subTest(price=price, tax=taxes):
                tax = self.env["account.tax"].create({"name": f"T{price}", "amount": taxes, "type_tax_use": "sale"})
                line = {"product_id": self.machine.id, "product_uom_qty": 7, "price_unit": price}
                order = self._new_order(order_line=[Command.create({**line, "tax_ids": [Command.set(tax.ids)]})] * 3)
                contract = self._new_contract(order=order)
                self.assertExact(contract, self.env["account.move"].union(*map(self._bill, contract.collection_ids)))

    def test_instalments_may_be_invoiced_in_any_order(self):
        contract = self._new_contract()
        plan = contract.collection_ids
        invoices = self.env["account.move"].union(*[self._bill(plan[index]) for index in (2, 0, 1)])
        self.assertExact(contract, invoices)

    def test_a_contract_over_several_orders_is_invoiced_exactly(self):
        orders = self._new_order() | self._new_order(order_line=[Command.create({"product_id": self.service.id})])
        contract = self.env["sales.contract"].browse(orders.action_create_contract()["res_id"])
        contract.action_sign()
        for line in contract.collection_ids:
            line.with_user(self.fin).action_create_invoice()
        invoices = contract.collection_ids.match_ids.move_id
        invoices.action_post()
        self.assertExact(contract, invoices)
        self.assertEqual(contract.amount_invoiced, contract.amount_total)

    def test_a_contract_without_an_order_is_invoiced_from_its_own_lines(self):
        contract = self.env["sales.contract"].create(
            {
                "partner_id": self.customer.id,
                "user_id": self.ann.id,
                "line_ids": [
                    Command.create({"product_id": self.machine.id, "quantity": 3, "discount": 5}),
                    Command.create({"product_id": self.service.id}),
                ],
            }
        )
        contract.action_plan()
        contract.action_sign()
        invoices = self.env["account.move"].union(*map(self._bill, contract.collection_ids))
        self.assertExact(contract, invoices)
        self.assertEqual(set(invoices.mapped("partner_id")), {self.customer})

    def test_an_instalment_is_invoiced_once(self):
        contract = self._new_contract()
        first = contract.collection_ids[0]
        self._bill(first, post=False)
        with self.assertRaisesRegex(UserError, "already invoiced"):
            first.with_user(self.fin).action_create_invoice()
        first.match_ids.move_id.unlink()
        self.assertFalse(first.match_ids)
        self._bill(first)

    def test_only_signed_contracts_are_invoiced(self):
        contract = self._new_contract(sign=False)
        with self.assertRaisesRegex(UserError, "not in force"):
            contract.collection_ids[0].with_user(self.fin).action_create_invoice()

    def test_a_suspended_contract_is_not_invoiced(self):
        contract = self._new_contract()
        contract.action_start()
        contract.action_suspend()
        with self.assertRaisesRegex(UserError, "not in force"):
            contract.collection_ids[0].with_user(self.fin).action_create_invoice()

    def test_a_credited_instalment_can_be_invoiced_again(self):
        contract = self._new_contract()
        first = contract.collection_ids[0]
        invoice = self._bill(first)
        invoice._reverse_moves(cancel=True)
        self.assertEqual((first.amount_invoiced, first.amount_paid, first.state), (0, 0, "open"))
        again = self._bill(first)
        self.assertEqual((first.amount_invoiced, again.amount_total), (first.amount, first.amount))

    def test_a_partial_credit_note_lowers_what_is_invoiced(self):
        contract = self._new_contract()
        first = contract.collection_ids[0]
        invoice = self._bill(first)
        refund = invoice._reverse_moves()
        refund.invoice_line_ids[0].write({"price_unit": 100, "extra_tax_data": False})
        refund.action_post()
        self.assertAlmostEqual(first.amount_invoiced, first.amount - refund.amount_total, places=6)

    def test_foreign_currency_stays_exact(self):
        usd = self.setup_other_currency("USD") if self.currency.name != "USD" else self.setup_other_currency("EUR")
        pricelist = self.env["product.pricelist"].create({"name": "Foreign", "currency_id": usd.id})
        contract = self._new_contract(order=self._new_order(pricelist_id=pricelist.id))
        self.assertEqual(contract.currency_id, usd)
        self.assertExact(contract, self.env["account.move"].union(*map(self._bill, contract.collection_ids)))
