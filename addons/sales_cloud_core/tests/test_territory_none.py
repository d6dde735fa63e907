from odoo.tests import tagged

from .territory_common import TerritoryCommon


@tagged("post_install", "-at_install")
class TestTerritoryNone(TerritoryCommon):
    """Records that no rule takes, and deals whose customer is in no territory, say why."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.brazil = {"country_id": cls.env.ref("base.br").id, "state_id": False}

    def test_a_record_that_no_rule_takes_says_so_with_what_is_known(self):
        lead = self._new_opportunity(type="lead", **self.brazil)
        self.assert_assigned(lead, self.env["sales.territory"])
        self.assertEqual(lead.territory_explanation, "No rule takes it.\nFacts: Brazil")
        lead.country_id = False
        self.assertIn("Neither its place nor its industry is known.", lead.territory_explanation)

    def test_what_the_rules_do_not_judge_says_nothing(self):
        contact = self.env["res.partner"].create({"name": "Li", "parent_id": self._new_customer(**self.brazil).id})
        won = self._new_opportunity(stage_id=self.stage_won.id, **self.brazil)
        self.assertFalse(contact.territory_explanation or won.territory_explanation)

    def test_a_deal_whose_customer_is_nowhere_is_nowhere_although_its_own_place_would_fit(self):
        customer = self._new_customer(city="深圳")
        lead = self._new_opportunity(partner_id=customer.id)
        self.assert_assigned(lead, self.t_shenzhen, "inherited")
        customer.write({"city": False, **self.brazil})
        self.assert_assigned(lead, self.env["sales.territory"])
        self.assertEqual(lead.territory_explanation, "Its customer is in no territory.")
