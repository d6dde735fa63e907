from odoo.fields import Command

from .common import ContractsCommon


class BillsCommon(ContractsCommon):
    """A contract of ann that is paid with acceptance bills, a vendor with two open bills, an account for interest."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._new_contract()
        cls.first, cls.second, cls.third = cls.contract.collection_ids
        cls.vendor = cls.env["res.partner"].create({"name": "Steel Works", "is_company": True})
        cls.newer = cls._vendor_bill(400, "2026-03-05")
        cls.older = cls._vendor_bill(100, "2026-02-01")
        cls.held_on = cls.env["account.account"].create(
            {"name": "Bills receivable", "code": "112100", "account_type": "asset_current", "reconcile": True}
        )
        cls.interest = cls.env["account.account"].create(
            {"name": "Interest", "code": "660300", "account_type": "expense"}
        )
        cls.company.write({"bill_account_id": cls.held_on.id, "bill_interest_account_id": cls.interest.id})

    @classmethod
    def _vendor_bill(cls, amount, date, vendor=None, **values):
        bill = cls.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": (vendor or cls.vendor).id,
                "invoice_date": date,
                "invoice_date_due": date,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [Command.create({"name": "Steel", "price_unit": amount, "tax_ids": False})],
                **values,
            }
        )
        bill.action_post()
        return bill

    def _take_bill(self, amount=300, number="BA1", maturity="2026-06-14", date="2026-03-02", line=None, **terms):
        """Return a bill, as finance sees it."""
        model = self.env["sales.collection"].with_user(self.fin)
        line = line or self.first
        terms = {"means": "bill", "bill_number": number, "bill_maturity": maturity, **terms}
        return model.action_register_receipts([(line.id, amount)], amount, date, **terms)

    def _balance(self, *accounts):
        ids = [account.id for account in accounts]
        domain = [("account_id", "in", ids), ("parent_state", "=", "posted"), ("company_id", "=", self.company.id)]
        return round(sum(self.env["account.move.line"].search(domain).mapped("balance")), 2)

    def _credit_rows(self):
        rows = self.env["sales.credit"].search(
            [("contract_id", "=", self.contract.id), ("metric", "=", "collected")], order="id"
        )
        return [(str(row.date), row.amount > 0) for row in rows]

    def assertCollected(self, amount):
        """Compare what is paid of the contract, and its credit, with an amount (tax included)."""
        self.assertAlmostEqual(self.contract.amount_paid, amount, 2)
        net = sum(self.credit(self.contract, "collected").values())
        self.assertAlmostEqual(net, self.contract._get_credit_amounts()["collected"], 2)
