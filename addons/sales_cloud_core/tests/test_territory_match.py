import random

from odoo.tests import tagged
from odoo.tools import SQL

from .territory_common import TerritoryCommon

CITIES = [
    False,
    "深圳",
    "Shenzhen",
    "深圳市南山区",
    "广州市",
    "上海",
    "Suzhou",
    "Berlin",
    "San Jose",
    "南山区",
    "鼓楼区",
]
RULE_CITIES = ["深圳", "广州, 东莞", "深圳南山", "Berlin", "上海"]
ZIPS = [False, "518057", "51 8000", "215000", "SW1A 1AA", "sw1-9"]
DOMAIN = "[('name', 'like', '7')]"


@tagged("post_install", "-at_install")
class TestTerritoryMatch(TerritoryCommon):
    """The decision in Python and the one in SQL are the same."""

    def setUp(self):
        super().setUp()
        self.rng = random.Random(20261122)
        self.places = self.env["res.country.state"].search(
            [("country_id", "in", (self.china | self.usa).ids)], limit=60
        )
        self.places |= self.guangdong | self.shanghai
        self.tags = self.env["res.partner.category"].create([{"name": f"Tag {n}"} for n in range(3)])
        self.lead_tags = self.env["crm.tag"].create([{"name": f"Tag {n}"} for n in range(3)])
        self.types = self.env["sales.territory.type"].create([{"name": f"Type {n}", "priority": n} for n in range(2)])

    def _any(self, *values):
        return self.rng.choice(values)

    def _random_rule(self):
        target = self._any("all", "all", "partner", "lead")
        vals = {
            "target": target,
            "country_ids": self._any(False, False, self.china, self.usa, self.china | self.usa),
            "state_ids": self._any(False, False, self.guangdong, self.shanghai | self.guangxi),
            "cities": self._any(False, False, *RULE_CITIES),
            "zips": self._any(False, False, False, "518000-518999, 21", "SW1"),
            "industry_ids": self._any(False, False, self.tech, self.tech | self.factory),
            "size_from": self._any(0, 0, 50),
            "size_to": self._any(0, 0, 500),
        }
        if target != "all":
            tags = ("category_ids", self.tags) if target == "partner" else ("tag_ids", self.lead_tags)
            vals |= {tags[0]: self._any(False, tags[1][:1]), "domain": self._any("[]", DOMAIN)}
        return {name: value for name, value in vals.items() if value}

    def _random_tree(self):
        territories = self.env["sales.territory"]
        model = self._new_model("Random", self.company_a)
        for number in range(25):
            parent = self._any(None, *territories)
            rules = [self._random_rule() for _rule in range(self._any(0, 1, 1, 2))]
            territories |= self._new_territory(
                f"T{number}", parent, *rules, model=model, sequence=self._any(1, 2), type_id=self._any(*self.types.ids)
            )
        return model

    def _random_address(self):
        state = self._any(False, *self.places)
        return {
            "city": self._any(*CITIES),
            "zip": self._any(*ZIPS),
            "state_id": state and state.id,
            "country_id": self._any(False, self.china.id, self.usa.id, state and state.country_id.id),
            "industry_id": self._any(False, self.tech.id, self.factory.id),
            "employee_count": self._any(0, 20, 200, 2000),
        }

    def _decide_in_sql(self, model, kind):
        parts = [model._followed_sql(None)] if kind == "lead" else []
        parts.append(model._decided_sql(kind))
        self.env.flush_all()
        query = SQL(
            "WITH RECURSIVE %s SELECT id, territory_id, rule_id, is_tie, facts FROM decided", SQL(", ").join(parts)
        )
        return {row[0]: tuple(row[1:]) for row in self.env.execute_query(query)}

    def _decide_in_python(self, model, records):
        facts = records._get_territory_facts(model)
        return {
            record_id: (decision.territory, decision.rule, bool(decision.tied), facts[record_id].as_json())
            for record_id, decision in records._decide_territories(model).items()
            if decision
        }

    def _compare(self, records):
        decided = ties = 0
        for _attempt in range(6):
            model = self._random_tree()
            found = self._decide_in_sql(model, records._territory_kind)
            expected = self._decide_in_python(model, records)
            self.assertEqual({key: found[key] for key in found if key in records._ids}, expected)
            decided += len(expected)
            ties += sum(is_tie for _territory, _rule, is_tie, _facts in expected.values())
        self.assertGreater(decided, 100)
        self.assertGreater(ties, 0)

    def test_customers_are_decided_alike(self):
        customers = self.env["res.partner"].create(
            [
                {
                    "name": f"C{n}",
                    "is_company": True,
                    "category_id": self._any(False, self.tags.ids),
                    **self._random_address(),
                }
                for n in range(150)
            ]
        )
        sites = self.env["res.partner"].create(
            [
                {"name": f"S{n}", "parent_id": customer.id, "type": "delivery", **self._random_address()}
                for n, customer in enumerate(customers[:40])
            ]
        )
        self._compare(customers | sites)

    def test_leads_are_decided_alike(self):
        leads = self.env["crm.lead"].create(
            [
                {
                    "name": f"L{n}",
                    "company_id": self.company_a.id,
                    "user_id": False,
                    "tag_ids": self._any(False, self.lead_tags.ids),
                    **self._random_address(),
                }
                for n in range(150)
            ]
        )
        self._compare(leads)

    def test_saving_one_by_one_and_running_the_rules_write_the_same(self):
        customers = self._new_customer()
        for _customer in range(15):
            customers |= self._new_customer(**self._random_address())
        lines = self.env["sales.territory.assignment"].search([("partner_id", "in", customers.ids)])
        before = {line.partner_id: (line.territory_id, line.rule_id, line.facts) for line in lines}
        self.model.run_rules()
        self.assertEqual(self._changed_of(customers, before), {})

    def _changed_of(self, customers, before):
        self.env.invalidate_all()
        lines = self.env["sales.territory.assignment"].search([("partner_id", "in", customers.ids)])
        after = {line.partner_id: (line.territory_id, line.rule_id, line.facts) for line in lines}
        return {key: after.get(key) for key in after.keys() | before.keys() if after.get(key) != before.get(key)}
