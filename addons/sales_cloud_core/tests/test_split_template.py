from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged, users

from .common import SalesCloudCommon


@tagged("post_install", "-at_install")
class TestSplitTemplate(SalesCloudCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.overlay = cls.env.ref("sales_cloud_core.split_type_overlay")
        cls.template = cls._new_template(
            "South", [("owner", 80), ("manager", 20)], team_ids=cls.team_south.ids, is_automatic=True
        )

    @classmethod
    def _new_template(cls, name, lines, **values):
        return cls.env["sales.split.template"].create(
            {
                "name": name,
                "company_id": cls.company_a.id,
                "line_ids": [(0, 0, {"who": who, "percent": percent}) for who, percent in lines],
                **{key: [(6, 0, ids)] if isinstance(ids, list) else ids for key, ids in values.items()},
            }
        )

    def _shares(self, lead):
        return {split.user_id.login: split.percent for split in lead.split_ids}

    def test_a_new_deal_of_the_team_starts_with_the_shares_and_says_why(self):
        lead = self._new_opportunity()
        self.assertEqual(self._shares(lead), {"sc_rep": 80, "sc_manager": 20})
        self.assertEqual(lead.split_explanation, "Template “South” (South)")
        self.assertEqual(lead.split_ids.mapped("note"), ["Owner of the deal", "Owner's manager"])

    def test_a_converted_lead_starts_with_the_shares_too(self):
        lead = self._new_opportunity(type="lead")
        self.assertFalse(lead.split_ids)
        lead.convert_opportunity(False)
        self.assertEqual(self._shares(lead), {"sc_rep": 80, "sc_manager": 20})

    def test_other_teams_and_deals_that_are_shared_already_keep_what_they_have(self):
        self.assertFalse(self._new_opportunity(user=self.outsider).split_ids)
        own = self._new_opportunity(split_ids=[(0, 0, {"user_id": self.rep.id, "percent": 100})])
        self.assertEqual(self._shares(own), {"sc_rep": 100})

    def test_the_first_template_that_fits_wins(self):
        self._new_template("Sellers", [("owner", 100)], sequence=5, is_automatic=True)
        self.assertEqual(self._shares(self._new_opportunity()), {"sc_rep": 100})

    def test_a_role_decides(self):
        group = self.env["res.groups"].create({"name": "Hunters", "user_ids": [(6, 0, self.colleague.ids)]})
        self._new_template("Hunters", [("owner", 100)], sequence=5, is_automatic=True, group_id=group.id)
        self.assertEqual(self._shares(self._new_opportunity(user=self.colleague)), {"sc_colleague": 100})
        self.assertEqual(self._shares(self._new_opportunity()), {"sc_rep": 80, "sc_manager": 20})

    def test_a_territory_and_those_below_it_decide_and_name_owner_and_specialist(self):
        territories = self.env["sales.territory"]
        model = self.env["sales.territory.model"].create({"name": "Plan", "company_id": self.company_a.id})
        south = territories.create({"name": "South", "model_id": model.id})
        shenzhen = territories.create({"name": "Shenzhen", "model_id": model.id, "parent_id": south.id})
        self.env["sales.territory.member"].create(
            {"territory_id": shenzhen.id, "user_id": self.colleague.id, "role": "specialist"}
        )
        template = self._new_template(
            "Shenzhen", [("owner", 60), ("territory_specialist", 30), ("territory_owner", 10)], territory_ids=south.ids
        )
        lead = self._new_opportunity(user=self.outsider)
        self.assertFalse(template._match(lead))
        self.env.cr.execute("UPDATE crm_lead SET territory_id = %s WHERE id = %s", (shenzhen.id, lead.id))
        lead.invalidate_recordset()
        lead.action_apply_split_template()
        self.assertEqual(self._shares(lead), {"sc_outsider": 70, "sc_colleague": 30}, "nobody owns the territory")

    def test_an_overlay_share_that_leads_to_nobody_is_left_out(self):
        line = {"who": "manager", "percent": 15, "split_type_id": self.overlay.id}
        self.template.line_ids = [(5, 0, 0), (0, 0, {"who": "owner", "percent": 100}), (0, 0, line)]
        self.team_south.user_id = False
        self.assertEqual(self._shares(self._new_opportunity()), {"sc_rep": 100})

    @users("sc_rep")
    def test_the_button_proposes_and_replaces(self):
        lead = self._new_opportunity(split_ids=[(0, 0, {"user_id": self.rep.id, "percent": 100})])
        self._end_transaction()
        lead.with_user(self.env.user).action_apply_split_template()
        self._end_transaction()
        self.assertEqual(self._shares(lead), {"sc_rep": 80, "sc_manager": 20})
        with self.assertRaises(AccessError):
            lead.with_user(self.colleague).action_apply_split_template()

    def test_without_a_fitting_template_the_button_says_what_to_do(self):
        with self.assertRaisesRegex(UserError, "No split template is for"):
            self._new_opportunity(user=self.outsider).action_apply_split_template()

    def test_a_template_whose_revenue_is_not_whole_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "total 90 %, but must total 100 %"):
            self._new_template("Wrong", [("owner", 90)])

    def test_switched_off_nothing_is_proposed(self):
        self.env.ref("base.group_user")._remove_group(self.env.ref("sales_cloud_core.group_use_splits"))
        self.assertFalse(self._new_opportunity().split_ids)

    def test_the_other_company_does_not_see_a_company_template(self):
        templates = self.env["sales.split.template"]
        self.assertNotIn(self.template, templates.with_user(self.rep_b).search([("active", "=", True)]))
        with self.assertRaises(AccessError):
            self.template.with_user(self.rep).name = "Mine"

    def test_hundred_new_deals_cost_a_bounded_number_of_queries(self):
        leads = self.env["crm.lead"].create([{"name": f"Deal {n}", "type": "lead"} for n in range(100)])
        leads.write({"user_id": self.rep.id})
        leads.type = "opportunity"
        leads.split_ids.sudo().unlink()
        self._end_transaction()
        with self.assertQueryCount(130):  # one search for the manager of each owner, the rest in batches
            leads._propose_splits()
            self.env.flush_all()
        self.assertEqual(len(leads.split_ids), 200)
