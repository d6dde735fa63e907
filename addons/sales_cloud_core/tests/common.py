from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user


class SalesCloudCommon(TransactionCase):
    """Two companies and their people.

    ::

        company A (CNY)                        company B (USD)
        team South, led by manager             team B
            rep          own documents             rep_b     own documents
            colleague    own documents
        team East
            outsider     own documents
        operations       all, configures
    """

    now = "2026-03-10 09:00:00"  # Tuesday, five in the afternoon in Shanghai

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(cls.now))
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True, "mail_notrack": True})
        cls.cny, cls.usd = cls.env.ref("base.CNY"), cls.env.ref("base.USD")
        (cls.cny | cls.usd).active = True
        cls.company_a = cls.env["res.company"].create({"name": "Company A", "currency_id": cls.cny.id})
        cls.company_b = cls.env["res.company"].create({"name": "Company B", "currency_id": cls.usd.id})
        cls.company_a.resource_calendar_id.tz = "Asia/Shanghai"
        cls.manager = cls._new_user("manager", "sales_team.group_sale_salesman_all_leads")
        cls.rep = cls._new_user("rep", "sales_team.group_sale_salesman")
        cls.colleague = cls._new_user("colleague", "sales_team.group_sale_salesman")
        cls.outsider = cls._new_user("outsider", "sales_team.group_sale_salesman")
        cls.operations = cls._new_user("operations", "sales_cloud_core.group_operations")
        cls.rep_b = cls._new_user("rep_b", "sales_team.group_sale_salesman", company=cls.company_b)
        cls.team_south = cls._new_team("South", cls.company_a, cls.manager, cls.rep | cls.colleague)
        cls.team_east = cls._new_team("East", cls.company_a, False, cls.outsider)
        cls.team_b = cls._new_team("Team B", cls.company_b, False, cls.rep_b)
        cls.stage_won = cls.env["crm.stage"].search([("is_won", "=", True)], limit=1)
        cls.stage_new = cls.env["crm.stage"].search([("is_won", "=", False)], limit=1)

    @classmethod
    def _new_user(cls, login, groups, company=None, **vals):
        company = company or cls.company_a
        return new_test_user(
            cls.env,
            f"sc_{login}",
            groups=f"base.group_user,{groups}",
            name=login.replace("_", " ").title(),
            tz="Asia/Shanghai",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
            **vals,
        )

    @classmethod
    def _new_team(cls, name, company, leader, members):
        return cls.env["crm.team"].create(
            {
                "name": name,
                "company_id": company.id,
                "user_id": leader.id if leader else False,
                "use_leads": True,
                "member_ids": [(6, 0, members.ids)],
            }
        )

    @classmethod
    def _new_opportunity(cls, name="CNC line", revenue=1000.0, user=None, **vals):
        user = user or cls.rep
        return cls.env["crm.lead"].create(
            {
                "name": name,
                "type": "opportunity",
                "user_id": user.id,
                "company_id": user.company_id.id,
                "team_id": user.sale_team_id.id,
                "stage_id": cls.stage_new.id,
                "expected_revenue": revenue,
                **vals,
            }
        )

    def assert_append_only(self, row, field):
        """Check that the current user adds, changes and deletes no row of a ledger, and superuser changes none.

        :param str field: a number that a ledger never changes
        """
        vals_list = row.sudo().copy_data()
        row = row.with_env(self.env)
        with self.assertRaises(AccessError):
            row.create(vals_list)
        with self.assertRaises(UserError):
            row.write({field: 5})
        with self.assertRaises(UserError):
            row.unlink()
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            row.sudo().write({field: 5})

    def _end_transaction(self):
        """Run what waits for the end of the transaction, as a commit would."""
        self.env.flush_all()
        self.env.cr.precommit.run()

    def assert_ledger(self, document, metric, expected):
        """Compare the net credit of a document with {user: amount in company currency}, zeros left out."""
        rows = self.env["sales.credit"]._read_group(
            [("res_model", "=", document._name), ("res_id", "=", document.id), ("metric", "=", metric)],
            ["user_id"],
            ["amount_company:sum"],
        )
        net = {user: round(amount, 2) for user, amount in rows if round(amount, 2)}
        self.assertEqual(
            {user.login: amount for user, amount in net.items()},
            {user.login: amount for user, amount in expected.items()},
        )
