from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import ContractsCommon


@tagged("post_install", "-at_install")
class TestOffset(ContractsCommon):
    """What a customer owes is offset against what it is owed: one entry, both sides reconciled, undone as a whole."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._new_contract()
        cls.first, cls.second, cls.third = cls.contract.collection_ids
        cls.invoice = cls._bill(cls.first)
        cls.payable = cls._vendor_bill(500)

    @classmethod
    def _vendor_bill(cls, amount, partner=None, post=True, **values):
        bill = cls.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": (partner or cls.customer).id,
                "invoice_date": "2026-03-01",
                "invoice_line_ids": [Command.create({"name": "Steel", "price_unit": amount, "tax_ids": False})],
                **values,
            }
        )
        if post:
            bill.action_post()
        return bill

    def _offset(self, shares, bills, user=None, **values):
        return (
            self.env["sales.collection"]
            .with_user(user or self.fin)
            .action_offset(
                [(line.id, part) for line, part in shares], [(bill.id, part) for bill, part in bills], **values
            )
        )

    def test_one_entry_settles_both_sides_and_counts_as_collected(self):
        other = self._vendor_bill(80)
        move = self._offset(
            [(self.first, 380)], [(self.payable, 300), (other, 80)], date="2026-03-10", memo="Agreement 7"
        )
        self.assertEqual((move.state, move.ref, move.offset_state), ("posted", "Agreement 7", "done"))
        self.assertEqual(
            (self.first.amount_paid, self.payable.amount_residual, other.payment_state), (380, 200, "paid")
        )
        self.assertAlmostEqual(self.invoice.amount_residual, self.invoice.amount_total - 380, 2)
        self.assertTrue(all(move.line_ids.mapped("reconciled")))
        self.assertEqual(self.env["account.payment"].search_count([("partner_id", "=", self.customer.id)]), 0)
        rows = self.env["sales.credit"].search([("contract_id", "=", self.contract.id), ("metric", "=", "collected")])
        self.assertEqual(rows.mapped(lambda row: str(row.date)), ["2026-03-10"])
        self.assertEqual((move.offset_collection_ids, move.offset_bill_ids), (self.first, self.payable | other))

    def test_undoing_opens_both_sides_and_takes_the_credit_back(self):
        move = self._offset([(self.first, 380)], [(self.payable, 380)])
        with self.assertRaisesRegex(UserError, "needs a reason"):
            move.with_user(self.fin).action_reverse_offset(" ")
        with self.assertRaises(AccessError):
            move.with_user(self.ann).action_reverse_offset("Mine")
        move.with_user(self.fin).action_reverse_offset("The vendor disagrees")
        self.assertEqual((move.offset_state, self.first.state, self.payable.amount_residual), ("reversed", "open", 500))
        self.assertEqual(self.invoice.payment_state, "not_paid")
        self.assertEqual(self.credit(self.contract, "collected"), {})
        with self.assertRaisesRegex(UserError, "no offset in force"):
            move.with_user(self.fin).action_reverse_offset("Again")
        self._offset([(self.first, 380)], [(self.payable, 380)])
        self.assertEqual(self.first.amount_paid, 380)

    def test_offsets_are_refused_with_a_clear_sentence(self):
        stranger = self.env["res.partner"].create({"name": "Tiger"})
        theirs = self._vendor_bill(100, partner=stranger)
        draft = self._vendor_bill(100, post=False)
        euro = self.setup_other_currency("EUR", rates=[("2026-01-01", 0.5)])
        foreign = self._vendor_bill(100, currency_id=euro.id)
        table = [
            ([(self.first, 100)], [(self.payable, 90)], "same total"),
            ([(self.first, 501)], [(self.payable, 501)], "is left to pay"),
            ([(self.first, self.first.amount + 1)], [(self.payable, self.first.amount + 1)], "is more than the"),
            ([(self.second, 100)], [(self.payable, 100)], "not invoiced that far"),
            ([(self.first, 100)], [(theirs, 100)], "is no bill of"),
            ([(self.first, 100)], [(draft, 100)], "no confirmed vendor bill"),
            ([(self.first, 100)], [(self.invoice, 100)], "no confirmed vendor bill"),
            ([(self.first, 100)], [(foreign, 100)], "one currency"),
            ([(self.first, 0)], [(self.payable, 0)], "above zero"),
            ([(self.first, 100)], [], "Choose the instalments"),
        ]
        for shares, bills, sentence in table:
            with self.subTest(sentence=sentence), self.assertRaisesRegex(UserError, sentence):
                self._offset(shares, bills)
        with self.assertRaisesRegex(UserError, "future"):
            self._offset([(self.first, 100)], [(self.payable, 100)], date="2026-04-01")
        with self.assertRaises(AccessError):
            self._offset([(self.first, 100)], [(self.payable, 100)], user=self.ann)
        self.assertEqual((self.first.amount_paid, self.payable.amount_residual), (0, 500))

    def test_an_offset_in_another_currency_leaves_the_exchange_difference_to_odoo(self):
        euro = self.setup_other_currency("EUR", rates=[("2026-01-01", 0.5), ("2026-03-10", 0.25)])
        order = self._new_order(state="draft")
        order.currency_id = euro
        contract = self.env["sales.contract"].create(
            {
                "partner_id": self.customer.id,
                "user_id": self.ann.id,
                "currency_id": euro.id,
                "collection_template_id": self.template.id,
                "line_ids": [Command.create({"product_id": self.service.id, "name": "Service", "price_unit": 1000})],
            }
        )
        contract.action_plan()
        contract.action_sign("2026-03-01")
        first = contract.collection_ids[0]
        invoice = self._bill(first, post=False)
        invoice.invoice_date = "2026-03-01"
        invoice.action_post()
        bill = self._vendor_bill(100.01, currency_id=euro.id)
        move = self._offset([(first, 100.01)], [(bill, 100.01)], date="2026-03-12")
        self.assertEqual((first.amount_paid, bill.payment_state), (100.01, "paid"))
        self.assertEqual(sum(move.line_ids.mapped("balance")), 0)

    def test_the_form_begins_with_what_both_sides_owe_and_spreads_the_amount(self):
        other = self._vendor_bill(80)
        self._bill(self.second)
        form = Form(
            self.env["sales.collection.offset"].with_user(self.fin).with_context(default_collection_id=self.first.id)
        )
        self.assertEqual(form.amount, 580)
        form.amount = 520
        wizard = form.save()
        self.assertEqual(
            wizard.bill_ids.mapped(lambda row: (row.bill_id, row.amount)), [(self.payable, 500), (other, 20)]
        )
        wizard.action_offset()
        self.assertEqual((self.first.amount_paid, other.amount_residual), (520, 60))

    def test_a_means_offset_without_the_entry_does_not_exist(self):
        payment = self.env["account.payment"]
        self.assertNotIn("offset", dict(payment._fields["receipt_means"].selection))
