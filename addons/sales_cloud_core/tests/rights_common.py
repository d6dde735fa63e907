from odoo import Command
from odoo.exceptions import AccessError, UserError

from odoo.addons.sales_cloud_core.tools.rights import OPERATIONS, VALUES

from .common import SalesCloudCommon


class RightsCommon(SalesCloudCommon):
    """China, led by director, over South (manager: rep, colleague); East (outsider) beside it; each has one lead."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.director = cls._new_user("director", "sales_team.group_sale_salesman_all_leads")
        cls.team_china = cls._new_team("China", cls.company_a, cls.director, cls.env["res.users"])
        cls.team_south.parent_id = cls.team_china
        cls.env.ref("base.group_user")._apply_group(cls.env.ref("sales_cloud_core.group_use_data_rights"))
        cls.owners = cls.rep | cls.colleague | cls.outsider | cls.manager | cls.director | cls.rep_b
        cls.leads = {user: cls._new_opportunity(user.name, user=user) for user in cls.owners}
        cls.leads[None] = cls._new_opportunity("Free", user=cls.rep)
        cls.leads[None].write({"user_id": False, "company_id": cls.company_a.id})
        cls.customers = {
            user: cls.env["res.partner"].create(
                {"name": f"Customer of {user.name}", "user_id": user.id, "company_id": user.company_id.id}
            )
            for user in cls.owners
        }
        cls.env.registry.clear_cache()

    @classmethod
    def _set_right(cls, role, model="crm.lead", **scopes):
        """Set scopes, for example ``read="team"``, of a role: representative, manager or operations."""
        group = {
            "representative": "sales_team.group_sale_salesman",
            "manager": "sales_team.group_sale_salesman_all_leads",
            "operations": "sales_cloud_core.group_operations",
        }[role]
        line = cls.env["sales.data.right"].search([("group_id", "=", cls.env.ref(group).id), ("model", "=", model)])
        line.write(
            {f"{name}_scope" if name in (*OPERATIONS, *VALUES) else name: value for name, value in scopes.items()}
        )
        return line

    def _seen(self, user, records=None):
        """Return the names of the owners whose records a user finds, "-" for the free one."""
        records = records or self.leads
        self.env.invalidate_all()
        model = next(iter(records.values()))
        ids = [record.id for record in records.values()]
        found = model.with_user(user).search([("id", "in", ids)])
        return self._owner_names(found)

    def _owner_names(self, records):
        return " ".join(
            sorted(
                record.sudo().user_id.login.removeprefix("sc_") if record.sudo().user_id else "-" for record in records
            )
        )

    def _can(self, user, act, records=None):
        """Return the names of the owners of the records on which a user may do something."""
        done = []
        for record in (records or self.leads).values():
            if self._is_done(act, record.with_user(user)):
                done.append(record)
            self.env.invalidate_all()
        return self._owner_names(done)

    def _is_done(self, act, record):
        """Try something and take it back; say whether it was allowed."""
        try:
            with self.cr.savepoint() as savepoint:
                act(record)
                self.env.flush_all()
                savepoint.rollback()
        except (AccessError, UserError):
            return False
        return True

    @staticmethod
    def _join(team, *users):
        team.member_ids = [Command.link(user.id) for user in users]
