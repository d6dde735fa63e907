from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .territory_common import TerritoryCommon


@tagged("post_install", "-at_install")
class TestTerritory(TerritoryCommon):
    """What the rules decide, when they run, and what a person decides."""

    def test_an_address_goes_to_the_most_specific_territory(self):
        none = self.env["sales.territory"]
        table = [
            ({"city": "深圳"}, self.t_shenzhen),
            ({"city": "深圳市"}, self.t_shenzhen),
            ({"city": "Shenzhen"}, self.t_shenzhen),
            ({"city": "深圳市南山区"}, self.t_shenzhen),
            ({"city": "广州市"}, self.t_guangdong),
            ({"city": False}, self.t_guangdong),
            ({"city": "深圳", "industry_id": self.tech.id}, self.t_tech),
            ({"city": "深圳", "industry_id": self.factory.id}, self.t_shenzhen),
            ({"city": "广州", "industry_id": self.tech.id}, self.t_guangdong),
            ({"city": "深圳", "state_id": False, "country_id": False}, self.t_shenzhen),
            ({"state_id": self.guangxi.id}, self.t_guangxi),
            ({"state_id": self.shanghai.id}, self.t_east),
            ({"state_id": self.env.ref("base.state_cn_JS").id, "zip": "215000"}, self.t_east),
            ({"state_id": self.env.ref("base.state_cn_JS").id, "zip": "31 5000"}, self.t_china),
            ({"state_id": self.env.ref("base.state_us_5").id, "country_id": self.usa.id, "city": "Shenzhen"}, none),
        ]
        for vals, territory in table:
            self.assert_assigned(self._new_customer(**vals), territory)

    def test_a_lead_without_a_customer_is_judged_by_its_own_facts(self):
        lead = self._new_opportunity(country_id=self.china.id, city="深圳市", industry_id=self.tech.id, type="lead")
        self.assert_assigned(lead, self.t_tech)
        self.assertIn("Rule: Customers and leads", lead.territory_explanation)
        self.assertIn("深圳市", lead.territory_explanation)

    def test_a_deal_follows_its_customer(self):
        customer = self._new_customer(city="深圳")
        lead = self._new_opportunity(partner_id=customer.id)
        self.assert_assigned(lead, self.t_shenzhen, "inherited")
        customer.industry_id = self.tech
        self.assert_assigned(lead, self.t_tech, "inherited")
        contact = self.env["res.partner"].create({"name": "Li", "parent_id": customer.id})
        self.assert_assigned(self._new_opportunity(partner_id=contact.id), self.t_tech, "inherited")

    def test_a_customer_is_in_a_territory_for_each_address(self):
        customer = self._new_customer(city="深圳")
        site = self.env["res.partner"].create(
            {"name": "Plant", "parent_id": customer.id, "type": "delivery", "state_id": self.guangxi.id}
        )
        bill = self.env["res.partner"].create({"name": "Bills", "parent_id": customer.id, "type": "invoice"})
        self.assert_assigned(customer, self.t_shenzhen)
        self.assert_assigned(site, self.t_guangxi)
        self.assert_assigned(bill, self.env["sales.territory"])
        self.assertEqual(customer.site_territory_ids, self.t_shenzhen | self.t_guangxi)
        self.assert_assigned(self._new_opportunity(partner_id=site.id), self.t_guangxi, "inherited")
        self.assert_assigned(self._new_opportunity(partner_id=bill.id), self.t_shenzhen, "inherited")

    def test_what_is_written_on_a_company_concerns_its_sites(self):
        customer = self._new_customer(city="广州")
        site = self.env["res.partner"].create(
            {
                "name": "Plant",
                "parent_id": customer.id,
                "type": "delivery",
                "city": "深圳",
                "state_id": self.guangdong.id,
            }
        )
        self.assert_assigned(site, self.t_shenzhen)
        customer.industry_id = self.tech
        self.assert_assigned(site, self.t_tech)

    def test_a_changed_address_runs_the_rules_again(self):
        customer = self._new_customer(city="深圳")
        lead = self._new_opportunity(partner_id=customer.id)
        customer.city = "佛山"
        self.assert_assigned(customer, self.t_guangdong)
        self.assert_assigned(lead, self.t_guangdong, "inherited")
        customer.write({"country_id": self.usa.id, "state_id": False, "city": "Boston"})
        self.assert_assigned(customer, self.env["sales.territory"])
        self.assert_assigned(lead, self.env["sales.territory"])

    def test_a_closed_deal_keeps_its_territory(self):
        customer = self._new_customer(city="深圳")
        won, lost = (self._new_opportunity(partner_id=customer.id) for _deal in range(2))
        won.action_set_won()
        lost.action_set_lost()
        customer.city = "佛山"
        self.assert_assigned(won, self.t_shenzhen, "inherited")
        self.assertEqual(lost.territory_id, self.t_shenzhen)

    def test_an_archived_customer_leaves_its_territory(self):
        customer = self._new_customer(city="深圳")
        customer.active = False
        self.assert_assigned(customer, self.env["sales.territory"])
        customer.active = True
        self.assert_assigned(customer, self.t_shenzhen)

    def test_a_tie_is_reported(self):
        twin = self._new_territory("Robots", self.t_shenzhen, {"industry_ids": self.tech})
        customer = self._new_customer(city="深圳", industry_id=self.tech.id)
        line = self.env["sales.territory.assignment"].search([("is_tie", "=", True)])
        self.assertEqual(
            (line.partner_id, line.territory_id, line.tied_ids), (customer, self.t_tech, self.t_tech | twin)
        )
        self.assertIn("Tie: the same claim", customer.territory_explanation)
        self.assertEqual(self.model.tie_count, 1)
        twin.type_id = self.env["sales.territory.type"].create({"name": "Key", "priority": 1})
        self.model.run_rules()
        self.assert_assigned(customer, twin)
        self.assertEqual(self.model.tie_count, 0)

    def test_a_choice_is_kept_when_the_rules_run_again(self):
        customer = self._new_customer(city="深圳")
        lead = self._new_opportunity(partner_id=customer.id)
        own = self._new_opportunity(partner_id=customer.id)
        customer.with_user(self.manager).action_set_territory(self.t_guangxi.id, "Moved soon")
        own.with_user(self.manager).territory_id = self.t_east
        self.assert_assigned(customer, self.t_guangxi, "manual")
        self.assert_assigned(lead, self.t_guangxi, "inherited")
        self.assert_assigned(own, self.t_east, "manual")
        self.assertIn("Chosen by Manager: Moved soon", customer.territory_explanation)
        customer.city = "广州"
        self.model.run_rules()
        self.assert_assigned(customer, self.t_guangxi, "manual")
        self.assert_assigned(own, self.t_east, "manual")
        customer.with_user(self.manager).action_follow_territory_rules()
        own.with_user(self.manager).territory_id = False
        self.assert_assigned(customer, self.t_guangdong)
        self.assert_assigned(lead, self.t_guangdong, "inherited")
        self.assert_assigned(own, self.t_guangdong, "inherited")

    def test_who_may_choose(self):
        customer = self._new_customer(city="深圳", user_id=self.rep.id)
        lead = self._new_opportunity(partner_id=customer.id)
        both = (self.t_guangdong, self.t_guangxi)
        table = [
            (self.rep, [False, False]),
            (self.colleague, [False, False]),
            (self.gd_head, [True, False]),
            (self.director, [True, True]),
            (self.manager, [True, True]),
            (self.operations, [True, True]),
            (self.rep_b, [False, False]),
        ]
        for user, expected in table:
            for record in (customer, lead.sudo()):
                outcome = [self._may_choose(record.with_user(user), territory) for territory in both]
                self.assertEqual(outcome, expected, (user.login, record))

    def _may_choose(self, record, territory):
        try:
            with self.cr.savepoint():
                assignments = self.env["sales.territory.assignment"].with_user(record.env.user)
                territory.with_user(record.env.user).check_access("read")
                assignments._check_may_choose(record, territory)
            return True
        except AccessError:
            return False

    def test_a_rep_cannot_write_a_territory(self):
        lead = self._new_opportunity(partner_id=self._new_customer(city="深圳").id)
        with self.assertRaisesRegex(AccessError, "Only a sales manager"):
            lead.with_user(self.rep).territory_id = self.t_guangxi
        with self.assertRaisesRegex(UserError, "Territories follow from rules"):
            lead.partner_id.with_user(self.rep).territory_ids = self.t_guangxi
        with self.assertRaises(AccessError):
            self.env["sales.territory.assignment"].with_user(self.rep).search([]).unlink()

    def test_a_planned_territory_cannot_be_chosen(self):
        plan = self._new_model("2027", self.company_a)
        territory = self._new_territory("Later", None, {}, model=plan)
        with self.assertRaisesRegex(UserError, "not active"):
            self._new_customer().with_user(self.manager).action_set_territory(territory.id)

    def test_the_rules_of_a_company_decide_on_its_records_only(self):
        lead_b = self._new_opportunity(user=self.rep_b, country_id=self.china.id, city="深圳")
        self.assertFalse(lead_b.territory_id)
        customer_b = self._new_customer(city="深圳", company_id=self.company_b.id)
        self.assert_assigned(customer_b, self.env["sales.territory"])
        model_b = self._new_model("B", self.company_b)
        t_world = self._new_territory("World", None, {}, model=model_b)
        self._put_in_force(model_b)
        shared = self._new_customer(city="深圳")
        self.assertEqual(shared.territory_ids, self.t_shenzhen | t_world)
        self.env.invalidate_all()
        self.assertEqual(shared.with_user(self.rep_b).territory_ids, t_world)
        model_b.run_rules()
        self.assertEqual((lead_b.territory_id, customer_b.territory_ids), (t_world, t_world))

    def test_switched_off_nothing_runs(self):
        self._switch_off()
        self.assertFalse(self._new_customer(city="深圳").territory_ids)

    def test_further_conditions_and_tags_belong_to_one_kind_of_record(self):
        vip, hot = self.env["res.partner.category"].create({"name": "VIP"}), self.env["crm.tag"].create({"name": "Hot"})
        t_vip = self._new_territory(
            "VIP",
            self.t_shenzhen,
            {"target": "partner", "category_ids": vip},
            {"target": "lead", "tag_ids": hot},
            {"target": "lead", "domain": "[('expected_revenue', '>', 5000)]"},
            sequence=1,
        )
        customer = self._new_customer(city="深圳")
        self.assert_assigned(customer, self.t_shenzhen)
        customer.category_id = vip
        self.assert_assigned(customer, t_vip)
        place = {"country_id": self.china.id, "city": "深圳"}
        lead = self._new_opportunity(**place)
        self.assert_assigned(lead, self.t_shenzhen)
        lead.tag_ids = hot
        self.assert_assigned(lead, t_vip)
        lead.tag_ids = False
        self.assert_assigned(lead, self.t_shenzhen)
        lead.expected_revenue = 6000
        self.assert_assigned(lead, t_vip)
        with self.assertRaisesRegex(ValidationError, "Make a rule for each"):
            t_vip.rule_ids[0].target = "all"

    def test_a_rule_recognizes_the_cities_that_it_names(self):
        table = [
            (self.t_guangdong, {}, False),
            (self.t_shenzhen, {}, "CN-4403"),
            (self.t_shenzhen, {"cities": "深圳市、东莞， Foshan"}, "CN-4403, CN-4406, CN-4419"),
            (self.t_guangdong, {"cities": "南山区,"}, "CN-440305"),
        ]
        for territory, vals, keys in table:
            territory.rule_ids.write(vals)
            self.assertEqual(territory.rule_ids.city_keys, keys)

    def test_a_rule_that_cannot_be_judged_is_refused(self):
        table = [
            ({"zips": "5200-5100"}, "end before they begin"),
            ({"target": "lead", "domain": "[('partner_id.city', '=', 'x')]"}, "stored fields"),
            ({"target": "lead", "domain": "[('is_rotting', '=', True)]"}, "stored fields"),
            ({"target": "lead", "domain": "[('territory_id', '!=', False)]"}, "not its territory"),
            ({"target": "lead", "domain": "[('create_date', '>', 'today -3d')]"}, "fixed date"),
            ({"target": "lead", "domain": "[('"}, "cannot be read"),
        ]
        for vals, message in table:
            with self.assertRaisesRegex(ValidationError, message), self.cr.savepoint():
                self.t_guangxi.rule_ids.write(vals)

    def test_a_territory_stays_within_its_model_and_tree(self):
        plan = self._new_model("2027", self.company_a)
        with self.assertRaisesRegex(ValidationError, "different models"):
            self._new_territory("Lost", self.t_china, model=plan)
        with self.assertRaises(UserError):
            self.t_china.parent_id = self.t_shenzhen
        self._new_customer(city="深圳")
        with self.assertRaisesRegex(UserError, "has customers or deals"):
            self.t_shenzhen.unlink()

    def test_saving_a_customer_costs_at_most_three_more_queries(self):
        for vals in ({"city": "佛山", "zip": "528000"}, {"industry_id": self.tech.id}, {"phone": "1"}):
            with self.subTest(vals=vals):
                self._count_save(vals)
                with_rules = self._count_save(vals)
                self._switch_off()
                self._count_save(vals)
                self.assertLessEqual(with_rules - self._count_save(vals), 3)
                self.env.ref("sales_team.group_sale_salesman").implied_ids += self.env.ref(
                    "sales_cloud_core.group_use_territories"
                )

    def _switch_off(self):
        self.env.ref("sales_team.group_sale_salesman").implied_ids -= self.env.ref(
            "sales_cloud_core.group_use_territories"
        )

    def _count_save(self, vals):
        customer = self._new_customer(city="深圳")
        self._new_opportunity(partner_id=customer.id)
        return self._count_queries(lambda: customer.write(vals))

    def _count_queries(self, work):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        work()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def test_many_records_at_once_cost_as_few_queries(self):
        customers = self.env["res.partner"].create(
            [{"name": f"C {n}", "is_company": True, "country_id": self.china.id, "city": "深圳"} for n in range(200)]
        )
        self._new_opportunity(partner_id=customers[0].id)
        few, many = (
            self._count_queries(lambda records=records, city=city: records.write({"city": city}))
            for records, city in ((customers[:50], "佛山"), (customers, "东莞"))
        )
        self.assertLessEqual(many - few, 1)
        self.assertEqual(customers.territory_ids, self.t_guangdong)

    def test_the_lead_form_shows_territory_and_reason(self):
        lead = self._new_opportunity(partner_id=self._new_customer(city="深圳").id)
        with Form(lead.with_user(self.rep)) as form:
            self.assertEqual(form.territory_id, self.t_shenzhen)
