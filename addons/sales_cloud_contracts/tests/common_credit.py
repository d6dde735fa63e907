from odoo import fields
from odoo.exceptions import UserError

from .common import ContractsCommon


class CreditCommon(ContractsCommon):
    """The credit control is on, and there is a customer to whom it may apply."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._switch(True)
        cls.debtor = cls.env["res.partner"].create({"name": "Slow Payer", "is_company": True})

    @classmethod
    def _switch(cls, on):
        cls.env["res.config.settings"].create({"group_use_credit_control": on}).execute()

    def _order(self, partner=None, **values):
        return self._new_order(self.ann, state="sent", partner_id=(partner or self.debtor).id, **values)

    def _overdue(self, partner=None, days=10):
        """Return a signed contract of the customer whose first instalment is overdue."""
        self._switch(False)
        order = self._new_order(self.bob, partner_id=(partner or self.debtor).id)
        contract = self._new_contract(order=order)
        line = contract.collection_ids[0]
        date = fields.Date.subtract(fields.Date.context_today(line), days=days)
        line.write({"due_base": "fixed", "due_fixed_date": date, "date_due": date})
        self._switch(True)
        return contract

    def _limit(self, amount, partner=None):
        self.company.account_use_credit_limit = True
        (partner or self.debtor).with_company(self.company).credit_limit = amount

    def _release(self, document, until="2026-04-01", user=None):
        release = document.with_user(user or self.ann).action_request_credit_release("Paid tomorrow", until)
        return release, release.sudo().approval_id


class GrowthCommon(CreditCommon):
    """Ann's confirmed order of 3,597.16, a machine of it 1,073.50; the limit bears it and 402.84 more."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._confirmed()
        cls.machines = cls._lines(cls.order, cls.machine)
        cls.company.account_use_credit_limit = True
        cls.debtor.with_company(cls.company).credit_limit = 4000

    @classmethod
    def _confirmed(cls, **values):
        return cls._new_order(cls.ann, **{"partner_id": cls.debtor.id, **values})

    @classmethod
    def _lines(cls, order, product):
        return order.order_line.filtered(lambda line: line.product_id == product)

    def _as(self, user, records):
        self.env.cr.flush()
        self.env.invalidate_all()
        return records.with_user(user)

    def _set(self, quantity, user=None, order=None):
        """Change the number of machines, as a person does, up to the end of the transaction."""
        self._as(user or self.ann, self._lines(order or self.order, self.machine)).product_uom_qty = quantity
        self.env.cr.flush()

    def assertRefused(self, change, sentence="S.* cannot grow to .*beyond the credit limit of .*4,000.00"):
        before = self.order.amount_total
        with self.assertRaisesRegex(UserError, sentence), self.cr.savepoint():
            change()
        self.env.invalidate_all()
        self.assertEqual((self.order.amount_total, self.order.state), (before, "sale"))
