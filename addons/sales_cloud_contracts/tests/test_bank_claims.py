from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import ContractsCommon

PROOF = "cHJvb2Y="


@tagged("post_install", "-at_install")
class TestBankClaims(ContractsCommon):
    """Bank lines, claims, disputes, confirmation and its undoing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._new_contract()
        cls.first, cls.second, cls.third = cls.contract.collection_ids
        cls.foreign = cls._new_contract(user=cls.bob)

    @classmethod
    def _bank_line(cls, amount, payer="Dragon Machines", reference=None, **values):
        line = (
            cls.env["account.bank.statement.line"]
            .with_user(cls.fin)
            .create(
                {
                    "journal_id": cls.journal.id,
                    "date": "2026-03-12",
                    "amount": amount,
                    "partner_name": payer,
                    "payment_ref": "Deposit",
                    **values,
                }
            )
        )
        receipt = line.bank_receipt_ids
        receipt.sudo().bank_reference = reference
        return receipt

    def _claim(self, receipt, *shares, user=None, **values):
        return receipt.with_user(user or self.ann).action_claim(
            [(line.id, amount) for line, amount in shares], **values
        )

    def _suspense(self, receipt):
        """Return what still lies on the suspense account for this bank line."""
        account = receipt.journal_id.suspense_account_id
        return sum(
            receipt.statement_line_id.move_id.line_ids.filtered(lambda x: x.account_id == account).mapped("balance")
        )

    # ------------------------------------------------------------
    # CONFIRMING
    # ------------------------------------------------------------

    def test_a_confirmed_claim_pays_several_instalments_with_one_payment_and_nothing_counts_twice(self):
        invoice = self._bill(self.first)
        total = round(self.first.amount + 200, 2)
        receipt = self._bank_line(total)
        self._claim(receipt, (self.first, self.first.amount), (self.second, 200))
        self.assertEqual(receipt.state, "claimed")
        self.assertEqual(self.first.amount_paid, 0, "a claim is no money yet")

        receipt.with_user(self.fin).action_confirm()

        self.assertEqual((receipt.state, receipt.claim_ids.state), ("confirmed", "confirmed"))
        payment = receipt.payment_ids
        self.assertEqual((payment.amount, payment.state, str(payment.date)), (total, "paid", "2026-03-12"))
        self.assertEqual((self.first.state, self.second.amount_paid), ("paid", 200))
        self.assertEqual(invoice.payment_state, "paid")
        self.assertEqual(self._suspense(receipt), 0)
        self.assertTrue(receipt.is_reconciled and receipt.statement_line_id.is_reconciled)
        bank = self.journal.default_account_id
        booked = self.env["account.move.line"].search([("account_id", "=", bank.id), ("parent_state", "=", "posted")])
        self.assertEqual(sum(booked.mapped("balance")), total)
        collected = self.contract._get_credit_amounts()["collected"]
        self.assertEqual(self.credit(self.contract, "collected"), {"ann": collected})

    def test_a_method_that_books_the_bank_itself_counts_once_all_the_same(self):
        method = self.journal.inbound_payment_method_line_ids[:1]
        method.payment_account_id = self.journal.default_account_id
        receipt = self._bank_line(300)
        self._claim(receipt, (self.first, 300))
        receipt.with_user(self.fin).action_confirm()
        self.assertTrue(receipt.payment_ids.outstanding_account_id.reconcile)
        bank = [("account_id", "=", self.journal.default_account_id.id), ("parent_state", "=", "posted")]
        self.assertEqual(sum(self.env["account.move.line"].search(bank).mapped("balance")), 300)
        receipt.with_user(self.fin).action_undo("Not ours")
        self.assertEqual((self._suspense(receipt), self.first.amount_paid), (-300, 0))

    def test_undoing_a_confirmation_leaves_everything_as_it_was(self):
        invoice = self._bill(self.first)
        receipt = self._bank_line(round(self.first.amount + 200, 2))
        self._claim(receipt, (self.first, self.first.amount), (self.second, 200))
        receipt.with_user(self.fin).action_confirm()
        payment = receipt.payment_ids

        receipt.with_user(self.fin).action_undo("Another customer's money")

        self.assertEqual((receipt.state, receipt.claim_ids.state), ("unclaimed", "undone"))
        self.assertEqual((payment.state, invoice.payment_state), ("canceled", "not_paid"))
        self.assertEqual((self.first.state, self.second.state), ("open", "open"))
        self.assertEqual(self._suspense(receipt), -receipt.amount)
        self.assertFalse(receipt.is_reconciled)
        self.assertEqual(self.credit(self.contract, "collected"), {})
        self._claim(receipt, (self.first, self.first.amount))
        receipt.with_user(self.fin).action_confirm(keep_rest=True)
        self.assertEqual((self.first.state, receipt.payment_ids.amount), ("paid", receipt.amount))

    def test_what_nobody_claims_is_refused_or_kept_as_credit_of_the_customer(self):
        receipt = self._bank_line(500)
        self._claim(receipt, (self.first, 300))
        with self.assertRaisesRegex(UserError, "is not claimed"):
            receipt.with_user(self.fin).action_confirm()
        receipt.with_user(self.fin).action_confirm_rest()
        open_items = receipt.payment_ids.move_id._get_receivable_lines().filtered(lambda line: not line.reconciled)
        self.assertEqual(sorted(open_items.mapped("balance")), [-300, -200])
        self.assertEqual(self.first.amount_paid, 300)

    def test_the_invoice_of_one_instalment_leaves_the_advance_of_another_alone(self):
        receipt = self._bank_line(500)
        self._claim(receipt, (self.first, 300), (self.second, 200))
        receipt.with_user(self.fin).action_confirm()
        invoice = self._bill(self.first)
        self.assertAlmostEqual(invoice.amount_residual, self.first.amount - 300, places=2)
        self.assertEqual((self.first.amount_paid, self.second.amount_paid), (300, 200))

    def test_accounting_cannot_change_what_a_claim_made(self):
        receipt = self._bank_line(300)
        self._claim(receipt, (self.first, 300))
        receipt.with_user(self.fin).action_confirm()
        for act in (
            receipt.payment_ids.action_draft,
            receipt.payment_ids.move_id.button_draft,
            receipt.statement_line_id.action_undo_reconciliation,
            receipt.statement_line_id.unlink,
            lambda: receipt.statement_line_id.write({"amount": 5}),
        ):
            with self.assertRaisesRegex(UserError, "Undo the confirmation there"):
                act()

    # ------------------------------------------------------------
    # CLAIMING
    # ------------------------------------------------------------

    def test_competing_claims_are_a_case_that_finance_decides_with_a_reason(self):
        receipt = self._bank_line(400)
        mine = self._claim(receipt, (self.first, 400))
        other = self._claim(receipt, (self.foreign.collection_ids[0], 400), user=self.bob)
        self.assertEqual(receipt.state, "disputed")
        with self.assertRaisesRegex(UserError, "Decide for one"):
            receipt.with_user(self.fin).action_confirm()
        with self.assertRaisesRegex(UserError, "needs a reason"):
            mine.with_user(self.fin).action_award(" ")
        with self.assertRaises(AccessError):
            mine.with_user(self.ann).action_award("Mine")
        mine.with_user(self.fin).action_award("The contract number is in the purpose")
        self.assertEqual((mine.state, other.state, receipt.state), ("submitted", "lost", "claimed"))
        mail = [("partner_ids", "in", self.bob.partner_id.ids), ("subject", "like", "not accepted")]
        told = self.env["mail.message"].sudo().search(mail)
        self.assertIn("contract number", told.body)
        receipt.with_user(self.fin).action_confirm()
        self.assertEqual((self.first.amount_paid, self.foreign.amount_paid), (400, 0))

    def test_two_people_claim_parts_of_one_receipt(self):
        receipt = self._bank_line(400)
        self._claim(receipt, (self.first, 150))
        self._claim(receipt, (self.foreign.collection_ids[0], 250), user=self.bob)
        self.assertEqual(receipt.state, "claimed")
        receipt.with_user(self.fin).action_confirm()
        self.assertEqual((self.first.amount_paid, self.foreign.amount_paid), (150, 250))
        self.assertEqual(receipt.payment_ids.amount, 400)

    def test_a_third_party_payer_needs_proof(self):
        receipt = self._bank_line(300, payer="Tiger Trading")
        with self.assertRaisesRegex(UserError, "Attach the proof"):
            self._claim(receipt, (self.first, 300))
        claim = self._claim(receipt, (self.first, 300), proof=PROOF, filename="letter.pdf")
        self.assertTrue(claim.is_third_party)

    def test_claims_are_refused_with_a_clear_sentence(self):
        receipt = self._bank_line(300)
        draft = self._new_contract(sign=False).collection_ids[0]
        table = [
            ([], "at least one"),
            ([(self.first, 300.01)], "more than the"),
            ([(self.first, 0)], "above zero"),
            ([(draft, 5)], "not signed yet"),
            ([(self.third, self.third.amount + 1)], "more than the"),
        ]
        for shares, sentence in table:
            with self.subTest(sentence=sentence), self.assertRaisesRegex(UserError, sentence):
                self._claim(receipt, *shares)
        with self.assertRaises(AccessError):
            self._claim(receipt, (self.foreign.collection_ids[0], 300))
        with self.assertRaises(AccessError):
            receipt.with_user(self.ann).action_confirm()
        other = self._claim(receipt, (self.first, 300))
        with self.assertRaises(AccessError):
            other.with_user(self.bob).action_withdraw()
        read = receipt.with_user(self.bob).read(["claim_ids", "amount_claimed", "amount_unclaimed"])[0]
        self.assertEqual((read["claim_ids"], read["amount_claimed"], read["amount_unclaimed"]), ([], 300, 0))
        other.with_user(self.ann).action_withdraw()
        self.assertEqual(receipt.state, "unclaimed")

    # ------------------------------------------------------------
    # RIGHTS, SUGGESTIONS
    # ------------------------------------------------------------

    def test_representatives_see_what_waits_and_neither_bank_line_nor_account(self):
        receipt = self._bank_line(300, account_number="6222 01")
        seen = receipt.with_user(self.ann)
        self.assertEqual((seen.payer_name, seen.amount), ("Dragon Machines", 300))
        for name in ("account_number", "statement_line_id"):
            with self.subTest(name=name), self.assertRaises(AccessError):
                seen.read([name])
        with self.assertRaises(AccessError):
            seen.sudo().statement_line_id.with_user(self.ann).read(["running_balance"])
        self._claim(receipt, (self.first, 300))
        receipt.with_user(self.fin).action_confirm()
        found = self.env["sales.bank.receipt"].with_user(self.bob).search([("id", "=", receipt.id)])
        self.assertFalse(found)

    def test_people_without_the_right_and_other_companies_see_nothing(self):
        receipt = self._bank_line(300)
        branch = self.env["res.company"].create({"name": "Branch"})
        stranger = self._new_user("foreign_fin", "sales_cloud_contracts.group_finance", company=branch)
        self.assertFalse(self.env["sales.bank.receipt"].with_user(stranger).search([]))
        with self.assertRaises(AccessError):
            receipt.with_user(stranger).action_confirm()
        nobody = self._new_user("nobody", "base.group_user")
        with self.assertRaises(AccessError):
            receipt.with_user(nobody).read(["amount"])

    def test_the_suggestion_says_why_and_the_form_begins_with_it(self):
        self.env["res.partner.bank"].create({"partner_id": self.customer.id, "acc_number": "622201"})
        receipt = self._bank_line(self.second.amount, payer="D. Machines", account_number="6222 01")
        self.assertEqual(receipt.partner_id, self.customer)
        seen = receipt.with_user(self.ann)
        self.assertEqual(seen.suggested_id, self.second)
        self.assertEqual(seen.suggestion, "bank account of the customer, exactly what is open")
        self.assertFalse(receipt.with_user(self.bob).suggested_id & self.contract.collection_ids)
        form = Form(self.env["sales.bank.claiming"].with_user(self.ann).with_context(default_receipt_id=receipt.id))
        form.save().action_claim()
        self.assertEqual(receipt.claim_ids.line_ids.collection_id, self.second)

    def test_what_a_bill_in_hand_covers_is_not_suggested(self):
        self.company.bill_counts_on = "cashed"
        receipt = self._bank_line(self.first.amount)
        self.assertEqual(receipt.suggested_id, self.first)
        self.env["sales.collection"].with_user(self.fin).action_register_receipts(
            [(self.first.id, self.first.amount)],
            self.first.amount,
            "2026-03-02",
            means="bill",
            bill_number="BA1",
            bill_maturity="2026-03-16",
        )
        receipt.invalidate_recordset()
        self.assertNotEqual(receipt.suggested_id, self.first)

    def test_the_form_shows_nothing_of_the_instalments_of_others(self):
        receipt = self._bank_line(self.second.amount)
        zoe = self._new_user("zoe", "sales_team.group_sale_salesman")
        claiming = self.env["sales.bank.claiming"].with_user(zoe)
        with Form(claiming.with_context(default_receipt_id=receipt.id)) as form:
            self.assertFalse(form.suggestions or len(form.line_ids))
        vals = {"claiming_id": form.save().id, "collection_id": self.second.id, "amount": 1}
        with self.assertRaises(AccessError):
            self.env["sales.bank.claiming.line"].with_user(zoe).create(vals)

    def test_waiting_receipts_are_grouped_by_age(self):
        for day in ("2026-03-16", "2026-03-13", "2026-03-12", "2026-03-08", "2026-02-01"):
            self._bank_line(10, date=day)
        groups = self.env["sales.bank.receipt"]._read_group(
            [("journal_id", "=", self.journal.id)], ["age"], ["__count"]
        )
        self.assertEqual(dict(groups), {"d0_3": 2, "d4_7": 1, "d8_30": 1, "d31": 1})
        late = self.env["sales.bank.receipt"].search([("age", "=", "d31"), ("journal_id", "=", self.journal.id)])
        self.assertEqual(late.days_waiting, 43)

    def test_what_no_customer_paid_is_set_aside_with_a_reason(self):
        receipt = self._bank_line(3)
        with self.assertRaises(AccessError):
            receipt.with_user(self.ann).action_ignore("Interest")
        receipt.with_user(self.fin).action_ignore("Interest")
        with self.assertRaisesRegex(UserError, "decided already"):
            self._claim(receipt, (self.first, 3), user=self.fin)
        receipt.with_user(self.fin).action_reopen()
        self.assertEqual(receipt.state, "unclaimed")
