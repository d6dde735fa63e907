from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.sales_cloud_pools.tests.common import PoolCase

BEFORE, DURING, AFTER = "2026-06-05 03:00:00", "2026-06-09 03:00:00", "2026-06-11 03:00:00"


@tagged("post_install", "-at_install")
class TestAbsence(PoolCase):
    """Anna and Ben share the leads of the South; Anna takes Monday 8 to Wednesday 10 June 2026 off."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.south.assign_method = "round_robin"
        cls.member_anna, cls.member_ben = cls.south.member_ids
        cls.employee = cls.env["hr.employee"].create(
            {"name": "Anna", "user_id": cls.anna.id, "company_id": cls.company.id, "date_version": "2026-01-01"}
        )
        cls.employee.contract_date_start = "2026-01-01"
        cls.time_off = cls.new_type("Time off")

    @classmethod
    def new_type(cls, name, **vals):
        return cls.env["hr.leave.type"].create(
            {
                "name": name,
                "company_id": cls.company.id,
                "requires_allocation": False,
                "leave_validation_type": "hr",
                "request_unit": "half_day",
                **vals,
            }
        )

    def take_off(self, leave_type=None, is_approved=True, **vals):
        with freeze_time(BEFORE):
            leave = self.env["hr.leave"].create(
                {
                    "employee_id": self.employee.id,
                    "holiday_status_id": (leave_type or self.time_off).id,
                    "request_date_from": "2026-06-08",
                    "request_date_to": "2026-06-10",
                    **vals,
                }
            )
            if is_approved:
                leave.action_approve()
        return leave

    def assertReceives(self, moment, is_receiving):
        with freeze_time(moment):
            lead = self.new_leads(2, pool=self.south)
            self.south.run_assign()
            self.assertEqual(lead.user_id, self.anna | self.ben if is_receiving else self.ben)

    def test_somebody_on_time_off_receives_nothing_and_the_list_of_people_says_so(self):
        self.take_off()
        self.assertReceives(BEFORE, True)
        self.assertReceives(DURING, False)
        self.assertReceives(AFTER, True)
        with freeze_time(DURING):
            self.env.invalidate_all()
            member = self.member_anna.with_user(self.manager)
            self.assertEqual(member.absence, "on time off until 06/10/2026")

    def test_time_off_counts_once_it_is_approved_and_no_longer_when_it_is_refused(self):
        leave = self.take_off(is_approved=False)
        self.assertReceives(DURING, True)
        leave.action_approve()
        self.assertReceives(DURING, False)
        leave.action_refuse()
        self.assertReceives(DURING, True)

    def test_half_a_day_off_counts_for_that_half(self):
        self.take_off(
            request_date_from="2026-06-09",
            request_date_to="2026-06-09",
            request_date_from_period="pm",
            request_date_to_period="pm",
        )
        self.assertReceives("2026-06-09 02:00:00", True)  # 10:00 in Shanghai
        self.assertReceives("2026-06-09 07:00:00", False)  # 15:00

    def test_worked_time_such_as_a_training_is_no_absence(self):
        self.take_off(self.new_type("Remote work", time_type="other"))
        self.assertReceives(DURING, True)

    def test_a_type_of_worked_time_may_be_an_absence_and_the_other_way_round(self):
        trip = self.new_type("Business trip", time_type="other")
        self.assertEqual((trip.is_pool_absence, self.time_off.is_pool_absence), (False, True))
        trip.is_pool_absence = True
        self.take_off(trip)
        self.assertReceives(DURING, False)
        trip.is_pool_absence = False
        self.assertReceives(DURING, True)

    def test_one_query_tells_it_for_everybody(self):
        self.take_off()
        self.env.flush_all()
        with freeze_time(DURING), self.assertQueryCount(1):
            self.assertEqual([user for user, _until in self.south._get_leaves(self.anna | self.ben)], [self.anna])
