from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.sales_cloud_pools.tests.common import PoolCase


@tagged("post_install", "-at_install")
class TestWarehouse(PoolCase):
    """A free customer of a pool has a delivery in the warehouse."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper = cls.new_user("keeper", "stock.group_stock_user")
        cls.customer = cls.env["res.partner"].create(
            {"name": "Pump Ltd", "is_company": True, "pool_id": cls.new_customer_pool().id}
        )
        kind = cls.env["stock.picking.type"].search(
            [("company_id", "=", cls.company.id), ("code", "=", "outgoing")], limit=1
        )
        cls.picking = cls.env["stock.picking"].create({"picking_type_id": kind.id, "partner_id": cls.customer.id})
        cls.env.flush_all()

    def test_the_warehouse_reads_the_customer_and_an_outsider_does_not(self):
        picking = self.as_user(self.keeper, self.picking)
        self.assertEqual(picking.read(["partner_id"])[0]["partner_id"], (self.customer.id, "Pump Ltd"))
        readers = [(self.keeper, True), (self.anna, True), (self.carl, False)]
        seen = [
            (user, bool(self.as_user(user, self.customer).search([("id", "=", self.customer.id)])))
            for user, _ in readers
        ]
        self.assertEqual(seen, readers)

    def test_the_warehouse_claims_nothing(self):
        with mute_logger("odoo.addons.base.models.ir_model"), self.assertRaisesRegex(AccessError, "not a member"):
            self.as_user(self.keeper, self.customer).action_pool_claim()
        with mute_logger("odoo.addons.base.models.ir_model"), self.assertRaises(AccessError):
            self.as_user(self.keeper, self.customer).write({"user_id": self.keeper.id})
