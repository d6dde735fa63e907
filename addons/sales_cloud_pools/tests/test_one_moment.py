from datetime import date, datetime
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command, fields
from odoo.tests import tagged

from .common import PoolCase

MONDAY = "2026-06-01 02:00:00"  # 10:00 in Shanghai


class OneMomentCase(PoolCase):
    """After every event the deadline, its rule and its sentence are what a computation from scratch gives."""

    def setUp(self):
        super().setUp()
        self.startPatcher(freeze_time(MONDAY))

    def assertOneMoment(self, record, day=None):
        """Compare what is stored with what follows from the facts; ``day`` is the local day, False for none."""
        self.settle()
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        holding = record.pool_holding_ids.filtered(lambda row: not row.date_end)
        stored = (holding.reclaim_at, holding.reclaim_rule_id, holding.reclaim_cause, holding.reclaim_reason)
        self.assertFalse(holding.is_stale)
        self.assertEqual((record.reclaim_at, record.reclaim_reason), (stored[0], stored[3] if holding else False))
        holding.write({"reclaim_at": False, "reclaim_rule_id": False, "reclaim_cause": False, "is_stale": True})
        holding._recompute_deadlines()
        scratch = (holding.reclaim_at, holding.reclaim_rule_id, holding.reclaim_cause, holding.reclaim_reason)
        self.assertEqual(stored, scratch)
        if day is not None:
            calendar = self.south._get_work_calendar()
            self.assertEqual(stored[0] and calendar.local_date(stored[0]).isoformat(), day)

    def recompute(self):
        """Do what the queue does soon after a rule, a pool or a calendar was edited."""
        self.run_cron(self.env["sales.pool.holding"]._cron_recompute)

    def at(self, moment):
        """Let what follows happen at a UTC moment, also for what the database dates."""
        self.startPatcher(freeze_time(moment))
        self.startPatcher(patch.object(self.env.cr, "now", datetime.now))

    def new_rule(self, pool, **vals):
        return self.env["sales.pool.rule"].create({"pool_id": pool.id, "name": "Rule", **vals})

    def play(self, record, events):
        """Let events happen one after the other: [(what, function, local day after it)]."""
        for what, event, day in events:
            with self.subTest(what):
                event()
                self.assertOneMoment(record, day)


@tagged("post_install", "-at_install")
class TestOneMomentOfLeads(OneMomentCase):
    """A lead of the South pool, whose rule gives five working days."""

    def setUp(self):
        super().setUp()
        self.rule = self.new_rule(self.south, followup_days=5, domain="[('priority', '!=', '3')]")
        self.lead = self.new_leads(pool=self.south)
        self.calendar = self.company.resource_calendar_id
        self.stages = self.env["crm.stage"].search([("is_won", "=", False)], limit=2)

    def holiday(self, day, **vals):
        return self.env["resource.calendar.leaves"].create(
            {
                "name": "Day",
                "calendar_id": self.calendar.id,
                "company_id": self.company.id,
                "date_from": fields.Datetime.subtract(fields.Datetime.to_datetime(day), hours=8),
                "date_to": fields.Datetime.add(fields.Datetime.to_datetime(day), hours=15, minutes=59, seconds=59),
                **vals,
            }
        )

    def note(self, moment, body):
        self.at(moment)
        self.as_user(self.anna, self.lead).message_post(body=body, message_type="comment")

    def approve(self):
        self.lead.pool_holding_ids.approval_ids.sorted("id")[-1:].with_user(self.manager).action_approve()

    def void(self):
        self.settle()
        followup = self.env["sales.followup"].search([("lead_id", "=", self.lead.id)], limit=1)
        followup.with_user(self.manager).action_void("Not genuine")

    def test_the_life_of_a_lead(self):
        mine, managed = self.as_user(self.anna, self.lead), self.as_user(self.manager, self.lead)
        self.play(
            self.lead,
            [
                ("claim", mine.action_pool_claim, "2026-06-08"),
                ("follow-up", lambda: self.note("2026-06-02 02:00:00", "Called"), "2026-06-09"),
                ("another one", lambda: self.note("2026-06-04 02:00:00", "They want a quotation"), "2026-06-11"),
                ("voided", self.void, "2026-06-09"),
                ("a field that a rule reads", lambda: mine.write({"priority": "3"}), False),
                ("and back", lambda: mine.write({"priority": "1"}), "2026-06-09"),
                ("stage change", lambda: mine.write({"stage_id": self.stages[1].id}), "2026-06-11"),
                ("more time asked for", lambda: mine.action_pool_request_extension(2, "Fair"), "2026-06-11"),
                ("granted", self.approve, "2026-06-15"),
                ("locked", lambda: managed.action_pool_lock("Contract"), False),
                ("unlocked", managed.action_pool_unlock, "2026-06-15"),
                ("paused", lambda: managed.action_pool_pause("2026-06-19", "Plant visit"), "2026-07-01"),
                ("resumed the same day", managed.action_pool_resume, "2026-06-16"),
                ("lost", lambda: mine.action_set_lost(), None),
                ("restored", lambda: mine.action_unarchive(), "2026-06-11"),
                ("handed over", lambda: managed.action_pool_assign(self.ben.id), "2026-06-11"),
                ("moved to a pool without rules", lambda: self.move(self.east), False),
                ("and back", lambda: self.move(self.south), "2026-06-11"),
                ("converted", lambda: self.lead.convert_opportunity(self.env["res.partner"]), None),
            ],
        )

    def move(self, pool):
        self.lead.with_user(self.ops).with_company(self.company).action_pool_transfer(pool.id)

    def test_what_operations_edit(self):
        self.as_user(self.anna, self.lead).action_pool_claim()
        events = [("claim", lambda: None, "2026-06-08"), *self.rule_edits(), *self.calendar_edits()]
        self.play(self.lead, events)

    def edited(self, change):
        return lambda: (change(), self.recompute())

    def rule_edits(self):
        quick = []
        return [
            ("rule edited", self.edited(lambda: self.rule.write({"followup_days": 3})), "2026-06-04"),
            ("its domain", self.edited(lambda: self.rule.write({"domain": "[('city', '=', 'X')]"})), False),
            ("all records", self.edited(lambda: self.rule.write({"domain": "[]"})), "2026-06-04"),
            ("rule in calendar days", self.edited(lambda: self.rule.write({"is_working_time": False})), "2026-06-04"),
            ("rule in working days", self.edited(lambda: self.rule.write({"is_working_time": True})), "2026-06-04"),
            ("its date", self.edited(lambda: self.rule.write({"protected_until": date(2026, 6, 12)})), "2026-06-12"),
            ("no date", self.edited(lambda: self.rule.write({"protected_until": False})), "2026-06-04"),
            (
                "rule added",
                self.edited(lambda: quick.append(self.new_rule(self.south, convert_days=1))),
                "2026-06-02",
            ),
            ("rule switched off", self.edited(lambda: quick[0].write({"active": False})), "2026-06-04"),
            ("rule switched on", self.edited(lambda: quick[0].write({"active": True})), "2026-06-02"),
            ("rule deleted", self.edited(lambda: quick[0].unlink()), "2026-06-04"),
        ]

    def calendar_edits(self):
        return [
            ("holiday", self.edited(lambda: self.holiday("2026-06-03")), "2026-06-05"),
            ("Saturday worked", self.edited(lambda: self.holiday("2026-06-06", is_working_day=True)), "2026-06-05"),
            ("longer rule", self.edited(lambda: self.rule.write({"followup_days": 5})), "2026-06-08"),
            ("maximum of the pool", self.edited(lambda: self.south.write({"max_protection_days": 2})), "2026-06-04"),
            ("maximum of the rule", self.edited(lambda: self.rule.write({"max_protection_days": 9})), "2026-06-08"),
            (
                "Mondays off",
                self.edited(lambda: self.calendar.attendance_ids.filtered(lambda line: line.dayofweek == "0").unlink()),
                "2026-06-09",
            ),
            ("time zone", self.edited(lambda: self.calendar.write({"tz": "America/New_York"})), None),
            ("no calendar", self.edited(lambda: self.south.write({"calendar_id": False})), "2026-06-06"),
            (
                "time zone of the company",
                self.edited(lambda: self.company.partner_id.write({"tz": "Asia/Shanghai"})),
                "2026-06-06",
            ),
        ]


@tagged("post_install", "-at_install")
class TestOneMomentOfCustomers(OneMomentCase):
    """A customer whose pool looks at opportunities, deals and its tier."""

    def setUp(self):
        super().setUp()
        self.pool = self.new_pool("Customers", self.anna | self.ben, self.manager, kind="customer", team_id=False)
        self.tier_a, self.tier_b = self.env["sales.customer.tier"].search([], limit=2)
        rules = self.env["sales.pool.rule"]
        for vals in [
            {"opportunity_days": 30, "exempt_domain": "[('open_opportunity_count', '>', 0)]"},
            {"won_days": 60, "domain": f"[('tier_id', '=', {self.tier_b.id})]", "is_working_time": False},
            {"followup_days": 10, "domain": f"[('tier_id', '=', {self.tier_a.id})]"},
        ]:
            rules |= self.new_rule(self.pool, **vals)
        self.customer = self.env["res.partner"].create(
            {
                "name": "Pump Ltd",
                "is_company": True,
                "company_id": self.company.id,
                "pool_id": self.pool.id,
                "user_id": self.anna.id,
            }
        )
        self.deal = self.env["crm.lead"]
        self.open_stage = self.env["crm.stage"].search([("is_won", "=", False)], limit=1)

    def new_deal(self, moment):
        self.at(moment)
        self.deal = self.env["crm.lead"].create(
            {
                "name": "Pumps",
                "type": "opportunity",
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "user_id": self.anna.id,
            }
        )

    def win(self, moment):
        self.at(moment)
        self.deal.with_user(self.manager).action_set_won()

    def test_the_life_of_a_customer(self):
        customer = self.customer.with_user(self.manager)
        self.play(
            self.customer,
            [
                ("received", lambda: None, "2026-07-13"),
                ("tier A", lambda: customer.write({"tier_id": self.tier_a.id}), "2026-06-15"),
                ("tier B", lambda: customer.write({"tier_id": self.tier_b.id}), "2026-07-13"),
                ("new opportunity", lambda: self.new_deal("2026-06-03 02:00:00"), "2026-07-31"),
                ("opportunity lost", lambda: self.deal.action_set_lost(), None),
                ("opportunity restored", lambda: self.deal.action_unarchive(), None),
                ("opportunity won", lambda: self.win("2026-06-10 02:00:00"), None),
                ("tier taken", lambda: customer.write({"tier_id": False}), None),
                ("opportunity deleted", lambda: self.deal.copy({"type": "opportunity"}).unlink(), None),
                ("contact added", lambda: customer.write({"child_ids": [Command.create({"name": "Wu"})]}), None),
                ("archived", lambda: customer.action_archive(), None),
                ("unarchived", lambda: customer.action_unarchive(), None),
            ],
        )

    def test_what_is_undone_counts_no_more(self):
        other = self.env["res.partner"].create({"name": "Fan Ltd", "is_company": True, "company_id": self.company.id})
        self.play(
            self.customer,
            [
                ("tier B", lambda: self.customer.write({"tier_id": self.tier_b.id}), "2026-07-13"),
                ("new opportunity", lambda: self.new_deal("2026-06-03 02:00:00"), "2026-07-31"),
                ("won", lambda: self.win("2026-06-10 02:00:00"), "2026-07-15"),
                ("no longer won", lambda: self.deal.write({"stage_id": self.open_stage.id}), "2026-07-31"),
                ("won again", lambda: self.win("2026-06-12 02:00:00"), "2026-07-15"),
                ("another customer's", lambda: self.deal.write({"partner_id": other.id}), "2026-07-13"),
                ("and back", lambda: self.deal.write({"partner_id": self.customer.id}), "2026-07-15"),
                ("deleted", lambda: self.deal.unlink(), "2026-07-13"),
            ],
        )
        self.assertEqual((self.customer.last_opportunity_at, self.customer.last_won_at), (False, False))

    def test_the_first_fill_agrees_with_the_computed_facts(self):
        self.new_deal("2026-06-03 02:00:00")
        self.win("2026-06-10 02:00:00")
        self.settle()
        facts = ["last_opportunity_at", "last_won_at"]
        computed = self.customer.read(facts)
        self.assertTrue(all(computed[0].values()))
        self.env.cr.execute("UPDATE res_partner SET last_opportunity_at = NULL, last_won_at = NULL")
        self.env.cr.execute(self.customer._deal_facts_init_sql())
        self.customer.invalidate_recordset(facts)
        self.assertEqual(self.customer.read(facts), computed)
