from datetime import date, datetime

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.sales_cloud_contracts.tests.common import ContractsCommon


@tagged("post_install", "-at_install")
class TestContractRules(ContractsCommon):
    """Today is 16 March 2026; the pool counts calendar days in UTC."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pool = cls.env["sales.pool"].create(
            {
                "name": "Customers",
                "kind": "customer",
                "company_id": cls.company.id,
                "member_ids": [Command.create({"user_id": cls.ann.id})],
                "rule_ids": [
                    Command.create({"name": "After the contract", "contract_ended_days": 30, "is_working_time": False})
                ],
            }
        )
        cls.customer.company_id = cls.company
        cls.customer.write({"pool_id": cls.pool.id, "user_id": cls.ann.id})

    def _settle(self):
        self.env.flush_all()
        self.env.cr.precommit.run()

    def assertReclaimed(self, moment):
        self._settle()
        self.assertEqual(self.customer.holding_id.reclaim_at or None, moment)

    def test_a_customer_without_a_contract_is_never_taken(self):
        self.assertReclaimed(None)
        self.assertEqual((self.customer.active_contract_count, self.customer.active_contract_until), (0, False))

    def test_a_customer_goes_back_thirty_days_after_the_last_contract(self):
        self._new_contract(date_end=date(2026, 6, 30))
        self._new_contract(date_end=date(2026, 4, 30))
        self.assertEqual(self.customer.active_contract_count, 2)
        self.assertReclaimed(datetime(2026, 7, 30, 23, 59, 59))
        self.assertIn("contract ended 30 days ago", self.customer.holding_id.reclaim_reason)

    def test_a_contract_without_an_end_keeps_the_customer_until_it_is_terminated(self):
        contract = self._new_contract(date_end=False)
        self.assertReclaimed(None)
        contract.action_terminate("The customer closed the plant")
        self.assertReclaimed(datetime(2026, 4, 15, 23, 59, 59))
        self.assertEqual(self.customer.active_contract_count, 0)

    def test_contracts_of_a_contact_count_for_the_company(self):
        contact = self.env["res.partner"].create({"name": "Wu", "parent_id": self.customer.id})
        self._new_contract(order=self._new_order(partner_id=contact.id), date_end=date(2026, 6, 30))
        self.assertReclaimed(datetime(2026, 7, 30, 23, 59, 59))
        self.assertEqual(contact.active_contract_count, 0)

    def test_drafts_do_not_count(self):
        self._new_contract(sign=False, date_end=date(2026, 6, 30))
        self.assertReclaimed(None)

    def test_the_first_fill_agrees_with_the_computed_facts(self):
        self._new_contract(date_end=date(2026, 6, 30))
        self._settle()
        facts = ["active_contract_count", "active_contract_until", "next_contract_end"]
        computed = self.customer.read(facts)
        self.env.cr.execute(
            "UPDATE res_partner SET active_contract_count = 0, active_contract_until = NULL, next_contract_end = NULL"
        )
        self.env.cr.execute(self.customer._contract_facts_init_sql())
        self.customer.invalidate_recordset(facts)
        self.assertEqual(self.customer.read(facts), computed)

    def test_whoever_keeps_the_books_reads_free_customers(self):
        self.customer.user_id = False
        readers = [(self.fin, True), (self.ann, True), (self.bob, False)]
        seen = [
            (user, bool(self.env["res.partner"].with_user(user).search([("id", "=", self.customer.id)])))
            for user, _expected in readers
        ]
        self.assertEqual(seen, readers)
