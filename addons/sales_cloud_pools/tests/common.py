from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.tests import TransactionCase, new_test_user


class PoolCase(TransactionCase):
    """Two pools of one company, and who sits where.

    person    role             South   East
    manager   manager          manager -
    anna      representative   member  -
    ben       representative   member  -
    carl      representative   -       member
    ops       operations       -       -
    """

    now = "2026-06-01 02:00:00"  # Monday, ten in the morning in Shanghai

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(cls.now))
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True, no_reset_password=True))
        cls.company = cls.env["res.company"].create({"name": "Pool Company"})
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"
        cls.manager = cls.new_user("manager", "sales_team.group_sale_salesman_all_leads")
        cls.anna = cls.new_user("anna")
        cls.ben = cls.new_user("ben")
        cls.carl = cls.new_user("carl")
        cls.ops = cls.new_user("ops", "sales_cloud_core.group_operations")
        cls.team = cls.env["crm.team"].create(
            {"name": "South", "company_id": cls.company.id, "use_leads": True, "user_id": cls.manager.id}
        )
        cls.south = cls.new_pool("South pool", cls.anna | cls.ben, cls.manager)
        cls.east = cls.new_pool("East pool", cls.carl, cls.env["res.users"])
        cls.reason = cls.env["sales.pool.return.reason"].create({"name": "No need"})

    @classmethod
    def new_user(cls, login, group="sales_team.group_sale_salesman", company=None):
        company = company or cls.company
        user = new_test_user(
            cls.env,
            f"pool_{login}",
            groups=f"base.group_user,crm.group_use_lead,{group}",
            name=login.capitalize(),
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
            tz="Asia/Shanghai",
        )
        user.notification_type = "inbox"
        return user

    @classmethod
    def new_pool(cls, name, members, managers, **vals):
        return cls.env["sales.pool"].create(
            {
                "name": name,
                "kind": "lead",
                "company_id": cls.company.id,
                "team_id": cls.team.id,
                "manager_ids": [Command.set(managers.ids)],
                "member_ids": [Command.create({"user_id": user.id}) for user in members],
                **vals,
            }
        )

    @classmethod
    def new_customer_pool(cls, **vals):
        """A pool of customers of all companies, which Anna and Ben work in."""
        everywhere = {"kind": "customer", "team_id": False, "company_id": False, "calendar_id": False}
        return cls.new_pool("Customers", cls.anna | cls.ben, cls.manager, **everywhere | vals)

    @classmethod
    def new_leads(cls, count=1, pool=None, user=None, **vals):
        """Create leads, free in the pool or owned by the user."""
        return cls.env["crm.lead"].create(
            [
                {
                    "name": f"Lead {number}",
                    "type": "lead",
                    "company_id": cls.company.id,
                    "team_id": cls.team.id,
                    "pool_id": pool.id if pool else False,
                    "user_id": user.id if user else False,
                    **vals,
                }
                for number in range(count)
            ]
        )

    def as_user(self, user, records):
        return records.with_user(user).with_company(self.company)

    def settle(self):
        """Do what the end of a request does."""
        self.env.flush_all()
        self.env.cr.precommit.run()

    def run_cron(self, method):
        """Run a cron method; a batch ends with a flush here, with a commit in real life."""
        with patch.object(self.env.cr, "commit", self.env.cr.flush):
            method()

    def assertHistory(self, records, expected):
        """Compare the ledger of records, oldest first: [(holder, source, end reason or False)]."""
        holdings = records.pool_holding_ids.sorted("id")
        found = [(holding.user_id, holding.source, holding.end_reason) for holding in holdings]
        self.assertEqual(found, expected)
