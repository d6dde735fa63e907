from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .territory_common import TerritoryCommon


@tagged("post_install", "-at_install")
class TestTerritoryRights(TerritoryCommon):
    """Who may see and change what; letters: r read, w write, c create, d delete."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.finance = cls._new_user("finance", "base.group_user")
        cls.portal = new_test_user(cls.env, "sc_portal", groups="base.group_portal", company_id=cls.company_a.id)
        cls.people = {
            "representative": cls.rep,
            "manager": cls.manager,
            "territory manager": cls.gd_head,
            "operations": cls.operations,
            "finance": cls.finance,
            "other company": cls.rep_b,
            "portal": cls.portal,
        }
        cls.customer = cls._new_customer(city="深圳", user_id=cls.rep.id)
        cls.other = cls._new_customer(state_id=cls.guangxi.id, user_id=cls.outsider.id)
        cls.env["sales.territory.type"].create({"name": "Region", "company_id": cls.company_a.id})

    def _rights(self, user, record, vals):
        record = record.with_user(user)
        actions = {
            "r": lambda: record.read(["id"]),
            "w": lambda: record.write(vals),
            "c": lambda: record.create({**record.sudo().copy_data()[0], **vals}).flush_recordset(),
            "d": lambda: record.copy(vals).unlink() if record.has_access("create") else record.unlink(),
        }
        return "".join(letter for letter, action in actions.items() if self._is_allowed(action))

    def _is_allowed(self, action):
        """Tell whether the rights allow an action; what a rule of business refuses was allowed."""
        try:
            with self.cr.savepoint():
                action()
                self.env.flush_all()
                raise InterruptedError
        except InterruptedError:
            return True
        except AccessError:
            return False
        except UserError:
            return True
        finally:
            self.env.invalidate_all()

    def test_who_may_read_and_change_what(self):
        plan = self._new_model("2027", self.company_a)
        territory = self._new_territory("Plan", None, {}, model=plan, manager=self.gd_head, owner=self.rep)
        region = self.env["sales.territory.type"].search([("company_id", "=", self.company_a.id)])
        records = {
            "model": (plan, {"note": "x"}),
            "type": (region, {"name": "x"}),
            "territory": (territory, {"name": "x"}),
            "rule": (territory.rule_ids, {"cities": "x"}),
            "member": (territory.member_ids, {"user_id": self.outsider.id}),
        }
        read_only = dict.fromkeys(records, "r")
        table = {
            "representative": read_only,
            "manager": read_only,
            "territory manager": {**read_only, "member": "rwcd"},
            "operations": dict.fromkeys(records, "rwcd"),
            "finance": read_only,
            "other company": dict.fromkeys(records, ""),
            "portal": dict.fromkeys(records, ""),
        }
        for role, expected in table.items():
            found = {name: self._rights(self.people[role], *entry) for name, entry in records.items()}
            self.assertEqual(found, expected, role)

    def test_a_territory_manager_changes_the_own_members_only(self):
        self.assertEqual(self.t_shenzhen.responsible_ids, self.director | self.gd_head)
        members = self.env["sales.territory.member"]
        for territory, allowed in ((self.t_shenzhen, True), (self.t_guangdong, True), (self.t_guangxi, False)):
            vals = {"territory_id": territory.id, "user_id": self.outsider.id}
            self.assertEqual(
                self._is_allowed(lambda vals=vals: members.with_user(self.gd_head).create(vals)),
                allowed,
                territory.name,
            )

    def test_who_sees_which_customers_in_territories(self):
        table = [
            ("representative", [self.customer]),
            ("manager", [self.customer, self.other]),
            ("territory manager", [self.customer]),
            ("operations", [self.customer, self.other]),
            ("other company", []),
        ]
        for role, customers in table:
            lines = (
                self.env["sales.territory.assignment"]
                .with_user(self.people[role])
                .search([("partner_id", "in", (self.customer | self.other).ids)], order="partner_id")
            )
            self.assertEqual(list(lines.sudo().partner_id.sorted("id")), customers, role)
        for role in ("finance", "portal"):
            with self.assertRaises(AccessError, msg=role):
                self.env["sales.territory.assignment"].with_user(self.people[role]).search([])

    def test_whoever_sees_a_customer_sees_why(self):
        for role in ("representative", "manager", "finance"):
            customer = self.customer.with_user(self.people[role])
            self.assertEqual(customer.territory_ids, self.t_shenzhen, role)
            self.assertIn("深圳", customer.territory_explanation, role)

    def test_who_works_a_territory_is_listed_by_fitness(self):
        self.customer.industry_id = self.tech
        member = self.t_guangdong.member_ids.create({"territory_id": self.t_guangdong.id, "user_id": self.outsider.id})
        self.env.invalidate_all()
        self.assertEqual(self.customer.territory_user_ids, self.colleague | self.rep | self.outsider)
        member.industry_ids = self.tech
        self.env.invalidate_all()
        self.assertEqual(self.customer.territory_user_ids.ids, [self.outsider.id, self.colleague.id, self.rep.id])
