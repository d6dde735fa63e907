from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ContractsCommon


@tagged("post_install", "-at_install")
class TestDerivedValues(ContractsCommon):
    """Who may edit a contract edits what was agreed, and neither what came of it nor what actions decide."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._new_contract(user=cls.ann)
        cls.line = cls.contract.collection_ids[0]
        cls._bill(cls.line)

    def assertRefused(self, record, user, **vals):
        """Write each value alone, as JSON-2 lets everybody do who may write the record."""
        for name, value in vals.items():
            with self.subTest(user=user.login, field=name), self.assertRaisesRegex(AccessError, "is not entered"):
                record.with_user(user).write({name: value})

    def test_nobody_writes_what_an_instalment_got(self):
        for user in (self.ann, self.mia, self.fin):
            self.assertRefused(
                self.line,
                user,
                amount_paid=1079.15,
                amount_invoiced=0,
                amount_residual=0,
                amount_waived=5,
                state="paid",
                is_waived=True,
                user_id=self.bob.id,
                date_reminder=False,
                date_retention_released="2026-03-16",
            )
        self.assertRefused(self.line.match_ids, self.fin, amount_settled=1079.15, amount_paid=1079.15)
        self.assertEqual((self.line.state, self.line.amount_residual), ("open", 1079.15))

    def test_nobody_writes_what_a_contract_is_worth_nor_the_facts_of_its_life(self):
        for user in (self.ann, self.mia):
            self.assertRefused(
                self.contract,
                user,
                name="HT/1",
                amount_untaxed=99999,
                amount_total=99999,
                amount_paid=3597.16,
                amount_residual=0,
                currency_rate=5,
                date_signed="2020-01-01",
                date_terminated="2020-01-01",
                amount_settled=1,
                settlement_memory={},
                date_void="2020-01-01",
                version=7,
                predecessor_id=self._new_contract(user=self.ann).id,
                date_delivered="2020-01-01",
                date_accepted="2020-01-01",
                accepted_on="2026-03-16 10:00:00",
                accepted_by="Mr Wang",
                accepted_signature=b"c2lnbmVk",
                offered_fingerprint="x",
                date_archived="2026-03-16",
            )
        draft = self._new_contract(user=self.ann, sign=False)
        self.assertRefused(draft.line_ids[1], self.ann, price_subtotal=1, price_total=1)
        self.assertEqual(self.credit(self.contract, "signed"), {"ann": 3183.33})

    def test_nobody_makes_a_seal_request_fit_a_document_that_changed(self):
        request = self.env["sales.contract.seal"].with_user(self.ann).create({"contract_id": self.contract.id})
        self.assertRefused(request, self.ann, document_fingerprint="x", requester_id=self.bob.id)

    def test_the_day_of_an_acceptance_stays_as_it_was_recorded(self):
        action = self.contract.with_user(self.ann).action_prepare_delivery()
        delivery = self.env["sales.delivery"].browse(action["res_id"])
        delivery.action_deliver()
        self.assertRefused(delivery, self.ann, name="JF/1", date_accepted="2026-03-16", accepted_by="Mr Wang")
        delivery.with_user(self.ann).action_accept("Mr Wang")
        self.assertRefused(delivery, self.mia, date_accepted="2026-03-01")
        delivery.with_user(self.mia).action_cancel()
        self.assertEqual((delivery.state, delivery.date_accepted), ("cancelled", False))

    def test_the_facts_of_a_step_come_with_that_step_only(self):
        with self.assertRaisesRegex(AccessError, "is not entered"):
            self.contract.with_user(self.ann).write({"state": "running", "amount_settled": 10})
        with self.assertRaisesRegex(AccessError, "is not entered"):
            self.contract.with_user(self.ann).write({"state": "signed", "date_signed": "2020-01-01"})
        self.contract.with_user(self.ann).action_start()
        self.contract.with_user(self.ann).action_terminate("Given up", amount=1079.15)
        self.assertEqual((self.contract.state, self.contract.amount_settled), ("terminated", 1079.15))

    def test_a_signed_contract_keeps_its_type(self):
        """Another type might want neither seal nor scan before the contract is in force."""
        easy = self.env["sales.contract.type"].create({"name": "Easy"})
        for user in (self.ann, self.mia):
            with self.assertRaisesRegex(UserError, "not a draft any more"):
                self.contract.with_user(user).type_id = easy

    def test_a_draft_begins_without_results(self):
        draft = self._new_contract(user=self.ann, sign=False)
        for vals in ({"is_waived": True}, {"amount_paid": 500}):
            with self.subTest(vals), self.assertRaisesRegex(AccessError, "is not entered"):
                self.env["sales.collection"].with_user(self.ann).create(
                    {"contract_id": draft.id, "name": "Gift", "amount": 1, **vals}
                )
            with self.subTest(vals), self.assertRaisesRegex(AccessError, "is not entered"):
                draft.with_user(self.ann).collection_ids = [Command.create({"name": "Gift", "amount": 1, **vals})]

    def test_nobody_writes_what_finance_did_about_a_request(self):
        refund = {"collection_id": self.line.id, "amount": 5, "kind": "credit", "reason": "Damaged"}
        self.assertRefused(
            self.env["sales.refund"].with_user(self.ann).create(refund), self.ann, move_ids=False, user_id=self.bob.id
        )
        request = self.env["sales.invoice.request"].with_user(self.ann).create({"contract_id": self.contract.id})
        self.assertRefused(
            request,
            self.ann,
            move_ids=self.line.invoice_ids.ids,
            tax_invoice_number="26440001",
            date_issued="2026-03-16",
            red_number="1",
            amount=7,
        )

    def test_nobody_writes_who_sealed_nor_who_accepted_a_delivery(self):
        seal = self.env["sales.contract.seal"].with_user(self.ann).create({"contract_id": self.contract.id})
        facts = {"document_fingerprint": "0", "keeper_id": self.ann.id, "date_sealed": "2020-01-01"}
        self.assertRefused(seal, self.ann, requester_id=self.bob.id, date="2020-01-01", refusal_reason="No", **facts)
        seal.with_user(self.ann).copies = 3
        action = self.contract.with_user(self.ann).action_prepare_delivery()
        delivery = self.env["sales.delivery"].browse(action["res_id"])
        delivery.with_user(self.ann).action_deliver()
        delivery.with_user(self.ann).action_accept("Mr Wang")
        self.assertRefused(delivery, self.ann, accepted_by="Nobody", date_accepted="2030-01-01", name="D1")
        delivery.with_user(self.mia).action_cancel()
        self.assertEqual((delivery.state, delivery.date_accepted), ("cancelled", False))
