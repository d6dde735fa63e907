from odoo.tests import tagged

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestMatchTerritory(PoolCase):
    """China > Guangdong > Shenzhen. Anna works Shenzhen and knows technology; Ben works Shenzhen and knows machines."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("sales_team.group_sale_salesman").implied_ids += cls.env.ref(
            "sales_cloud_core.group_use_territories"
        )
        cls.technology = cls.env.ref("base.res_partner_industry_J")
        cls.machines = cls.env.ref("base.res_partner_industry_C")
        cls.china = cls.env.ref("base.cn")
        model = cls.env["sales.territory.model"].create({"name": "Now", "company_id": cls.south.company_id.id})
        guangdong = cls._new_territory(model, "Guangdong", None, state_ids=cls.env.ref("base.state_cn_GD").ids)
        shenzhen = cls._new_territory(model, "Shenzhen", guangdong, cities="深圳")
        for user, industry in ((cls.anna, cls.technology), (cls.ben, cls.machines)):
            cls.env["sales.territory.member"].create(
                {"territory_id": shenzhen.id, "user_id": user.id, "industry_ids": industry.ids}
            )
        model.action_activate()
        cls.south.assign_method = "best_match"

    @classmethod
    def _new_territory(cls, model, name, parent, **rule):
        vals = {"name": name, "model_id": model.id, "parent_id": parent and parent.id, "rule_ids": [(0, 0, rule)]}
        return cls.env["sales.territory"].create(vals)

    def new_company(self, **vals):
        place = {"country_id": self.china.id, "city": "深圳市", "industry_id": self.technology.id}
        return self.new_leads(pool=self.south, partner_name="深圳云帆科技有限公司", **place, **vals)

    def test_a_new_technology_company_in_shenzhen_goes_to_the_person_there_who_knows_technology(self):
        lead = self.new_company()
        self.south.run_assign()
        self.assertEqual(lead.user_id, self.anna)
        why = f"Best match: territory Guangdong / Shenzhen, industry {self.technology.name}"
        self.assertEqual(lead.holding_id.explanation, why)
        self.assertEqual(lead.territory_id.complete_name, "Guangdong / Shenzhen")
        self.assertIn("Rule: Customers and leads: 深圳", lead.sudo().territory_explanation)
        self.assertIn("深圳市", lead.sudo().territory_explanation)

    def test_the_same_company_already_worked_by_somebody_stays_with_that_person(self):
        self.south.is_returning_kept = True
        known = self.new_company(user=self.ben, email_from="info@yunfan.example.com")
        lead = self.new_company(email_from="info@yunfan.example.com")
        self.south.run_assign()
        self.assertEqual((known.user_id, lead.user_id), (self.ben, self.ben))
        self.assertEqual(lead.holding_id.explanation, "Ben works with this customer")
        self.assertEqual(lead.territory_id.complete_name, "Guangdong / Shenzhen")

    def test_whoever_works_the_territory_comes_before_who_only_has_the_skill(self):
        self.env["sales.territory.member"].search([("user_id", "=", self.anna.id)]).unlink()
        self.member = self.south.member_ids.filtered(lambda line: line.user_id == self.anna)
        self.member.skill_industry_ids = self.technology
        lead = self.new_company()
        self.south.run_assign()
        self.assertEqual(lead.user_id, self.ben)

    def test_free_records_of_other_pools_do_not_show_by_their_territory(self):
        lead = self.new_company()
        lines = self.env["sales.territory.assignment"].search([("lead_id", "=", lead.id)])
        self.assertTrue(lines)
        outsider = self.new_user("territory_outsider", "sales_team.group_sale_salesman_all_leads")
        self.assertFalse(lines.with_user(outsider).search([("lead_id", "=", lead.id)]))
