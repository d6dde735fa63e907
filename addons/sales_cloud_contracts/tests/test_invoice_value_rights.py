from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.sales_cloud_core.tests.value_ways import GUESSES, READS, STORED_READS

from .common import ContractsCommon

FORM = {"changed form", "copy"}


@tagged("post_install", "-at_install")
class TestInvoiceValueRights(ContractsCommon):
    """Mia leads the team, but sees the amounts of her own contracts alone; finance, and who keeps books, sees all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.group_user")._apply_group(cls.env.ref("sales_cloud_core.group_use_data_rights"))
        cls.kim = cls._new_user("kim", "sales_team.group_sale_salesman_all_leads,account.group_account_invoice")
        for user in cls.bob | cls.mia | cls.kim | cls.fin:
            user.group_ids += cls.env.ref("base.group_allow_export")
        cls.contract = cls._new_contract(user=cls.bob)
        first, second = cls.contract.collection_ids[:2]
        cls.invoice = cls._bill(first)
        cls.invoice._portal_ensure_token()
        cls.amount = cls.invoice.amount_total
        cls.receipt = cls._new_receipt(321.45)
        cls.receipt.with_user(cls.bob).action_claim([(second.id, 321.45)])
        cls._let_managers_see_amounts_of("own")

    @classmethod
    def _new_receipt(cls, amount):
        vals = {"journal_id": cls.journal.id, "date": "2026-03-12", "amount": amount, "payment_ref": "Deposit"}
        line = cls.env["account.bank.statement.line"].with_user(cls.fin).create(vals)
        return line.bank_receipt_ids.sudo()

    @classmethod
    def _let_managers_see_amounts_of(cls, scope, model="sales.contract"):
        roles = ("sales_team.group_sale_salesman", "sales_team.group_sale_salesman_all_leads")
        groups = [cls.env.ref(role).id for role in roles]
        lines = cls.env["sales.data.right"].search([("group_id", "in", groups), ("model", "=", model)])
        lines.amount_scope = scope
        cls.env.flush_all()
        cls.env.registry.clear_cache()

    def _documents(self):
        """Return [(records, stored field, its value)] of everything that shows an amount of Bob's."""
        line = self.invoice.invoice_line_ids[:1]
        claim = self.receipt.claim_ids
        return [
            (self.invoice, "amount_total", self.amount),
            (self.invoice, "amount_residual_signed", self.amount),
            (line, "price_subtotal", line.price_subtotal),
            (line, "price_unit", line.price_unit),
            (self.receipt, "amount", 321.45),
            (claim, "amount", 321.45),
            (claim.line_ids, "amount", 321.45),
            (claim.line_ids, "amount_received", 321.45),
        ]

    def test_no_way_tells_what_is_invoiced_or_claimed(self):
        for records, name, value in self._documents():
            told = f"{value:.2f}".rstrip("0").rstrip(".")
            for title, way in (READS | STORED_READS).items():
                if title in FORM:
                    continue
                for user, is_told in ((self.mia, False), (self.kim, True), (self.bob, True)):
                    if user == self.kim and records._name.startswith("sales."):
                        continue
                    with self.subTest(model=records._name, field=name, way=title, user=user.login):
                        self.env.invalidate_all()
                        answer = repr(way(records.with_user(user), name))
                        (self.assertIn if is_told else self.assertNotIn)(told, answer)

    def test_it_cannot_be_guessed(self):
        for records, name, value in self._documents():
            for title, way in GUESSES.items():
                with self.subTest(model=records._name, field=name, way=title):
                    self.assertFalse(way(records.with_user(self.mia), name, value))
                    self.assertTrue(way(records.with_user(self.bob), name, value))

    def test_finance_is_never_masked(self):
        self._let_managers_see_amounts_of("none")
        self.fin.group_ids += self.env.ref("sales_team.group_sale_salesman_all_leads")
        self.env.invalidate_all()
        self.assertEqual(self.invoice.with_user(self.fin).read(["amount_total"])[0]["amount_total"], self.amount)

    def test_what_shows_the_amounts_is_hidden_with_them(self):
        names = ["tax_totals", "access_token", "amount_untaxed", "amount_residual"]
        self.env.invalidate_all()
        self.assertFalse(any(self.invoice.with_user(self.mia).read(names)[0][name] for name in names))
        row = self.invoice.with_user(self.mia).read(["name", "partner_id", "payment_state"])[0]
        self.assertTrue(all(row.values()))

    def test_the_invoice_is_not_printed_for_her(self):
        report = self.env["ir.actions.report"]
        with self.assertRaisesRegex(AccessError, "hidden from your role"):
            report.with_user(self.mia)._render_qweb_html("account.report_invoice_with_payments", self.invoice.ids)
        html = report.with_user(self.bob)._render_qweb_html("account.report_invoice_with_payments", self.invoice.ids)
        self.assertIn(b"Dragon Machines", html[0])

    def test_its_files_are_not_for_her(self):
        attachments = self.env["ir.attachment"]
        file = attachments.create(
            {"name": "INV.pdf", "raw": b"1,079.15", "res_model": "account.move", "res_id": self.invoice.id}
        )
        other = attachments.create(
            {"name": "Plan", "raw": b"x", "res_model": "res.partner", "res_id": self.customer.id}
        )
        self.env.flush_all()
        both = [("id", "in", (file | other).ids)]
        for user, found in ((self.mia, other), (self.kim, file | other), (self.bob, file | other)):
            self.env.invalidate_all()
            self.assertEqual(attachments.with_user(user).search(both), found, user.login)
            self.assertEqual(file.with_user(user).has_access("read"), file in found, user.login)

    def test_money_that_nobody_claimed_is_shown_to_all_who_may_claim(self):
        waiting = self._new_receipt(77.0)
        self.env.invalidate_all()
        self.assertEqual(waiting.with_user(self.mia).read(["amount"])[0]["amount"], 77.0)

    def test_a_suggestion_tells_no_hidden_amount(self):
        residual = self.contract.collection_ids[2].amount_residual
        receipt = self._new_receipt(residual)
        receipt.statement_line_id.sudo().partner_id = self.customer
        self.env.flush_all()
        for user, is_told in ((self.mia, False), (self.bob, True)):
            self.env.invalidate_all()
            self.assertEqual(bool(receipt.with_user(user).suggested_id), is_told, user.login)

    def test_the_amount_of_the_opportunity_follows_an_order_whose_confirmer_does_not_see_it(self):
        self._let_managers_see_amounts_of("own", "crm.lead")
        lead = self.env["crm.lead"].create({"name": "Line", "type": "opportunity", "user_id": self.bob.id})
        order = self._new_order(self.mia, state="draft", opportunity_id=lead.id)
        self.env.flush_all()
        order.with_user(self.mia).action_confirm()
        self.assertEqual(lead.expected_revenue, order.amount_untaxed)
