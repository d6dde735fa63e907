from odoo.exceptions import AccessError
from odoo.tests import tagged

from .rights_common import RightsCommon
from .value_ways import GUESSES, READS, STORED_READS

SECRET = 73125.0


@tagged("post_install", "-at_install")
class TestValueRight(RightsCommon):
    """An amount that a role does not see leaves the server by no way, and cannot be guessed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in cls.rep | cls.colleague:
            user.group_ids += cls.env.ref("base.group_allow_export")
        cls.secret = cls.leads[cls.colleague]
        cls.secret.write({"expected_revenue": SECRET, "probability": 100})
        cls._set_right("representative", read="team", edit="team", amount="own")
        cls.env.flush_all()

    def _as(self, user, *owners):
        """Return leads as a user sees them, read from the database."""
        self.env.invalidate_all()
        return self.env["crm.lead"].browse([self.leads[owner].id for owner in owners]).with_user(user)

    def _shown(self, user):
        """Return the names of the owners whose amounts a user is shown."""
        leads = self._as(user, *self.leads)._filtered_access("read")
        shown = [row["id"] for row in leads.read(["expected_revenue"]) if row["expected_revenue"]]
        return self._owner_names(leads.browse(shown))

    def test_who_sees_whose_amounts(self):
        everybody = "- colleague director manager outsider rep"
        table = [
            ("representative", "odoo", self.rep, "- colleague manager rep"),
            ("representative", "none", self.rep, ""),
            ("representative", "own", self.rep, "- rep"),
            ("representative", "team", self.rep, "- colleague manager rep"),
            ("representative", "all", self.rep, "- colleague manager rep"),
            ("manager", "odoo", self.manager, everybody),
            ("manager", "below", self.manager, "- colleague manager rep"),
            ("manager", "none", self.manager, "- manager"),
            ("operations", "own", self.operations, "-"),
        ]
        for role, scope, user, expected in table:
            with self.subTest(role=role, scope=scope, user=user.login), self.cr.savepoint() as savepoint:
                self._set_right(role, amount=scope)
                if role == "operations":
                    self._set_right("manager", amount="own")
                self.assertEqual(self._shown(user), expected)
                savepoint.rollback()
                self.env.registry.clear_cache()

    def test_no_way_tells_a_hidden_amount(self):
        for name in ("expected_revenue", "prorated_revenue"):
            for title, way in (READS | STORED_READS).items():
                with self.subTest(way=title, field=name):
                    for owners in ((self.colleague,), (self.colleague, self.rep)):
                        told = repr(way(self._as(self.rep, *owners), name))
                        # the second is a tenth of it: what follows from another chance of winning
                        self.assertNotIn("73125", told)
                        self.assertNotIn("7312", told)

    def test_who_may_see_it_is_told_by_the_same_ways(self):
        for title, way in (READS | STORED_READS).items():
            name = "expected_revenue" if title == "copy" else "prorated_revenue"
            with self.subTest(way=title):
                self.assertIn("7312", repr(way(self._as(self.colleague, self.colleague), name)))

    def test_a_hidden_amount_cannot_be_guessed(self):
        for title, way in GUESSES.items():
            with self.subTest(way=title):
                found = way(self._as(self.rep, self.colleague), "expected_revenue", SECRET)
                self.assertFalse(found)
                found = way(self._as(self.colleague, self.colleague), "expected_revenue", SECRET)
                self.assertTrue(found)

    def test_a_hidden_amount_is_sorted_as_if_it_were_not_set(self):
        self.leads[self.manager].expected_revenue = 1.0
        for order in ("expected_revenue desc, id", "expected_revenue, id", "prorated_revenue desc, id"):
            found = self._as(self.rep, self.manager, self.colleague).search(
                [("id", "in", (self.leads[self.manager] | self.secret).ids)], order=order
            )
            self.assertEqual(found, (self.leads[self.manager] | self.secret).sorted("id"), order)

    def test_lists_and_groups_keep_their_records(self):
        leads = self._as(self.rep, self.rep, self.colleague)
        domain = [("id", "in", leads.ids)]
        groups = leads.formatted_read_group(domain, ["user_id"], ["__count", "expected_revenue:sum"])
        self.assertEqual([group["__count"] for group in groups], [1, 1])
        totals = {group["user_id"][0]: group["expected_revenue:sum"] for group in groups}
        self.assertEqual(totals, {self.rep.id: 1000.0, self.colleague.id: False})
        found = leads.search(domain, order="expected_revenue desc")
        self.assertEqual(len(found), 2)

    def test_another_model_does_not_tell(self):
        self.secret.split_ids = [(0, 0, {"user_id": self.colleague.id, "percent": 100})]
        self.env.invalidate_all()
        for user, is_found in ((self.rep, False), (self.colleague, True)):
            splits = self.env["sales.split"].with_user(user)
            for path in ("expected_revenue", "prorated_revenue"):
                domain = [("lead_id", "=", self.secret.id), (f"lead_id.{path}", ">", 1)]
                self.assertEqual(bool(splits.search(domain)), is_found, user.login)
            groups = splits._read_group(domain[:1], ["lead_id.user_id"], ["__count"])
            self.assertTrue(groups)

    def test_the_parts_of_a_deal_hide_their_amounts(self):
        self.secret.split_ids = [(0, 0, {"user_id": self.colleague.id, "percent": 100})]
        self.secret.stage_id = self.stage_won
        self._end_transaction()
        self.env.invalidate_all()
        table = [("sales.split", "amount"), ("sales.stage.log", "amount")]
        for model, name in table:
            for user, is_told in ((self.rep, False), (self.colleague, True), (self.manager, True)):
                records = self.env[model].with_user(user).search([("lead_id", "=", self.secret.id)])
                self.assertTrue(records, (model, user.login))
                told = repr(records.read([name])) + repr(records._read_group([], [], [f"{name}:max"]))
                self.assertEqual("73125" in told, is_told, (model, user.login))

    def _is_of_change(self, message):
        return "expected_revenue" in message.sudo().tracking_value_ids.field_id.mapped("name")

    def test_a_change_of_the_amount_is_not_told_by_the_notes(self):
        self._end_transaction()  # what was created before it is not tracked
        lead = self.secret.with_context(tracking_disable=False, mail_notrack=False)
        lead.message_subscribe(self.rep.partner_id.ids)
        lead.expected_revenue = SECRET + 7
        self._end_transaction()
        self.env.invalidate_all()
        for user, is_told in ((self.rep, False), (self.colleague, True)):
            of_lead = [("model", "=", "crm.lead"), ("res_id", "=", self.secret.id)]
            message = self.env["mail.message"].with_user(user).search(of_lead).filtered(self._is_of_change)
            # sudo: what the chatter does
            values = message.sudo().tracking_value_ids._filter_has_field_access(message.env)
            self.assertEqual(bool(values), is_told, user.login)
        values = message.sudo().tracking_value_ids
        self.assertTrue(values)
        self.assertFalse(self.secret._track_filter_for_display(values))

    def test_a_text_that_names_the_amount_is_refused(self):
        self.rep.group_ids += self.env.ref("mail.group_mail_template_editor")
        render = self.env["mail.render.mixin"].with_user(self.rep)._render_template
        with self.assertRaisesRegex(AccessError, "hidden from your role"):
            render("{{ object.expected_revenue }}", "crm.lead", self.secret.ids)
        self.assertEqual(render("{{ object.name }}", "crm.lead", self.secret.ids), {self.secret.id: "Colleague"})
        own = self.leads[self.rep]
        self.assertEqual(render("{{ object.expected_revenue }}", "crm.lead", own.ids), {own.id: "1000.0"})

    def test_a_collaborator_sees_the_amount_unless_the_role_sees_none(self):
        self.secret.collaborator_ids = self.rep
        self.assertEqual(self._shown(self.rep), "- colleague rep")
        self._set_right("representative", amount="none")
        self.assertEqual(self._shown(self.rep), "")

    def test_totals_of_a_territory_are_of_what_is_shown(self):
        model = self.env["sales.territory.model"].create({"name": "Plan", "company_id": self.company_a.id})
        south = self.env["sales.territory"].create({"name": "South", "model_id": model.id})
        model.sudo().state = "active"
        self.env.cr.execute("UPDATE crm_lead SET territory_id = %s WHERE id = %s", (south.id, self.secret.id))
        self.env.invalidate_all()
        self.assertEqual(south.with_user(self.rep).pipeline_amount, 0)
        self.env.invalidate_all()
        self.assertEqual(south.with_user(self.colleague).pipeline_amount, SECRET)

    def test_business_goes_on_with_the_true_amount(self):
        lead = self.secret.with_user(self.rep)
        lead.read(["expected_revenue"])
        lead.probability = 50
        self.assertEqual(self.secret.prorated_revenue, SECRET / 2)
        self.assertEqual(self.secret.expected_revenue, SECRET)

    def test_switched_off_nothing_is_hidden_and_nothing_costs(self):
        domain = [("id", "in", [lead.id for lead in self.leads.values()])]
        spec = {"name": {}, "expected_revenue": {}}

        def count(user):
            for _run in range(2):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.cr.sql_log_count
                self.env["crm.lead"].with_user(user).web_search_read(domain, spec, order="expected_revenue")
            return self.cr.sql_log_count - before

        narrowed = count(self.rep)
        self._set_right("representative", amount="odoo")
        plain = count(self.rep)
        self.assertLessEqual(narrowed - plain, 2)
        self.env.ref("base.group_user")._remove_group(self.env.ref("sales_cloud_core.group_use_data_rights"))
        self.env.registry.clear_cache()
        self._set_right("representative", amount="none")
        self.assertLessEqual(count(self.rep), plain)
        self.assertEqual(self._shown(self.rep), "- rep")
