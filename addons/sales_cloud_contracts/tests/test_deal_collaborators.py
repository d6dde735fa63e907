from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ContractsCommon


@tagged("post_install", "-at_install")
class TestDealCollaborators(ContractsCommon):
    """Who helps with an opportunity helps with its order and its contract: bob works on it, zoe only reads."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.zoe = cls._new_user("zoe", "sales_team.group_sale_salesman")
        cls.lead = cls.env["crm.lead"].create(
            {
                "name": "Line 4",
                "type": "opportunity",
                "partner_id": cls.customer.id,
                "user_id": cls.ann.id,
                "team_id": cls.team.id,
                "collaborator_ids": cls.bob.ids,
                "reader_ids": cls.zoe.ids,
            }
        )
        cls.order = cls._new_order(opportunity_id=cls.lead.id, state="draft")

    def _may(self, record, operation):
        users = self.ann | self.bob | self.zoe
        return " ".join(user.login for user in users if record.with_user(user).has_access(operation))

    def test_helpers_of_the_opportunity_reach_all_that_follows_it(self):
        self.order.action_confirm()
        contract = self._new_contract(order=self.order)
        for document in (self.order, contract):
            self.assertEqual((document.collaborator_ids, document.reader_ids), (self.bob, self.zoe))
        parts = (self.order, self.order.order_line[0], contract, contract.line_ids[0], contract.collection_ids[0])
        for record in parts:
            with self.subTest(model=record._name):
                self.assertEqual(self._may(record, "read"), "ann bob zoe")
        for record in (self.order, self.order.order_line[0], contract):
            self.assertEqual(self._may(record, "write"), "ann bob")

    def test_an_order_without_helpers_is_its_owners_alone(self):
        order = self._new_order(state="draft")
        self.assertFalse(order.collaborator_ids | order.reader_ids)
        self.assertEqual(self._may(order, "read"), "ann")
        with self.assertRaises(AccessError):
            order.with_user(self.bob).amount_total  # noqa: B018

    def test_what_an_order_says_of_its_helpers_stays(self):
        self.order.write({"collaborator_ids": self.zoe.ids, "reader_ids": False})
        self.lead.collaborator_ids = self.mia
        self.assertEqual((self.order.collaborator_ids, self.order.reader_ids), (self.zoe, self.env["res.users"]))
        other = self.lead.copy({"collaborator_ids": self.mia.ids})
        self.order.opportunity_id = other
        self.assertEqual(self.order.collaborator_ids, self.zoe)

    def test_who_only_reads_makes_nobody_a_helper(self):
        with self.assertRaises(AccessError):
            self.order.with_user(self.zoe).collaborator_ids = self.zoe
