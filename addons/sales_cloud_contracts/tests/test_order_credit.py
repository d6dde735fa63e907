from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import ContractsCommon


@tagged("post_install", "-at_install")
class TestOrderCredit(ContractsCommon):
    """Quotations and orders are shared like deals; a confirmed order books `ordered` credit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls.env["crm.lead"].create(
            {
                "name": "CNC line",
                "type": "opportunity",
                "partner_id": cls.customer.id,
                "user_id": cls.ann.id,
                "company_id": cls.company.id,
            }
        )
        cls.order = cls._new_order(state="sent", opportunity_id=cls.lead.id)

    def setUp(self):
        super().setUp()
        self._settle()

    def _settle(self):
        self.env.flush_all()
        self.env.cr.precommit.run()

    def _share(self, order, first=66.67):
        order.split_ids = [Command.clear()] + [
            Command.create({"user_id": user.id, "percent": percent})
            for user, percent in ((self.ann, first), (self.bob, 100 - first))
        ]
        self._settle()

    def _confirm(self, order=None):
        (order or self.order).action_confirm()
        self._settle()

    def ordered(self, order=None):
        rows = self.env["sales.credit"]._read_group(
            [("order_id", "=", (order or self.order).id), ("metric", "=", "ordered")], ["user_id"], ["amount:sum"]
        )
        return {user.login: round(amount, 2) for user, amount in rows if round(amount, 2)}

    # ------------------------------------------------------------
    # SHARES
    # ------------------------------------------------------------

    def test_amounts_and_percents_of_an_order_are_exact(self):
        self._share(self.order)
        self.assertEqual(self.order.split_ids.mapped("amount"), [2122.33, 1061.0])
        self.order.split_ids[0].amount, self.order.split_ids[1].amount = 1000, 2183.33
        self._settle()
        self.assertEqual(sum(self.order.split_ids.mapped("amount")), self.order.amount_untaxed)
        self.assertAlmostEqual(self.order.split_ids[0].percent, 1000 / 3183.33 * 100, 6)

    def test_a_quotation_starts_with_the_shares_of_its_opportunity_and_hands_them_to_the_contract(self):
        self.lead.split_ids = [
            Command.create({"user_id": self.ann.id, "percent": 75}),
            Command.create({"user_id": self.bob.id, "percent": 25}),
        ]
        self._settle()
        order = self._new_order(state="sent", opportunity_id=self.lead.id)
        self.assertEqual(order.split_ids.mapped("percent"), [75, 25])
        self._share(order, 60)
        contract = self._new_contract(order=order, sign=False)
        self.assertEqual(contract.split_ids.mapped("percent"), [60, 40])
        self.assertEqual(self.lead.split_ids.mapped("percent"), [75, 25])

    def test_orders_that_are_shared_differently_make_a_contract_that_weighs_them(self):
        other = self._new_order(state="sent")
        self._share(self.order, 60)
        self.assertEqual(self.order.amount_untaxed, other.amount_untaxed)
        contract = self.env["sales.contract"].browse((self.order | other).action_create_contract()["res_id"])
        shares = {split.user_id: split.percent for split in contract.split_ids}
        self.assertEqual(shares, {self.ann: 80, self.bob: 20})

    def test_overlay_shares_of_one_order_leave_the_revenue_of_the_contract_to_the_owner(self):
        overlay = self.env.ref("sales_cloud_core.split_type_overlay")
        other = self._new_order(state="sent")
        other.split_ids = [Command.create({"user_id": self.bob.id, "percent": 10, "split_type_id": overlay.id})]
        self._settle()
        contract = self.env["sales.contract"].browse((self.order | other).action_create_contract()["res_id"])
        self._settle()
        shares = [(split.user_id, split.kind, split.percent) for split in contract.split_ids]
        self.assertEqual(shares, [(self.ann, "revenue", 100), (self.bob, "overlay", 5)])

    def test_a_share_of_an_amount_that_a_quotation_has_not_stays_with_the_opportunity(self):
        recurring = self.env["sales.split.type"].create(
            {"name": "Recurring", "kind": "revenue", "lead_field": "recurring_revenue"}
        )
        self.lead.split_ids = [Command.create({"user_id": self.ann.id, "percent": 100, "split_type_id": recurring.id})]
        self._settle()
        self.assertFalse(self._new_order(state="sent", opportunity_id=self.lead.id).split_ids)

    def test_a_quotation_without_opportunity_starts_with_the_shares_of_a_template(self):
        self.env["sales.split.template"].create(
            {
                "name": "All",
                "company_id": self.company.id,
                "is_automatic": True,
                "line_ids": [
                    Command.create({"who": "owner", "percent": 90}),
                    Command.create({"who": "person", "user_id": self.bob.id, "percent": 10}),
                ],
            }
        )
        order = self._new_order(state="sent", user_id=self.ann.id)
        self.assertEqual(order.split_ids.mapped("percent"), [90, 10])
        self.assertFalse(self._new_order(state="sent", opportunity_id=self.lead.id).split_ids)

    def test_a_representative_shares_the_own_quotation_only(self):
        self._share(self.order.with_user(self.ann))
        with self.assertRaises(AccessError):
            self.order.split_ids[0].with_user(self.bob).percent = 50
        self.assertEqual(self.order.split_ids.with_user(self.fin).mapped("percent"), [66.67, 33.33])

    def test_a_confirmed_order_is_shared_anew_by_approval(self):
        self._share(self.order)
        self._confirm()
        with self.assertRaisesRegex(UserError, "only by a sales manager"):
            self.order.split_ids[0].with_user(self.ann).percent = 50
        revenue = self.env.ref("sales_cloud_core.split_type_revenue")
        lines = [{"user_id": user.id, "split_type_id": revenue.id, "percent": 50} for user in (self.ann, self.bob)]
        self.order.user_id = self.ann
        approval_id = self.order.with_user(self.ann).action_request_split_change(lines, "Bob closed it")
        self.env["sales.approval"].browse(approval_id).with_user(self.mia).action_approve()
        self._settle()
        self.assertEqual(self.ordered(), {"ann": 1591.66, "bob": 1591.67})
        self.assertEqual(len(self.order.split_log_ids), 4)

    def test_switched_off_no_screen_shows_shares(self):
        models = ("crm.lead", "sale.order", "sales.contract")
        for is_on in (True, False):
            if not is_on:
                self.env.ref("base.group_user")._remove_group(self.env.ref("sales_cloud_core.group_use_splits"))
            for model in models:
                arch = self.env[model].with_user(self.ann).get_view(view_type="form")["arch"]
                self.assertEqual("split_ids" in arch, is_on, model)

    # ------------------------------------------------------------
    # ORDERED CREDIT
    # ------------------------------------------------------------

    def test_confirming_books_and_cancelling_takes_back_on_its_day(self):
        self._share(self.order)
        self.assertEqual(self.ordered(), {})
        self._confirm()
        self.assertEqual(self.ordered(), {"ann": 2122.33, "bob": 1061.0})
        with freeze_time("2026-05-04 09:00:00"):
            self.order._action_cancel()
            self._settle()
        self.assertEqual(self.ordered(), {})
        rows = self.order.credit_ids
        self.assertEqual(
            [(str(row.date), row.amount > 0) for row in rows.sorted("id")],
            [("2026-03-16", True)] * 2 + [("2026-05-04", False)] * 2,
        )

    def test_confirming_twice_or_settling_again_books_once(self):
        self._confirm()
        rows = self.order.credit_ids
        self.order._book_at_end()
        self._settle()
        self.order._rebook_credit()
        self.assertEqual(self.order.credit_ids, rows)

    def test_a_changed_price_books_the_difference(self):
        self._confirm()
        self.order.order_line[1].price_unit = 1100
        self._settle()
        self.assertEqual(self.ordered(), {"ann": self.order.amount_untaxed})
        self.assertEqual(round(self.order.credit_ids.sorted("id")[-1].amount, 2), 285.0)

    def test_a_new_salesperson_after_the_confirmation_takes_no_credit(self):
        self._confirm()
        self.order.user_id = self.bob
        self.order.order_line[1].price_unit = 900
        self._settle()
        self.assertEqual(self.ordered(), {"ann": self.order.amount_untaxed})

    def test_an_order_in_foreign_currency_is_booked_at_the_rate_of_its_day_and_taken_back_at_that(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create(
            [
                {"currency_id": euro.id, "company_id": self.company.id, "name": day, "rate": rate}
                for day, rate in (("2026-03-01", 0.5), ("2026-05-01", 0.25))
            ]
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "Euro", "currency_id": euro.id, "company_id": self.company.id}
        )
        order = self._new_order(state="sent", pricelist_id=pricelist.id)
        order.order_line.filtered("product_id").price_unit = 100
        self._confirm(order)
        row = order.credit_ids
        self.assertEqual((row.currency_id, row.amount_company), (euro, row.amount * 2))
        with freeze_time("2026-05-04 09:00:00"):
            order._action_cancel()
            self._settle()
        self.assertEqual(round(sum(order.credit_ids.mapped("amount_company")), 2), 0)

    def test_an_order_with_credit_is_not_deleted(self):
        self._confirm()
        self.order._action_cancel()
        with self.assertRaisesRegex(UserError, "has credit in the ledger"):
            self.order.unlink()
        self._new_order(state="draft").unlink()

    def test_merging_opportunities_leaves_the_credit_of_orders_to_the_orders(self):
        self._confirm()
        kept = self.lead.copy()
        other = self.lead
        merged = (kept | other)._merge_opportunity()
        row = self.env["sales.credit"].search([("order_id", "=", self.order.id)])
        self.assertEqual((row.res_model, row.res_id, row.lead_id), ("sale.order", self.order.id, merged))

    def test_a_stranger_of_another_company_sees_nothing(self):
        self._confirm()
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self._new_user("olga", "sales_team.group_sale_salesman_all_leads", company=other)
        portal = new_test_user(self.env, login="pat2", groups="base.group_portal")
        rows = [("order_id", "=", self.order.id)]
        self.assertFalse(self.env["sales.credit"].with_user(stranger).search(rows))
        self.assertFalse(self.env["sales.split"].with_user(stranger).search(rows))
        with self.assertRaises(AccessError):
            self.env["sales.credit"].with_user(portal).search(rows)

    def test_a_hundred_confirmed_orders_book_in_few_queries(self):
        counts = []
        for size in (10, 50):
            orders = self.env["sale.order"].create(
                [
                    {
                        "partner_id": self.customer.id,
                        "user_id": self.ann.id,
                        "order_line": [Command.create({"product_id": self.service.id})],
                    }
                    for _n in range(size)
                ]
            )
            orders.write({"state": "sale"})
            self.env.flush_all()
            start = self.cr.sql_log_count
            orders._settle_pending_orders()
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - start)
            self._settle()
        self.assertLessEqual(counts[1], counts[0] + 5)

    def test_an_order_may_be_another_kind_of_business_than_its_opportunity(self):
        policy = {"company_id": self.company.id, "metric": "ordered", "count_renewal": False}
        self.env["sales.credit.policy"].create(policy)
        self.lead.deal_kind = "upsell"
        order = self._new_order(state="sent", opportunity_id=self.lead.id)
        self.assertEqual(order.deal_kind, "upsell")
        self._confirm(order)
        self.assertEqual(order.credit_ids.deal_kind, "upsell")
        order.deal_kind = "renewal"
        self._settle()
        self.assertEqual(self.ordered(order), {})
        contract = self._new_contract(order=order, sign=False)
        self.assertEqual(contract.deal_kind, "renewal")
        self.lead.deal_kind = "new"
        self.assertEqual((order.deal_kind, contract.deal_kind), ("renewal", "renewal"))

    def test_a_kind_that_is_chosen_later_on_the_opportunity_goes_to_its_orders_and_contracts(self):
        policy = {"company_id": self.company.id, "count_renewal": False}
        self.env["sales.credit.policy"].create([{**policy, "metric": metric} for metric in ("ordered", "signed")])
        order = self._new_order(state="sent", opportunity_id=self.lead.id)
        self._confirm(order)
        contract = self._new_contract(order=order)
        self.assertTrue(self.ordered(order) and self.credit(contract, "signed"))
        self.lead.with_user(self.ann).deal_kind = "renewal"
        self._settle()
        self.assertEqual((order.deal_kind, contract.deal_kind), ("renewal", "renewal"))
        self.assertEqual((self.ordered(order), self.credit(contract, "signed")), ({}, {}))
