from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import ContractsCommon

ROLES = {
    "representative": "sales_team.group_sale_salesman",
    "manager": "sales_team.group_sale_salesman_all_leads",
}


@tagged("post_install", "-at_install")
class TestContractDataRights(ContractsCommon):
    """Data rights on contracts and orders, and on what they are made of."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.zoe = cls._new_user("zoe", "sales_team.group_sale_salesman")
        branch = cls.env["res.company"].create({"name": "Branch"})
        cls.far = cls._new_user("far", "sales_team.group_sale_manager", company=branch)
        cls.pat = new_test_user(cls.env, login="pat", groups="base.group_portal", company_id=cls.company.id)
        cls.contracts = [cls._new_contract(user=user) for user in (cls.ann, cls.bob, cls.zoe)]
        cls.env.ref("base.group_user")._apply_group(cls.env.ref("sales_cloud_core.group_use_data_rights"))
        cls.env.registry.clear_cache()

    def _set_right(self, role, model="sales.contract", **scopes):
        domain = [("group_id", "=", self.env.ref(ROLES[role]).id), ("model", "=", model)]
        self.env["sales.data.right"].search(domain).write({f"{name}_scope": scope for name, scope in scopes.items()})

    def _reach(self, user, operation, path=""):
        """Return the logins of the owners of the contracts, or of a part of them, on which a user may do something."""
        self.env.invalidate_all()
        owners = []
        for contract in self.contracts:
            record = contract.mapped(path)[:1] if path else contract
            if record.with_user(user).with_company(user.company_id).has_access(operation):
                owners.append(contract.user_id.login)
        return " ".join(owners)

    def test_the_table_of_rights(self):
        table = [
            # representative, manager: (read, edit); who: reads, edits
            ("odoo", "odoo", "odoo", "odoo", self.ann, "ann", "ann"),
            ("team", "own", "odoo", "odoo", self.ann, "ann bob", "ann"),
            ("team", "team", "odoo", "odoo", self.ann, "ann bob", "ann bob"),
            ("own", "own", "below", "below", self.mia, "ann bob", "ann bob"),
            ("own", "own", "below", "own", self.mia, "ann bob", ""),
            ("own", "own", "odoo", "odoo", self.mia, "ann bob zoe", "ann bob zoe"),
            ("own", "own", "own", "own", self.fin, "ann bob zoe", None),
            ("all", "all", "all", "all", self.far, "", ""),
            ("all", "all", "all", "all", self.pat, "", ""),
        ]
        for rep_read, rep_edit, man_read, man_edit, user, reads, edits in table:
            with self.subTest(user=user.login, row=(rep_read, rep_edit, man_read, man_edit)):
                self._set_right("representative", read=rep_read, edit=rep_edit)
                self._set_right("manager", read=man_read, edit=man_edit)
                for path in ("", "line_ids", "collection_ids"):
                    self.assertEqual(self._reach(user, "read", path), reads, path)
                if edits is not None:
                    self.assertEqual(self._reach(user, "write"), edits)

    def test_totals_of_contracts_and_orders_obey_the_same_rights(self):
        ids = [contract.id for contract in self.contracts]
        contracts = self.env["sales.contract"].with_user(self.mia)
        orders = self.env["sale.order"].with_user(self.mia)
        order_ids = orders.sudo().search([("user_id", "in", (self.ann | self.bob | self.zoe).ids)]).ids
        for scope, number in (("odoo", 3), ("below", 2)):
            for model in ("sales.contract", "sale.order"):
                self._set_right("manager", model, read=scope)
                self._set_right("representative", model, read="own" if scope != "odoo" else "odoo")
            self.assertEqual(contracts._read_group([("id", "in", ids)], [], ["__count"]), [(number,)])
            lines = self.env["sale.report"].with_user(self.mia)
            self.assertEqual(len(lines._read_group([("user_id", "!=", False)], ["user_id"])), number)
            found = orders.search([("id", "in", order_ids)]).user_id
            self.assertEqual(len(found), number)

    def test_contracts_are_handed_over_and_exported_within_reach(self):
        self._set_right("representative", transfer="none", export="own")
        self._set_right("manager", transfer="below", export="below")
        self.mia.group_ids += self.env.ref("base.group_allow_export")
        ann, bob, zoe = (contract.with_user(self.mia) for contract in self.contracts)
        with self.assertRaisesRegex(AccessError, "You may not hand over"):
            zoe.user_id = self.ann
        with self.assertRaisesRegex(AccessError, "You may not hand over"):
            ann.with_user(self.ann).user_id = self.bob
        ann.user_id = self.bob
        self.assertEqual(len((ann | bob).export_data(["name"])["datas"]), 2)
        with self.assertRaisesRegex(AccessError, "You may not export 1 of"):
            (bob | zoe).export_data(["name"])
