from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from .rights_common import RightsCommon

ALL = "- colleague director manager outsider rep"


@tagged("post_install", "-at_install")
class TestDataRight(RightsCommon):
    """What people read and edit follows their role, in lists and in totals alike."""

    def test_nothing_changes_until_operations_changes_a_line(self):
        table = [(self.rep, "- rep"), (self.manager, ALL), (self.operations, ALL), (self.rep_b, "rep_b")]
        for user, expected in table:
            self.assertEqual(self._seen(user), expected, user.login)
            self.assertEqual(self._can(user, lambda lead: lead.write({"description": "x"})), expected, user.login)

    def test_who_reads_which_leads(self):
        table = [
            ("representative", "own", self.rep, "- rep"),
            ("representative", "team", self.rep, "- colleague manager rep"),
            ("representative", "below", self.rep, "- colleague manager rep"),
            ("representative", "all", self.rep, ALL),
            ("representative", "none", self.rep, ""),
            ("manager", "own", self.manager, "- manager"),
            ("manager", "team", self.manager, "- colleague manager rep"),
            ("manager", "below", self.manager, "- colleague manager rep"),
            ("manager", "below", self.director, "- colleague director manager rep"),
            ("manager", "team", self.director, "- director"),
            ("manager", "all", self.manager, ALL),
            ("operations", "own", self.operations, "-"),
        ]
        for role, scope, user, expected in table:
            with self.subTest(role=role, scope=scope, user=user.login), self.cr.savepoint() as savepoint:
                for each in ("representative", "manager", "operations"):
                    # the roles that a higher one implies are narrower here
                    self._set_right(each, read="none" if each != role else scope)
                    if each == role:
                        break
                self.assertEqual(self._seen(user), expected)
                savepoint.rollback()
                self.env.registry.clear_cache()

    def test_totals_obey_the_same_rights(self):
        self._set_right("representative", read="team", edit="own")
        for user, expected in ((self.rep, 4), (self.outsider, 2), (self.manager, 6)):
            ids = [lead.id for lead in self.leads.values()]
            [[count, total]] = (
                self.env["crm.lead"]
                .with_user(user)
                ._read_group([("id", "in", ids)], [], ["__count", "expected_revenue:sum"])
            )
            self.assertEqual((count, total), (expected, expected * 1000.0), user.login)

    def test_editing_has_its_own_reach(self):
        self._set_right("representative", read="team", edit="own")
        self.assertEqual(self._seen(self.rep), "- colleague manager rep")
        self.assertEqual(self._can(self.rep, lambda lead: lead.write({"description": "x"})), "- rep")
        self._set_right("representative", edit="team")
        self.assertEqual(self._can(self.rep, lambda lead: lead.write({"description": "x"})), "- colleague manager rep")

    def test_editing_never_reaches_further_than_reading(self):
        with self.assertRaisesRegex(ValidationError, "cannot edit more"):
            self._set_right("representative", read="own", edit="team")

    def test_who_has_several_roles_gets_the_widest(self):
        self._set_right("representative", read="own", edit="own")
        self.assertEqual(self._seen(self.manager), ALL)
        self._set_right("manager", read="below", edit="below")
        self.assertEqual(self._seen(self.manager), "- colleague manager rep")
        self._set_right("representative", read="all")
        self.assertEqual(self._seen(self.manager), ALL)

    def test_customers(self):
        everyone = "colleague director manager outsider rep"
        self.assertEqual(self._seen(self.rep, self.customers), everyone)
        self._set_right("representative", "res.partner", read="team", edit="own")
        self.assertEqual(self._seen(self.rep, self.customers), "colleague manager rep")
        self.assertEqual(self._can(self.rep, lambda c: c.write({"ref": "x"}), self.customers), "rep")
        self.assertEqual(self._seen(self.outsider, self.customers), "outsider")
        self.assertEqual(self._seen(self.manager, self.customers), everyone)
        self.assertTrue(self.env["res.partner"].with_user(self.rep).search([("id", "=", self.manager.partner_id.id)]))

    def test_the_customer_of_an_own_deal_stays_open(self):
        self._set_right("representative", "res.partner", read="own", edit="own")
        self.leads[self.rep].partner_id = self.customers[self.outsider]
        self.assertEqual(self._seen(self.rep, self.customers), "outsider rep")

    def test_collaborators_keep_what_they_help_with(self):
        self._set_right("manager", read="own", edit="own")
        self._set_right("representative", read="own", edit="own")
        self.leads[self.outsider].collaborator_ids = self.manager
        self.customers[self.outsider].collaborator_ids = self.manager
        self.assertEqual(self._seen(self.manager), "- manager outsider")
        self.assertEqual(self._can(self.manager, lambda lead: lead.write({"description": "x"})), "- manager outsider")

    def test_a_collaborator_who_only_reads_changes_nothing(self):
        """With the rules of Odoo and with narrow roles alike."""
        lead, customer = self.leads[self.outsider], self.customers[self.outsider]
        (lead.reader_ids, customer.reader_ids) = (self.rep, self.rep)
        for scope in ("odoo", "own"):
            for model in ("crm.lead", "res.partner"):
                self._set_right("representative", model, read=scope, edit=scope)
            self.assertEqual(self._seen(self.rep), "- outsider rep")
            self.assertEqual(self._can(self.rep, lambda record: record.write({"description": "x"})), "- rep")
        self.assertEqual(self._seen(self.rep, self.customers), "outsider rep")
        self.assertEqual(self._can(self.rep, lambda record: record.write({"ref": "x"}), self.customers), "rep")
        lead.collaborator_ids = self.rep
        self.assertEqual(self._can(self.rep, lambda record: record.write({"description": "x"})), "- outsider rep")

    def test_who_reads_makes_nobody_a_reader(self):
        self.leads[self.outsider].reader_ids = self.rep
        for field in ("reader_ids", "collaborator_ids"):
            with self.assertRaises(AccessError):
                self.leads[self.outsider].with_user(self.rep).write({field: [(4, self.rep.id)]})

    def test_who_has_no_sales_role_is_not_concerned(self):
        self._set_right("representative", "res.partner", read="own", edit="own")
        clerk = self._new_user("clerk", "base.group_partner_manager")
        self.assertEqual(self._seen(clerk, self.customers), "colleague director manager outsider rep")
        portal = new_test_user(self.env, "sc_portal", groups="base.group_portal")
        self.assertEqual(self._seen(portal, self.customers), "")
        with self.assertRaises(AccessError):
            self._seen(portal)

    def test_the_history_of_a_lead_follows_its_lead(self):
        for lead in self.leads.values():
            lead.stage_id = self.stage_won
        self._end_transaction()
        logs = self.env["sales.stage.log"].with_user(self.rep)
        own = logs.search_count([])
        self._set_right("representative", read="team", edit="own")
        self.assertGreater(logs.search_count([]), own)
        self._set_right("manager", read="own", edit="own")
        self._set_right("representative", read="own", edit="own")
        leads = logs.with_user(self.manager).search([]).lead_id
        self.assertEqual(self._owner_names(leads - self.leads[None]), "manager")

    def test_only_operations_sees_the_rights(self):
        for user in (self.rep, self.manager):
            with self.assertRaises(AccessError):
                self.env["sales.data.right"].with_user(user).search([])
        self.assertTrue(self.env["sales.data.right"].with_user(self.operations).search([]))

    # teams

    def test_a_change_of_team_is_in_force_at_once(self):
        self._set_right("representative", read="team", edit="own")
        self._set_right("manager", read="below", edit="below")
        self._join(self.team_east, self.colleague)
        self.assertEqual(self._seen(self.rep), "- manager rep")
        self.assertEqual(self._seen(self.outsider), "- colleague outsider")
        self.team_east.parent_id = self.team_china
        self.assertEqual(self._seen(self.director), "- colleague director manager outsider rep")
        self.team_south.user_id = self.director
        self.assertEqual(self._seen(self.manager), "- manager")
        self.team_south.active = False
        self.assertEqual(self._seen(self.rep), "- rep")

    def test_one_record_is_judged_like_a_list(self):
        self._set_right("representative", read="team", edit="own")
        lead = self.leads[self.colleague].with_user(self.rep)
        lead.check_access("read")
        self._join(self.team_east, self.colleague)
        with self.assertRaises(AccessError):
            lead.check_access("read")

    # cost

    def test_a_list_costs_no_query_more(self):
        ids = [lead.id for lead in self.leads.values()]
        leads = self.env["crm.lead"].with_user(self.rep)
        leads.search([("id", "in", ids)])
        for scope in ("odoo", "team", "below"):
            self._set_right("representative", read=scope, edit="own" if scope != "odoo" else "odoo")
            leads.search([("id", "in", ids)])  # the rights are read once and kept
            self.env.flush_all()
            self.env.invalidate_all()
            with self.assertQueryCount(1):
                leads.search([("id", "in", ids)])

    def _count_screen_queries(self, user):
        """Return how many queries the screen of leads costs a user, what is kept in the cache read before."""
        leads = self.env["crm.lead"].with_user(user)
        domain = [("id", "in", [lead.id for lead in self.leads.values()])]
        for _run in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            leads.web_search_read(domain, {"name": {}, "user_id": {"fields": {"display_name": {}}}})
        return self.cr.sql_log_count - before

    def test_a_screen_of_leads_costs_at_most_two_queries_more(self):
        before = self._count_screen_queries(self.manager)
        self._set_right("representative", read="own", edit="own")
        self._set_right("manager", read="below", edit="below")
        self.assertLessEqual(self._count_screen_queries(self.manager) - before, 2)
        self._share(team_id=self.team_east.id, reader_team_id=self.team_south.id)
        self.assertEqual(self._seen(self.manager), "- colleague manager outsider rep")
        self.assertLessEqual(self._count_screen_queries(self.manager) - before, 2)

    # handing over

    def test_who_hands_over_whose_leads(self):
        def hand_over(lead):
            lead.write({"user_id": self.outsider.id if lead.sudo().user_id == self.director else self.director.id})

        table = [
            ("odoo", self.rep, "- rep"),
            ("none", self.rep, "-"),
            ("own", self.rep, "- rep"),
            ("own", self.manager, "- manager"),
            ("below", self.manager, "- colleague manager rep"),
            ("all", self.manager, ALL),
        ]
        for scope, user, expected in table:
            with self.subTest(scope=scope, user=user.login), self.cr.savepoint() as savepoint:
                self._set_right("representative", transfer=scope)
                self._set_right("manager", transfer=scope)
                self.assertEqual(self._can(user, hand_over), expected)
                savepoint.rollback()
                self.env.registry.clear_cache()

    def test_a_refused_handover_names_the_owner(self):
        self._set_right("representative", transfer="none")
        with self.assertRaisesRegex(AccessError, "You may not hand over “Rep” of Rep"):
            self.leads[self.rep].with_user(self.rep).user_id = self.colleague

    # sharing

    def _share(self, **vals):
        return self.env["sales.sharing.rule"].create(
            {
                "name": "East helps South",
                "company_id": self.company_a.id,
                "model": "crm.lead",
                "team_id": self.team_south.id,
                "reader_team_id": self.team_east.id,
                **vals,
            }
        )

    def test_what_is_shared_with_a_team_comes_on_top(self):
        self._set_right("representative", read="own", edit="own")
        rule = self._share()
        edit = lambda lead: lead.write({"description": "x"})  # noqa: E731
        self.assertEqual(self._seen(self.outsider), "- colleague manager outsider rep")
        self.assertEqual(self._can(self.outsider, edit), "- outsider")
        rule.access = "edit"
        self.assertEqual(self._can(self.outsider, edit), "- colleague manager outsider rep")
        rule.domain = "[('expected_revenue', '>', 5000)]"
        self.leads[self.rep].expected_revenue = 9000
        self.assertEqual(self._seen(self.outsider), "- outsider rep")
        self._join(self.team_east, self.colleague)
        self.assertEqual(self._seen(self.colleague), "- colleague rep")
        rule.active = False
        self.assertEqual(self._seen(self.outsider), "- outsider")

    def test_a_sharing_rule_reads_stored_fields(self):
        with self.assertRaisesRegex(ValidationError, "cannot be used"):
            self._share(domain="[('partner_id.name', '=', 'x')]")

    def test_customers_are_shared_too(self):
        self._set_right("representative", "res.partner", read="own", edit="own")
        self._share(model="res.partner")
        self.assertEqual(self._seen(self.outsider, self.customers), "colleague manager outsider rep")

    # territories

    def test_members_and_managers_read_their_territories_where_the_role_says_so(self):
        model = self.env["sales.territory.model"].create({"name": "Plan", "company_id": self.company_a.id})
        china = self.env["sales.territory"].create(
            {"name": "China", "model_id": model.id, "manager_id": self.director.id}
        )
        south = china.create({"name": "South", "model_id": model.id, "parent_id": china.id})
        south.member_ids = [(0, 0, {"user_id": self.colleague.id})]
        model.sudo().state = "active"
        self.env.cr.execute(
            "UPDATE crm_lead SET territory_id = %s WHERE id = %s", (south.id, self.leads[self.outsider].id)
        )
        self._set_right("representative", read="own", edit="own")
        self._set_right("manager", read="own", edit="own")
        self.assertEqual(self._seen(self.colleague), "- colleague")
        self._set_right("representative", with_territories=True)
        self.assertEqual(self._seen(self.colleague), "- colleague outsider")
        self.assertEqual(self._seen(self.rep), "- rep")
        self.assertEqual(self._seen(self.director), "- director outsider")
        self.assertEqual(self._can(self.colleague, lambda lead: lead.write({"description": "x"})), "- colleague")
