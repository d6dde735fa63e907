from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestPartnerFacts(TransactionCase):
    """The number of open opportunities of a customer is stored, and right after whatever happens to them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Partner = cls.env["res.partner"]
        cls.acme, cls.beta = Partner.create([{"name": name, "is_company": True} for name in ("Acme", "Beta")])
        cls.contact = Partner.create({"name": "Wu", "parent_id": cls.acme.id})
        cls.first, cls.second = cls.env["crm.lead"].create(
            [
                {"name": "Pumps", "type": "opportunity", "partner_id": cls.contact.id},
                {"name": "Valves", "type": "opportunity", "partner_id": cls.acme.id},
            ]
        )

    def assertOpen(self, acme, beta=0):
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual((self.acme.open_opportunity_count, self.beta.open_opportunity_count), (acme, beta))

    def test_opportunities_of_contacts_count_for_their_company(self):
        self.assertOpen(2)
        self.assertEqual(self.contact.open_opportunity_count, 0)

    def test_leads_do_not_count_until_they_are_converted(self):
        lead = self.env["crm.lead"].create({"name": "L", "type": "lead", "partner_id": self.acme.id})
        self.assertOpen(2)
        lead.convert_opportunity(self.acme)
        self.assertOpen(3)

    def test_won_lost_restored_deleted_and_moved_opportunities(self):
        self.first.action_set_won()
        self.assertOpen(1)
        self.second.action_set_lost()
        self.assertOpen(0)
        self.second.action_unarchive()
        self.assertOpen(1)
        self.second.partner_id = self.beta
        self.assertOpen(0, 1)
        self.second.unlink()
        self.assertOpen(0, 0)

    def test_a_contact_that_changes_company_takes_its_opportunities_along(self):
        self.contact.parent_id = self.beta
        self.assertOpen(1, 1)

    def test_the_count_of_many_customers_is_written_with_few_queries(self):
        companies = self.env["res.partner"].create([{"name": f"C{n}", "is_company": True} for n in range(200)])
        self.env.flush_all()
        self.env.add_to_compute(companies._fields["open_opportunity_count"], companies)
        with self.assertQueryCount(3):
            self.env.flush_all()
