from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.models import BaseModel
from odoo.tests import tagged

from .common import PoolCase

MONDAY = fields.Datetime.to_datetime("2026-06-01 01:00:00")


@tagged("post_install", "-at_install")
class TestInsight(PoolCase):
    """What the pools did, counted from the ledger.

    lead  came in        taken                   ended
    A     Monday 01:00   by Anna after 4 hours   converted on Thursday
    B     Monday 01:00   by Anna after 8 hours   returned on Thursday, free again
    C     Monday 01:00   by Ben after 24 hours   -
    D     Monday 01:00   -                       -
    E     made by Ben    -                       returned on Thursday, free again

    D moves to the East pool on Thursday.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fair = cls.env["utm.source"].create({"name": "Fair"})
        with freeze_time(MONDAY):
            cls.a, cls.b, cls.c, cls.d = cls.new_leads(4, pool=cls.south, source_id=cls.fair.id)
            cls.e = cls.new_leads(pool=cls.south, user=cls.ben)
        for lead, user, hours in ((cls.a, cls.anna, 4), (cls.b, cls.anna, 8), (cls.c, cls.ben, 24)):
            with freeze_time(MONDAY + timedelta(hours=hours)):
                lead.with_user(user).with_company(cls.company).action_pool_claim()
        with freeze_time(MONDAY + timedelta(days=3)):
            cls.a.convert_opportunity(cls.env["res.partner"])
            for lead, user in ((cls.b, cls.anna), (cls.e, cls.ben)):
                lead.with_user(user).with_company(cls.company).action_pool_return(cls.reason.id)
            cls.d.with_user(cls.ops).with_company(cls.company).action_pool_transfer(cls.east.id)
        cls.env.flush_all()

    def rows(self, groupby, aggregates, domain=(), user=None):
        report = self.env["sales.pool.report"].with_user(user or self.manager).with_company(self.company)
        found = report._read_group([("pool_id", "=", self.south.id), *domain], groupby, aggregates, order=groupby[0])
        return [tuple(value.id if isinstance(value, BaseModel) else value for value in row) for row in found]

    def test_every_coming_in_and_going_out_is_counted_on_its_day(self):
        found = self.rows(["date:day"], ["in_count:sum", "out_count:sum", "moved_count:sum", "end_count:sum"])
        days = [(fields.Date.to_string(day), *counts) for day, *counts in found]
        self.assertEqual(days, [("2026-06-01", 4, 3, 0, 0), ("2026-06-02", 0, 1, 0, 0), ("2026-06-04", 2, 0, 1, 3)])

    def test_waiting_ends_with_the_claim_and_yield_is_converted_of_ended(self):
        found = self.rows(["pool_id"], ["waiting_hours:avg", "return_count:sum", "conversion_rate:avg"])
        self.assertEqual(found, [(self.south.id, 12.0, 2, 1 / 3)])

    def test_yield_by_person_and_by_source(self):
        ended = [("movement", "=", "end")]
        people = self.rows(["user_id"], ["end_count:sum", "conversion_rate:avg"], ended)
        self.assertEqual(sorted(people), sorted([(self.anna.id, 2, 0.5), (self.ben.id, 1, 0.0)]))
        sources = self.rows(["source_id"], ["end_count:sum", "conversion_rate:avg"], ended)
        self.assertEqual(sorted(sources), sorted([(self.fair.id, 2, 0.5), (False, 1, 0.0)]))

    def test_days_from_the_claim_to_the_conversion(self):
        found = self.rows(["user_id"], ["conversion_days:avg"], [("movement", "=", "end")])
        days = {user: average and round(average, 2) for user, average in found}
        self.assertEqual(days, {self.anna.id: 2.83, self.ben.id: False})

    def test_returns_by_reason(self):
        found = self.rows(["return_reason_id"], ["return_count:sum"], [("return_count", "=", 1)])
        self.assertEqual(found, [(self.reason.id, 2)])

    def test_every_number_opens_to_its_records(self):
        report = self.env["sales.pool.report"].with_user(self.manager).with_company(self.company)
        waiting = report.search([("pool_id", "=", self.south.id), ("movement", "=", "in")])
        self.assertEqual(waiting.lead_id, self.a | self.b | self.c | self.d | self.e)
        self.assertEqual(waiting[0].action_open_record()["res_id"], waiting[0].lead_id.id)
        self.assertEqual(len(set(report.search([]).ids)), report.search_count([]))

    def test_managers_see_their_pools_operations_all_others_nothing(self):
        self.new_leads(pool=self.east)
        self.env.flush_all()
        Report = self.env["sales.pool.report"]
        pools = {
            user: Report.with_user(user).with_company(self.company).search([]).pool_id & (self.south | self.east)
            for user in (self.manager, self.ops)
        }
        self.assertEqual(pools, {self.manager: self.south, self.ops: self.south | self.east})
        self.assertFalse(Report.with_user(self.anna).has_access("read"))
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self.new_user("stranger", "sales_cloud_core.group_operations", company=other)
        self.assertFalse(Report.with_user(stranger).with_company(other).search([("pool_id", "=", self.south.id)]))

    @freeze_time("2026-06-05 01:00:00")
    def test_a_manager_sees_the_health_of_a_pool_at_a_glance(self):
        pool = self.south.with_user(self.manager)
        self.assertEqual(
            (pool.free_count, pool.held_count, pool.waiting_days, pool.waiting_hours, round(pool.conversion_rate, 4)),
            (2, 1, 1, 12.0, 0.3333),
        )
        self.assertEqual(pool.action_view_insight()["domain"], [("pool_id", "=", pool.id)])
