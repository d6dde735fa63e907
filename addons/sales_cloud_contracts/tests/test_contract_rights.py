from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import ContractsCommon

MODELS = ("sales.contract", "sales.contract.line", "sales.collection", "sales.collection.match")
CONFIGURATION = ("sales.contract.type", "sales.collection.template", "sales.collection.template.line")


@tagged("post_install", "-at_install")
class TestContractRights(ContractsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._new_contract(user=cls.ann)
        cls._bill(cls.contract.collection_ids[0])
        cls.ops = cls._new_user("ops", "sales_cloud_core.group_operations")
        cls.boss = cls._new_user("boss", "sales_team.group_sale_manager")
        cls.clerk = cls._new_user("clerk", "base.group_user")
        cls.branch = cls.env["res.company"].create({"name": "Branch"})
        cls.far = cls._new_user("far", "sales_team.group_sale_manager", company=cls.branch)
        cls.far_fin = cls._new_user("far_fin", "sales_cloud_contracts.group_finance", company=cls.branch)
        cls.pat = new_test_user(cls.env, login="pat", groups="base.group_portal", company_id=cls.company.id)

    def _rights(self, user, record):
        """Return what a user may do with a record, for example 'rw'."""
        record = record.with_user(user).with_company(user.company_id)
        return "".join(
            letter
            for letter, operation in (("r", "read"), ("w", "write"), ("u", "unlink"))
            if record.has_access(operation)
        )

    def test_the_table_of_rights(self):
        contract = self.contract
        records = [
            contract,
            contract.line_ids[:1],
            contract.collection_ids[:1],
            contract.collection_ids.match_ids,
            contract.type_id,
            contract.collection_template_id,
        ]
        table = {
            #        contract  line   instalment  match  type  template
            "ann": ("rwu", "rwu", "rwu", "r", "r", "r"),
            "bob": ("", "", "", "", "r", "r"),
            "mia": ("rwu", "rwu", "rwu", "r", "r", "r"),
            "boss": ("rwu", "rwu", "rwu", "r", "r", "r"),
            "ops": ("rwu", "rwu", "rwu", "r", "rwu", "rwu"),
            "fin": ("r", "r", "rw", "rwu", "r", "r"),
            "far": ("", "", "", "", "r", "r"),
            "far_fin": ("", "", "", "", "r", "r"),
            "clerk": ("", "", "", "", "", ""),
            "pat": ("", "", "", "", "", ""),
        }
        for login, expected in table.items():
            user = self.env["res.users"].search([("login", "=", login)])
            with self.subTest(login=login):
                self.assertEqual(tuple(self._rights(user, record) for record in records), expected)

    def test_strangers_find_nothing(self):
        for user in (self.bob, self.far, self.far_fin):
            for model in MODELS:
                with self.subTest(login=user.login, model=model):
                    self.assertFalse(self.env[model].with_user(user).with_company(user.company_id).search([]))

    def test_a_stranger_cannot_act_on_a_contract(self):
        for method, arguments in (
            ("action_submit", []),
            ("action_sign", []),
            ("action_start", []),
            ("action_plan", []),
            ("action_terminate", ["Because"]),
        ):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(self.contract.with_user(self.bob), method)(*arguments)

    def test_an_owner_cannot_waive(self):
        with self.assertRaisesRegex(AccessError, "can waive"):
            self.contract.collection_ids[-1].with_user(self.ann).action_waive("Please")

    def test_finance_without_sales_rights_works_through_the_whole_instalment(self):
        line = self.contract.collection_ids[1].with_user(self.fin)
        self._bill(line)
        self._receive(line, line.amount)
        self.assertEqual(line.state, "paid")
