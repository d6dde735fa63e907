from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import ContractsCommon

SPECIAL = {"invoice_type": "special", "tax_id": "91440300", "address": "Shenzhen", "bank_account": "ICBC 6222"}


@tagged("post_install", "-at_install")
class TestInvoiceRequest(ContractsCommon):
    """A representative asks, finance issues; red letter and void open the instalments again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._new_contract()
        cls.first, cls.second, cls.third = cls.contract.collection_ids

    def _ask(self, *shares, user=None, submit=True, **values):
        lines = [Command.create({"collection_id": line.id, "amount": amount}) for line, amount in shares]
        vals = {"contract_id": self.contract.id, "line_ids": lines, **values}
        request = self.env["sales.invoice.request"].with_user(user or self.ann).create(vals)
        if submit:
            request.action_submit()
        return request

    def _issue(self, request, number="26440001"):
        request.with_user(self.fin).action_issue(number)

    def test_finance_issues_what_was_asked_for_and_the_number_is_recorded(self):
        request = self._ask((self.first, self.first.amount), (self.second, 100), **SPECIAL)
        self.assertEqual((request.state, request.title), ("approved", "Dragon Machines"))
        self._issue(request)
        self.assertEqual((request.state, request.tax_invoice_number), ("issued", "26440001"))
        self.assertEqual(set(request.move_ids.mapped("state")), {"posted"})
        self.assertEqual((self.first.amount_invoiced, self.second.amount_invoiced), (self.first.amount, 100))
        rest = self._ask((self.second, self.second.amount - 100))
        self._issue(rest, "26440002")
        self.assertEqual(self.second.amount_invoiced, self.second.amount)

    def test_an_instalment_is_proposed_with_what_is_not_invoiced(self):
        request = self._ask(submit=False)
        line = self.env["sales.invoice.request.line"].with_user(self.ann)
        line = line.create({"request_id": request.id, "collection_id": self.first.id})
        self.assertEqual(line.amount, self.first.amount)

    def test_requests_are_refused_with_a_clear_sentence(self):
        strange = self._new_contract(user=self.ann).collection_ids[0]
        table = [
            ([], {}, "which instalments"),
            ([(strange, 10)], {}, "belong to contract"),
            ([(self.first, self.first.amount + 1)], {}, "not invoiced yet"),
            ([(self.first, 10)], {"invoice_type": "special"}, "tax number"),
        ]
        for shares, values, sentence in table:
            with self.subTest(sentence=sentence), self.assertRaisesRegex(UserError, sentence):
                self._ask(*shares, **values)
        self._bill(self.first)
        with self.assertRaisesRegex(UserError, "already invoiced"):
            self._ask((self.first, 10))

    def test_what_was_invoiced_meanwhile_cannot_be_issued_again(self):
        request, other = self._ask((self.first, self.first.amount)), self._ask((self.first, 10))
        self._issue(request)
        with self.assertRaisesRegex(UserError, "already invoiced"):
            self._issue(other, "26440002")
        with self.assertRaisesRegex(UserError, "Reload"):
            self._issue(request)

    def test_an_approval_rule_asks_the_manager_first(self):
        self.env["sales.approval.rule"].create(
            {
                "name": "Invoices",
                "model": "sales.invoice.request",
                "company_id": self.company.id,
                "level_ids": [Command.create({"approver": "manager"})],
            }
        )
        request = self._ask((self.first, 10))
        self.assertEqual(request.state, "approval")
        with self.assertRaisesRegex(UserError, "Reload"):
            self._issue(request)
        request.approval_id.with_user(self.mia).action_approve()
        self.assertEqual(request.state, "approved")

    def test_a_red_letter_credits_the_invoice_and_the_instalment_can_be_invoiced_again(self):
        request = self._ask((self.first, self.first.amount))
        self._issue(request)
        request.with_user(self.fin).action_red_letter("Wrong title", "26449999")
        self.assertEqual((request.state, request.red_number), ("red", "26449999"))
        self.assertEqual((self.first.amount_invoiced, self.first.state), (0, "open"))
        self._issue(self._ask((self.first, self.first.amount)), "26440002")
        self.assertEqual(self.first.amount_invoiced, self.first.amount)

    def test_what_was_paid_on_a_red_lettered_invoice_pays_the_next_one_of_its_instalment(self):
        half = self.currency.round(self.first.amount / 2)
        self._receive(self.first, half)
        red = self._ask((self.first, self.first.amount))
        self._issue(red)
        red.with_user(self.fin).action_red_letter("Wrong title", "26449999")
        self.assertEqual((self.first.amount_invoiced, self.first.amount_paid), (0, half))

        again = self._ask((self.first, self.first.amount))
        self._issue(again, "26440002")

        rest = self.currency.round(self.first.amount - half)
        self.assertEqual((again.move_ids.amount_residual, self.first.amount_paid), (rest, half))
        self._receive(self.first, rest)
        self.assertEqual((again.move_ids.payment_state, self.first.state), ("paid", "paid"))
        notes = red.move_ids.reversal_move_ids
        self.assertEqual(sum((red.move_ids | again.move_ids | notes).mapped("amount_residual_signed")), 0)
        self.assertEqual(red.with_user(self.fin).action_view_invoices()["domain"][0][2], (red.move_ids | notes).ids)

    def test_what_was_paid_on_one_instalment_pays_no_invoice_of_another(self):
        red = self._ask((self.first, self.first.amount))
        self._issue(red)
        self._receive(self.first, 10)
        red.with_user(self.fin).action_red_letter("Wrong title", "26449999")
        other = self._ask((self.second, self.second.amount))
        self._issue(other, "26440002")
        self.assertEqual(other.move_ids.amount_residual, other.move_ids.amount_total)
        self.assertEqual((self.first.amount_paid, self.second.amount_paid), (10, 0))

    def test_whoever_asked_is_told_what_became_of_the_invoice(self):
        request = self._ask((self.first, self.first.amount))
        self._issue(request)
        request.with_user(self.fin).action_red_letter("Wrong title", "26449999")
        told = self.env["mail.message"].sudo().search([("partner_ids", "in", self.ann.partner_id.ids)], order="id")
        self.assertEqual(
            [(message.author_id, message.preview) for message in told],
            [
                (self.fin.partner_id, "Invoice 26440001 is issued."),
                (self.fin.partner_id, "The invoice is red-lettered: Wrong title"),
            ],
        )

    def test_only_an_unpaid_invoice_of_this_month_becomes_void(self):
        request = self._ask((self.first, self.first.amount))
        self._issue(request)
        request.with_user(self.fin).action_void("Wrong title")
        self.assertEqual((request.state, request.move_ids.state, self.first.amount_invoiced), ("void", "cancel", 0))
        paid = self._ask((self.first, self.first.amount))
        self._issue(paid, "26440002")
        self._receive(self.first, 10)
        with self.assertRaisesRegex(UserError, "red-letter"):
            paid.with_user(self.fin).action_void("Too late")

    def test_only_the_owner_asks_only_finance_issues_and_another_company_sees_nothing(self):
        with self.assertRaises(AccessError):
            self._ask((self.first, 10), user=self.bob)
        request = self._ask((self.first, 10))
        with self.assertRaises(AccessError):
            request.with_user(self.ann).action_issue("1")
        with self.assertRaisesRegex(UserError, "stays as it is"):
            request.line_ids.amount = 5
        branch = self.env["res.company"].create({"name": "Branch"})
        stranger = self._new_user("foreign_fin", "sales_cloud_contracts.group_finance", company=branch)
        self.assertFalse(self.env["sales.invoice.request"].with_user(stranger).search([]))

    def test_the_form_proposes_the_first_instalment_that_is_not_invoiced(self):
        first, second, _third = self.contract.collection_ids
        requests = self.env["sales.invoice.request"].with_user(self.ann)
        for expected in (first, second):
            with Form(requests.with_context(default_contract_id=self.contract.id)) as form:
                request = form.save()
            self.assertEqual(request.line_ids.collection_id, expected)
            self.assertEqual(request.amount, expected.amount)
            request.action_cancel()
            self._bill(expected)

    def test_an_invoice_that_was_credited_or_cancelled_is_not_taken_back_whole(self):
        request = self._ask((self.first, self.first.amount)).with_user(self.fin)
        self._issue(request)
        for amount in (100, self.first.amount - 100):
            vals = {"collection_id": self.first.id, "amount": amount, "kind": "credit", "reason": "Damaged"}
            refund = self.env["sales.refund"].with_user(self.ann).create(vals)
            refund.action_submit()
            refund.sudo().approval_id.with_user(self.mia).action_approve()
            refund.with_user(self.fin).action_carry_out()
            for take_back in (lambda: request.action_red_letter("Wrong", "1"), lambda: request.action_void("Wrong")):
                with self.subTest(credited=amount), self.assertRaisesRegex(UserError, "credited or cancelled already"):
                    take_back()
        self.assertEqual((request.state, self.first.amount_invoiced), ("issued", 0))
        other = self._ask((self.second, 100)).with_user(self.fin)
        self._issue(other, "26440002")
        other.move_ids.button_draft()
        other.move_ids.button_cancel()
        with self.assertRaisesRegex(UserError, "credited or cancelled already"):
            other.action_red_letter("Wrong", "1")

    def test_a_tax_invoice_is_not_dated_in_the_future(self):
        request = self._ask((self.first, 100)).with_user(self.fin)
        with self.assertRaisesRegex(UserError, "not dated in the future"):
            request.action_issue("26440001", "2026-03-17")
        request.action_issue("26440001", "2026-03-15")
        self.assertEqual(str(request.move_ids.invoice_date), "2026-03-15")
