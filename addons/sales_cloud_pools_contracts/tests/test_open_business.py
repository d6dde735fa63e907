from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.sales_cloud_contracts.tests.common import ContractsCommon


@tagged("post_install", "-at_install")
class TestOpenBusiness(ContractsCommon):
    """Quotations and contracts are open business of a customer that goes back to its pool."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pool = cls.env["sales.pool"].create(
            {
                "name": "Customers",
                "kind": "customer",
                "company_id": cls.company.id,
                "member_ids": [Command.create({"user_id": user.id}) for user in (cls.ann, cls.bob)],
                "open_business": "block",
            }
        )
        cls.reason = cls.env["sales.pool.return.reason"].create({"name": "No need"})
        cls.customer.company_id = cls.company
        cls.customer.write({"pool_id": cls.pool.id, "user_id": cls.ann.id})

    def give_back(self):
        self.env.flush_all()
        self.customer.with_user(self.ann).action_pool_return(self.reason.id)

    def test_the_count_of_open_quotations_is_right_after_whatever_happens_to_them(self):
        contact = self.env["res.partner"].create({"name": "Wu", "parent_id": self.customer.id})
        order = self._new_order(state="draft", partner_id=contact.id)
        counts = [self.customer.open_quotation_count]
        for change in (order.action_quotation_sent, order.action_confirm, order._action_cancel, order.action_draft):
            change()
            counts.append(self.customer.open_quotation_count)
        self.assertEqual(counts, [1, 1, 0, 0, 1])

    def test_open_quotations_and_contracts_keep_the_customer(self):
        quotation = self._new_order(state="sent")
        with self.assertRaisesRegex(UserError, r"business is open: quotations \(1\)"):
            self.give_back()
        quotation._action_cancel()
        contract = self._new_contract()
        with self.assertRaisesRegex(UserError, r"business is open: contracts \(1\)"):
            self.give_back()
        contract.action_terminate("Ended")
        self.give_back()
        self.assertFalse(self.customer.user_id)

    def test_they_go_to_the_person_that_the_pool_names(self):
        self.pool.write({"open_business": "move", "release_user_id": self.mia.id})
        mine, others = self._new_order(state="sent"), self._new_order(state="sent", user=self.bob)
        contract = self._new_contract()
        self.give_back()
        self.assertEqual((mine.user_id, others.user_id, contract.user_id), (self.mia, self.bob, self.mia))
