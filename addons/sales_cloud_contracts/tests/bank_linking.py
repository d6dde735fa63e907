from .common import ContractsCommon


class BankLinkingCommon(ContractsCommon):
    """A contract whose payments finance registers by hand, and the bank lines that come afterwards."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._new_contract()
        cls.first, cls.second, cls.third = cls.contract.collection_ids
        cls.invoice = cls._bill(cls.first)
        cls.charges = cls.company_data["default_account_expense"]

    def _bank_line(self, amount, payer="Dragon Machines", date="2026-03-12", **values):
        vals = {"journal_id": self.journal.id, "date": date, "amount": amount, "payment_ref": "Deposit"}
        lines = self.env["account.bank.statement.line"].with_user(self.fin)
        return lines.create({**vals, "partner_name": payer, **values}).bank_receipt_ids

    def _by_hand(self, *amounts, **values):
        """Return payments of these amounts for the first instalment, registered the day before the bank line."""
        vals = {"date": "2026-03-11", "journal_id": self.journal.id, **values}
        payments = self.env["account.payment"]
        for amount in amounts:
            payments |= self._receive(self.first, amount, **vals)
        return payments

    def _new_bank(self, code, currency=None):
        values = {"name": code, "code": code, "type": "bank", "company_id": self.company.id}
        return self.env["account.journal"].create({**values, "currency_id": currency and currency.id})

    def _in_currency(self, bank, *amounts, date="2026-03-11"):
        """Return posted payments of the customer in the currency of a bank account, for no instalment."""
        account = self.env["account.payment"].new({"journal_id": bank.id})._get_outstanding_account("inbound")
        bank.inbound_payment_method_line_ids.payment_account_id = account
        vals = {"payment_type": "inbound", "partner_type": "customer", "partner_id": self.customer.id, "date": date}
        payments = self.env["account.payment"].create(
            [{**vals, "amount": amount, "journal_id": bank.id} for amount in amounts]
        )
        payments.action_post()
        return payments

    def _balance(self, account):
        domain = [("account_id", "=", account.id), ("parent_state", "=", "posted")]
        return round(sum(self.env["account.move.line"].search(domain).mapped("balance")), 2)

    def _bank_balance(self):
        return self._balance(self.journal.default_account_id)

    def _payments(self):
        return self.env["account.payment"].search([("partner_id", "=", self.customer.id)])
