from odoo.fields import Command
from odoo.tests import tagged

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestMatch(PoolCase):
    """Best match: Anna speaks English and knows industry A, Ben knows industry B and Japan."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.industry_a, cls.industry_b = cls.env["res.partner.industry"].create([{"name": "A"}, {"name": "B"}])
        cls.english, cls.japan = cls.env.ref("base.lang_en"), cls.env.ref("base.jp")
        cls.china = cls.env.ref("base.cn")
        cls.south.assign_method = "best_match"
        cls.member_anna, cls.member_ben = cls.south.member_ids
        cls.member_anna.skill_lang_ids = cls.english
        cls.member_anna.skill_industry_ids = cls.industry_a
        cls.member_ben.skill_industry_ids = cls.industry_b
        cls.member_ben.skill_country_ids = cls.japan

    def assign(self, **facts):
        lead = self.new_leads(pool=self.south, **{name: value.id for name, value in facts.items()})
        self.south.run_assign()
        return lead.user_id, lead.holding_id.explanation

    def test_the_person_whose_skills_fit_receives_the_lead_and_the_facts_are_the_reason(self):
        for facts, user, why in (
            ({"industry_id": self.industry_a}, self.anna, "Best match: industry A"),
            ({"industry_id": self.industry_b}, self.ben, "Best match: industry B"),
            (
                {"country_id": self.japan, "industry_id": self.industry_b},
                self.ben,
                "Best match: industry B, country Japan",
            ),
            # an industry tells more than a country, a language more than both
            ({"country_id": self.japan, "industry_id": self.industry_a}, self.anna, "Best match: industry A"),
            (
                {"country_id": self.japan, "industry_id": self.industry_b, "lang_id": self.english},
                self.anna,
                "Best match: language English (US)",
            ),
        ):
            with self.subTest(facts=facts):
                self.assertEqual(self.assign(**facts), (user, why))

    def test_without_a_match_the_one_who_holds_fewest_and_then_the_first_in_the_list(self):
        self.new_leads(pool=self.south, user=self.anna)
        why = "No skill of who has room fits: assigned to who held fewest, %s before"
        self.assertEqual(self.assign(country_id=self.china), (self.ben, why % 0))
        self.assertEqual(self.assign(country_id=self.china), (self.anna, why % 1))
        self.member_ben.sequence = 1
        self.new_leads(pool=self.south, user=self.ben)
        self.env.invalidate_all()
        self.assertEqual(self.assign(country_id=self.china), (self.ben, why % 2))

    def test_limits_and_absence_hold_for_the_best_match_too(self):
        self.member_anna.open_limit = 1
        leads = self.new_leads(2, pool=self.south, industry_id=self.industry_a.id)
        self.south.run_assign()
        self.assertEqual(leads.mapped("user_id"), self.anna | self.ben)
        self.member_ben.away_until = "2999-01-01"
        late = self.new_leads(pool=self.south, industry_id=self.industry_b.id)
        self.assertEqual(self.south.run_assign(), 0)
        row = self.south.simulate_assign()[0]
        self.assertEqual((row["record_id"], row["user_id"]), (late.id, False))
        self.assertEqual(row["explanation"], "Nobody in the pool can take it now: 1 away, 1 at their limits")

    def test_the_dry_run_tells_the_facts_and_the_run_keeps_to_it(self):
        leads = self.new_leads(3, pool=self.south, industry_id=self.industry_a.id)
        leads[2].industry_id = self.industry_b
        rows = self.south.with_user(self.manager).simulate_assign()
        self.assertEqual(
            {row["record_id"]: (row["user_name"], row["explanation"]) for row in rows},
            {
                leads[0].id: ("Anna", "Best match: industry A"),
                leads[1].id: ("Anna", "Best match: industry A"),
                leads[2].id: ("Ben", "Best match: industry B"),
            },
        )
        self.south.run_assign()
        self.assertEqual(leads.mapped("user_id.id"), [self.anna.id, self.ben.id])
        self.assertEqual(leads.holding_id.mapped("explanation"), [row["explanation"] for row in rows])

    def test_a_language_that_odoo_does_not_speak_here_is_a_skill_as_well(self):
        japanese = self.env.ref("base.lang_ja_JP")
        self.assertFalse(japanese.active)
        self.member_ben.skill_lang_ids = [Command.link(japanese.id)]
        self.env.invalidate_all()
        self.assertEqual(self.member_ben._get_match_skills()["language"], {japanese.id})

    def test_customers_match_by_their_language_industry_and_country(self):
        partner = self.env["res.partner"].create(
            {"name": "X", "lang": "en_US", "industry_id": self.industry_a.id, "country_id": self.japan.id}
        )
        self.assertEqual(
            partner._get_match_facts(),
            {"language": self.english.ids, "industry": self.industry_a.ids, "country": self.japan.ids},
        )

    def test_queries_do_not_grow_with_leads(self):
        counts = []
        for size in (10, 60):
            self.new_leads(size, pool=self.south, industry_id=self.industry_a.id, country_id=self.japan.id)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.south.simulate_assign()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1] - counts[0], 3, f"ten: {counts[0]}, sixty: {counts[1]}")
