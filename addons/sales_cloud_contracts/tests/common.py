from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

TODAY = "2026-03-16"


class ContractsCommon(AccountTestInvoicingCommon):
    """A company with one deal.

    =============  ==========================  =========================
    login          role                        sees
    =============  ==========================  =========================
    ann            representative              her contracts
    bob            representative              his contracts
    mia            sales manager, their leader all contracts
    fin            finance                     all contracts, the books
    pat            portal                      nothing
    =============  ==========================  =========================

    The order: a machine at 1,000.00 x 3 less 5 % and a service at 333.33, 13 % tax, in the company's currency.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(TODAY))
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True, "mail_notrack": True})
        cls.company = cls.company_data["company"]
        cls.currency = cls.company.currency_id
        cls.ann = cls._new_user("ann", "sales_team.group_sale_salesman")
        cls.bob = cls._new_user("bob", "sales_team.group_sale_salesman")
        cls.mia = cls._new_user("mia", "sales_team.group_sale_salesman_all_leads")
        cls.fin = cls._new_user("fin", "sales_cloud_contracts.group_finance")
        cls.team = cls.env["crm.team"].create(
            {
                "name": "South",
                "company_id": cls.company.id,
                "user_id": cls.mia.id,
                "member_ids": [Command.set((cls.ann | cls.bob).ids)],
            }
        )
        cls.customer = cls.env["res.partner"].create({"name": "Dragon Machines", "is_company": True})
        cls.tax = cls.env["account.tax"].create(
            {"name": "VAT 13 %", "amount": 13, "type_tax_use": "sale", "company_id": cls.company.id}
        )
        cls.machine = cls._new_product("CNC machine", 1000.0)
        cls.service = cls._new_product("Maintenance", 333.33)
        cls.template = cls.env.ref("sales_cloud_contracts.sales_collection_template_30_60_10")
        cls.journal = cls.company_data["default_journal_bank"]

    @classmethod
    def get_default_groups(cls):
        return (
            super().get_default_groups()
            | cls.quick_ref("sales_cloud_core.group_operations")
            | cls.quick_ref("sales_cloud_contracts.group_finance")
        )

    @classmethod
    def _new_user(cls, login, groups, **values):
        company = values.pop("company", cls.company)
        return new_test_user(
            cls.env,
            login=login,
            groups=f"base.group_user,{groups}",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
            **values,
        )

    @classmethod
    def _new_product(cls, name, price):
        return cls.env["product.product"].create(
            {
                "name": name,
                "list_price": price,
                "type": "service",
                "invoice_policy": "order",
                "taxes_id": [Command.set(cls.tax.ids)],
            }
        )

    @classmethod
    def _new_order(cls, user=None, state="sale", **values):
        order = cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "user_id": (user or cls.ann).id,
                "order_line": [
                    Command.create({"display_type": "line_section", "name": "Machines"}),
                    Command.create({"product_id": cls.machine.id, "product_uom_qty": 3, "discount": 5}),
                    Command.create({"product_id": cls.service.id, "product_uom_qty": 1}),
                    Command.create({"display_type": "line_note", "name": "Delivered within 60 days"}),
                ],
                **values,
            }
        )
        if state == "sale":
            order.action_confirm()
        else:
            order.state = state
        return order

    @classmethod
    def _new_contract(cls, user=None, order=None, sign=True, **values):
        """Return a contract made of an order, signed today unless told otherwise."""
        order = order or cls._new_order(user)
        contract = cls.env["sales.contract"].browse(order.action_create_contract()["res_id"])
        if values:
            contract.write(values)
        if sign:
            contract.action_sign()
        return contract

    @classmethod
    def _bill(cls, instalment, post=True):
        """Invoice an instalment as finance and confirm the invoice."""
        action = instalment.with_user(cls.fin).action_create_invoice()
        invoice = cls.env["account.move"].browse(action["res_id"])
        if post:
            invoice.with_user(cls.fin).action_post()
        return invoice

    @classmethod
    def _receive(cls, instalment, amount, **values):
        return instalment.with_user(cls.fin).action_register_receipt(amount, **values)

    def assertPlan(self, contract, rows):
        """Compare the plan with rows of (amount, invoiced, paid, state)."""
        plan = contract.collection_ids
        self.assertEqual([(line.amount, line.amount_invoiced, line.amount_paid, line.state) for line in plan], rows)

    def credit(self, contract, metric):
        """Return the net credit of a contract by login."""
        rows = self.env["sales.credit"]._read_group(
            [("contract_id", "=", contract.id), ("metric", "=", metric)], ["user_id"], ["amount:sum"]
        )
        return {user.login: round(amount, 2) for user, amount in rows if round(amount, 2)}
