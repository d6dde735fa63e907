from datetime import date

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

TODAY = "2025-04-15"
MANAGER = "sales_team.group_sale_salesman_all_leads"
SALESMAN = "sales_team.group_sale_salesman"


class ReportsCommon(TransactionCase):
    """Two teams of one company in CNY, and a second company in USD.

    | team  | leader | people   |
    |-------|--------|----------|
    | South | Chen   | Li, Wang |
    | East  | Zhou   | Liu      |

    Gao is the general manager of the first company, Other sells in the second. Today is Tuesday 15 April 2025.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(TODAY))
        cls.env.ref("base.CNY").active = True
        cls.company, cls.company_usd = cls.env["res.company"].create(
            [
                {"name": "华鑫测试", "currency_id": cls.env.ref("base.CNY").id},
                {"name": "Branch", "currency_id": cls.env.ref("base.USD").id},
            ]
        )
        cls.env = cls.env(
            context={
                **cls.env.context,
                "allowed_company_ids": cls.company.ids,
                "tz": "Asia/Shanghai",
                "tracking_disable": True,
            }
        )
        cls.gao = cls._new_user("rep_gao", "sales_team.group_sale_manager")
        cls.chen, cls.zhou = cls._new_user("rep_chen", MANAGER), cls._new_user("rep_zhou", MANAGER)
        cls.li, cls.wang, cls.liu = (cls._new_user(f"rep_{name}", SALESMAN) for name in ("li", "wang", "liu"))
        cls.other = cls._new_user("rep_other", "sales_team.group_sale_manager", cls.company_usd)
        cls.south = cls._new_team("South", cls.chen, cls.li + cls.wang)
        cls.east = cls._new_team("East", cls.zhou, cls.liu)
        cls.collected = cls.env.ref("sales_cloud_reports.metric_collected")
        cls.won = cls.env.ref("sales_cloud_reports.metric_won")

    @classmethod
    def _new_user(cls, login, group, company=None):
        company = company or cls.company
        return new_test_user(
            cls.env,
            login,
            group,
            context={"no_reset_password": True},
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
            tz="Asia/Shanghai",
        )

    @classmethod
    def _new_team(cls, name, leader, members):
        return cls.env["crm.team"].create(
            {
                "name": name,
                "company_id": cls.company.id,
                "user_id": leader.id,
                "member_ids": [Command.set(members.ids)],
            }
        )

    @classmethod
    def new_plan(cls, metric=None, company=None, **vals):
        return cls.env["sales.target.plan"].create(
            {
                "company_id": (company or cls.company).id,
                "year": 2025,
                "metric_id": (metric or cls.collected).id,
                "pace_basis": "calendar",
                **vals,
            }
        )

    @classmethod
    def new_target(cls, plan, amount, user=None, team=None, start="2025-04-01"):
        return cls.env["sales.target"].create(
            {
                "plan_id": plan.id,
                "date_start": start,
                "amount": amount,
                "user_id": user and user.id,
                "team_id": team and team.id,
            }
        )

    @classmethod
    def new_lead(cls, shares, name="Deal", amount=1000.0):
        """Create an opportunity, the owner first in ``shares`` = {user: percent}."""
        owner = next(iter(shares))
        return cls.env["crm.lead"].create(
            {
                "name": name,
                "type": "opportunity",
                "user_id": owner.id,
                "team_id": owner.sale_team_id.id or cls.south.id,
                "company_id": cls.company.id,
                "expected_revenue": amount,
            }
        )

    @classmethod
    def book(cls, metric, day, shares, lead=None, kind="revenue"):
        """Book credit for a lead: ``shares`` = {user: amount}."""
        lead = lead or cls.new_lead(shares)
        split_type = cls.env.ref(f"sales_cloud_core.split_type_{kind}")
        desired = [
            {
                "user_id": user.id,
                "split_type_id": split_type.id,
                "amount": amount,
                "currency_id": cls.company.currency_id.id,
            }
            for user, amount in shares.items()
        ]
        cls.env["sales.credit"]._book(lead, metric, desired, date.fromisoformat(day))
        return lead
