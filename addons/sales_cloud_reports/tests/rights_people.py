from odoo.tests import new_test_user

from odoo.addons.sales_cloud_contracts.tests.common import ContractsCommon

from .rights_records import RightsRecords

OPERATIONS = {"r": "read", "w": "write", "c": "create", "d": "unlink"}


class RightsPeople(RightsRecords, ContractsCommon):
    """Everybody who could want to see or change what is Ann's.

    ====  ==============================================================
    ann   representative: the records are hers, or her company's
    bob   representative of her team
    zoe   representative of another team
    mia   manager, leader of her team
    eve   manager, leader of the other team
    tia   representative who manages her territory
    ops   operations
    fin   finance
    far   manager of everything in another company
    pat   customer with access to the portal
    web   visitor of the website
    own   mia, where data rights let managers reach their own records only
    ====  ==============================================================
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.zoe = cls._new_user("zoe", "sales_team.group_sale_salesman")
        cls.eve = cls._new_user("eve", "sales_team.group_sale_salesman_all_leads")
        cls.tia = cls._new_user("tia", "sales_team.group_sale_salesman")
        cls.ops = cls._new_user("ops", "sales_cloud_core.group_operations")
        cls.branch = cls.env["res.company"].create({"name": "Branch"})
        cls.far = cls._new_user("far", "sales_team.group_sale_manager", company=cls.branch)
        cls.pat = new_test_user(cls.env, login="pat", groups="base.group_portal", company_id=cls.company.id)
        cls.web = cls.env.ref("base.public_user")
        cls.team_east = cls.env["crm.team"].create(
            {"name": "East", "company_id": cls.company.id, "user_id": cls.eve.id, "member_ids": cls.zoe.ids}
        )

    def _as(self, user, records):
        """Return records as a person sees them who looks at all companies of his own."""
        return records.with_user(user).with_context(allowed_company_ids=user.sudo().company_ids.ids)

    def _get_rights(self, user, record):
        """Return for example ``r-c-``: what a person may do with a record."""
        record = self._as(user, record)
        return "".join(letter if record.has_access(name) else "-" for letter, name in OPERATIONS.items())

    def _let_managers_reach_their_own_only(self):
        self.env.ref("base.group_user")._apply_group(self.env.ref("sales_cloud_core.group_use_data_rights"))
        manager = self.env.ref("sales_team.group_sale_salesman_all_leads")
        roles = manager | self.env.ref("sales_team.group_sale_salesman")
        scopes = dict.fromkeys(("read_scope", "edit_scope", "transfer_scope", "export_scope"), "own")
        lines = self.env["sales.data.right"].sudo().search([("group_id", "in", roles.ids)])
        lines.write({**scopes, "with_territories": False})
        self.env.registry.clear_cache()
