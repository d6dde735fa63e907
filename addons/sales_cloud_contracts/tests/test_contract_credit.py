from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ContractsCommon


@tagged("post_install", "-at_install")
class TestContractCredit(ContractsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._new_contract(sign=False)
        cls.contract.split_ids = [
            Command.create({"user_id": cls.ann.id, "percent": 66.67}),
            Command.create({"user_id": cls.bob.id, "percent": 33.33}),
        ]
        cls.contract.action_sign()
        cls.first, cls.second, cls.third = cls.contract.collection_ids

    def total(self, metric):
        return round(sum(self.credit(self.contract, metric).values()), 2)

    def test_the_signature_credits_the_untaxed_total_to_the_shares(self):
        self.assertEqual(self.contract.amount_untaxed, 3183.33)
        self.assertEqual(self.credit(self.contract, "signed"), {"ann": 2122.33, "bob": 1061.0})
        row = self.contract.credit_ids[0]
        self.assertEqual(
            (row.partner_id, row.date.isoformat(), row.team_id, row.contract_id),
            (self.customer, "2026-03-16", self.team, self.contract),
        )

    def test_without_shares_the_owner_gets_everything(self):
        contract = self._new_contract(user=self.bob)
        self.assertEqual(self.credit(contract, "signed"), {"bob": contract.amount_untaxed})

    def test_invoices_credit_their_untaxed_part_and_the_last_takes_the_remainder(self):
        for line in self.contract.collection_ids:
            self._bill(line)
        self.assertEqual(self.total("invoiced"), self.contract.amount_untaxed)
        self.assertEqual(self.credit(self.contract, "invoiced"), self.credit(self.contract, "signed"))

    def test_receipts_credit_what_came_in_without_tax_on_the_day_of_the_money(self):
        self._bill(self.first)
        self._receive(self.first, 113, date="2026-03-03")
        self.assertEqual(self.total("collected"), 100)
        collected = self.contract.credit_ids.filtered(lambda row: row.metric == "collected")
        self.assertEqual(set(map(str, collected.mapped("date"))), {"2026-03-03"})

    def test_everything_collected_is_the_untaxed_total_to_the_cent(self):
        for line in self.contract.collection_ids:
            self._bill(line)
            self._receive(line, 7.77)
            self._receive(line, line.amount_residual)
        self.assertEqual(self.credit(self.contract, "collected"), {"ann": 2122.33, "bob": 1061.0})

    def test_an_advance_credits_once_also_when_its_invoice_takes_it(self):
        self._receive(self.first, 113)
        rows = self.contract.credit_ids.filtered(lambda row: row.metric == "collected")
        self.assertEqual(self.total("collected"), 100)
        self._bill(self.first)
        self.assertEqual(self.contract.credit_ids.filtered(lambda row: row.metric == "collected"), rows)

    def test_undoing_books_the_opposite_and_keeps_the_history(self):
        invoice = self._bill(self.first)
        self._receive(self.first, self.first.amount)
        booked = len(self.contract.credit_ids)
        invoice.line_ids.remove_move_reconcile()
        self.assertEqual((self.total("collected"), self.total("invoiced") > 0), (0, True))
        invoice.button_draft()
        self.assertEqual(self.total("invoiced"), 0)
        self.assertEqual(len(self.contract.credit_ids), booked + 4)
        invoice.action_post()
        self.assertEqual(self.total("invoiced"), self.contract._untaxed(self.first.amount))

    def test_a_credit_note_reverses_invoiced_credit(self):
        self._bill(self.first)._reverse_moves(cancel=True)
        self.assertEqual(self.total("invoiced"), 0)

    def test_receipts_of_several_contracts_in_one_step_keep_their_own_days(self):
        other = self._new_contract()
        invoices = self._bill(self.first) | self._bill(other.collection_ids[0])
        payments = self.env["account.payment"]
        for invoice, day in zip(invoices, ("2026-01-15", "2026-02-15"), strict=True):
            payments |= self.env["account.payment"].create(
                {
                    "partner_id": self.customer.id,
                    "amount": invoice.amount_total,
                    "date": day,
                    "partner_type": "customer",
                }
            )
        payments.action_post()
        pairs = zip(invoices, payments, strict=True)
        lines = [(invoice | payment.move_id)._get_receivable_lines() for invoice, payment in pairs]
        self.env["account.move.line"]._reconcile_plan(lines)
        for contract, day in ((self.contract, "2026-01-15"), (other, "2026-02-15")):
            rows = contract.credit_ids.filtered(lambda row: row.metric == "collected")
            self.assertEqual(set(map(str, rows.mapped("date"))), {day})

    def test_receipts_of_one_contract_in_one_step_are_credited_each_on_its_own_day(self):
        invoice = self._bill(self.first)
        payments = self.env["account.payment"].create(
            [
                {"partner_id": self.customer.id, "amount": amount, "date": day, "partner_type": "customer"}
                for amount, day in ((113, "2026-02-15"), (226, "2026-01-15"))
            ]
        )
        payments.action_post()
        (invoice | payments.move_id)._get_receivable_lines().reconcile()
        self.assertEqual(self.by_day("collected"), {"2026-01-15": 200, "2026-02-15": 100})

    def test_invoices_of_one_contract_confirmed_in_one_step_are_credited_each_on_its_own_day(self):
        invoices = self._bill(self.second, post=False) | self._bill(self.first, post=False)
        for invoice, day in zip(invoices, ("2026-02-10", "2026-01-10"), strict=True):
            invoice.invoice_date = day
        invoices.action_post()
        expected = {
            day: self.contract._untaxed(invoice.amount_total)
            for invoice, day in zip(invoices, ("2026-02-10", "2026-01-10"), strict=True)
        }
        self.assertEqual(self.by_day("invoiced"), expected)

    def by_day(self, metric):
        totals = {}
        for row in self.contract.credit_ids.filtered(lambda row: row.metric == metric):
            totals[str(row.date)] = round(totals.get(str(row.date), 0) + row.amount, 2)
        return totals

    def test_booking_again_books_nothing(self):
        self._bill(self.first)
        before = self.contract.credit_ids
        self.contract._book_credit(self.contract.date_signed)
        self.assertEqual(self.contract.credit_ids, before)

    def test_a_changed_share_moves_the_credit_by_the_difference(self):
        ann, bob = self.contract.split_ids
        with self.assertRaisesRegex(UserError, "only by a sales manager"):
            ann.with_user(self.ann).percent = 100
        self.contract.with_user(self.mia).write(
            {"split_ids": [Command.update(ann.id, {"percent": 50}), Command.update(bob.id, {"percent": 50})]}
        )
        self.env.cr.precommit.run()
        self.assertEqual(self.credit(self.contract, "signed"), {"ann": 1591.66, "bob": 1591.67})

    def test_registering_a_receipt_costs_a_bounded_number_of_queries(self):
        self._bill(self.first)
        self.env.flush_all()
        with self.assertQueryCount(230):
            self._receive(self.first, 100)
            self.env.flush_all()

    def test_moves_without_contract_pay_one_query_per_event(self):
        invoice = self.init_invoice("out_invoice", partner=self.customer, amounts=[100])
        self.env.flush_all()
        invoice._get_collection_matches()
        with self.assertQueryCount(1):
            invoice._get_collection_matches()
