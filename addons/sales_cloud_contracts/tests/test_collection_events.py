from freezegun import freeze_time

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

    # ------------------------------------------------------------
    # AFTERWARDS
    # ------------------------------------------------------------

    def test_a_completed_contract_is_in_force_again_when_something_is_open_again(self):
        payments = self.env["account.payment"]
        for line in self.contract.collection_ids:
            self._bill(line)
            payments |= self._receive(line, line.amount)
        self.contract.with_user(self.ann).action_done()
        with self.assertRaisesRegex(UserError, "nothing of it is open"):
            self.contract.with_user(self.ann).action_start()
        payments[-1].with_user(self.fin).action_draft()
        payments[-1].with_user(self.fin).action_cancel()
        self.assertEqual((self.contract.state, self.contract.amount_residual), ("running", self.third.amount))
        self.third.match_ids.move_id._reverse_moves(cancel=True)
        self._bill(self.third)
        self._receive(self.third, self.third.amount)
        self.contract.with_user(self.ann).action_done()
        self.assertCollected(self.contract.amount_total)

    def test_taking_a_waiver_back_opens_a_completed_contract_too(self):
        self.contract.collection_ids.with_user(self.mia).action_waive("Goodwill")
        self.contract.with_user(self.ann).action_done()
        self.third.with_user(self.mia).action_unwaive()
        self.assertEqual((self.contract.state, self.contract.amount_residual), ("running", self.third.amount))

    def test_what_a_void_or_terminated_contract_waived_stays_waived(self):
        void, ended = self._new_contract(), self._new_contract()
        void.with_user(self.mia).action_void("Signed twice")
        ended.with_user(self.mia).action_terminate("Given up", amount=0)
        for line in (void | ended).collection_ids:
            with self.assertRaisesRegex(UserError, "closed with its contract"):
                line.with_user(self.mia).action_unwaive()
        self.assertEqual(set((void | ended).collection_ids.mapped("state")), {"waived"})

    def test_an_invoice_in_another_currency_than_its_contract_is_not_confirmed(self):
        euro = self.setup_other_currency("EUR", rates=[("2026-01-01", 0.5)])
        invoice = self._bill(self.first, post=False).with_user(self.fin)
        invoice.currency_id = euro
        with self.assertRaisesRegex(UserError, "is in EUR"):
            invoice.action_post()
        invoice.unlink()
        self.assertEqual(self._bill(self.first).currency_id, self.contract.currency_id)

    def test_what_a_credit_note_or_an_edited_draft_leaves_open_is_invoiced_again(self):
        note = self._bill(self.first)._reverse_moves()
        note.invoice_line_ids[0].write({"price_unit": 100, "extra_tax_data": False})
        note.action_post()
        draft = self._bill(self.second, post=False)
        draft.invoice_line_ids[0].write({"price_unit": draft.invoice_line_ids[0].price_unit - 100})
        draft.with_user(self.fin).action_post()
        for line, left in ((self.first, note.amount_total), (self.second, self.second.amount - draft.amount_total)):
            again = self._bill(line)
            self.assertAlmostEqual(again.amount_total, left, 2)
            self.assertAlmostEqual(line.amount_invoiced, line.amount, 2)
        self._bill(self.third)
        self.assertAlmostEqual(self.contract.amount_invoiced, self.contract.amount_total, 2)

    def test_an_instalment_that_is_credited_after_the_last_invoice_is_invoiced_again(self):
        for line in self.contract.collection_ids:
            self._bill(line)
        self.second.match_ids.move_id._reverse_moves(cancel=True)
        again = self._bill(self.second)
        self.assertEqual((again.move_type, again.amount_total), ("out_invoice", self.second.amount))
        invoices = self.contract.collection_ids.match_ids.move_id
        self.assertAlmostEqual(sum(invoices.mapped("amount_residual")), self.contract.amount_total, 2)

    def test_a_rejected_payment_makes_room_for_the_one_that_replaces_it(self):
        self._bill(self.first)
        self._receive(self.first, 500).with_user(self.fin).action_reject()
        self.assertEqual((self.first.amount_in_bills, self.first.amount_residual), (0, self.first.amount))
        self._receive(self.first, self.first.amount)
        self.assertCollected(self.first.amount)

    def test_the_day_goes_with_the_invoice_that_it_counted_from(self):
        contract = self._new_contract(sign=False)
        line = contract.collection_ids[0]
        line.write({"due_base": "invoice", "due_days": 30})
        contract.action_sign()
        invoice = self._bill(line)
        self.assertEqual(str(line.date_due), "2026-04-15")
        invoice.with_user(self.fin).button_draft()
        invoice.with_user(self.fin).button_cancel()
        self.assertFalse(line.date_due)
        with freeze_time("2026-05-04"):
            self._bill(line)._reverse_moves(cancel=True)
            self.assertFalse(line.date_due)
        with freeze_time("2026-06-01"):
            invoice = self._bill(line)
        self.assertEqual((str(line.date_due), line.date_due), ("2026-07-01", invoice.invoice_date_due))

    def test_a_receipt_for_a_branch_is_booked_in_the_branch(self):
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        self.cr.precommit.run()  # gives the branch its accounts
        companies = branch | self.company
        self.fin.write({"company_ids": [Command.link(branch.id)]})
        order = self._new_order(company_id=branch.id, team_id=False, user_id=False)
        contract = self._new_contract(order=order)
        line = contract.collection_ids[0].with_context(allowed_company_ids=companies.ids)
        invoice = self._bill(line)
        payment = self._receive(line, line.amount)
        self.assertEqual((contract.company_id, invoice.company_id), (branch, branch))
        self.assertEqual((payment.company_id, payment.move_id.company_id), (branch, branch))
        self.assertEqual((payment.journal_id.company_id, line.state), (self.company, "paid"))
