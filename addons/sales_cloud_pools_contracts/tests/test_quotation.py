from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.sales_cloud_contracts.tests.common import ContractsCommon


@tagged("post_install", "-at_install")
class TestQuotation(ContractsCommon):
    """Ann is in a pool that hides the phone of its free customers; a quotation would print it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pool = cls.env["sales.pool"].create(
            {
                "name": "Customers",
                "kind": "customer",
                "company_id": cls.company.id,
                "member_ids": [Command.create({"user_id": cls.ann.id})],
                "manager_ids": [Command.clear()],
                "masked_field_ids": [Command.link(cls.env.ref("base.field_res_partner__phone").id)],
            }
        )
        cls.customer.company_id = cls.company
        cls.customer.write({"pool_id": cls.pool.id, "user_id": False, "phone": "+86 755 2661 3301"})

    def test_a_free_customer_is_quoted_by_who_claims_it(self):
        orders = self.env["sale.order"].with_user(self.ann).with_company(self.company)
        form = {"partner_id": {}, "partner_shipping_id": {}}
        for quote in (
            lambda: orders.create({"partner_id": self.customer.id}),
            lambda: orders.onchange({"partner_id": self.customer.id}, ["partner_id"], form),
        ):
            with self.assertRaisesRegex(AccessError, "Claim it first"):
                quote()
        self.customer.with_user(self.ann).action_pool_claim()
        self.assertEqual(orders.create({"partner_id": self.customer.id}).partner_id, self.customer)
