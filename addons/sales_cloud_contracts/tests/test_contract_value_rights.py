from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.sales_cloud_core.tests.value_ways import GUESSES, READS, STORED_READS

from .common import ContractsCommon

# the order of common.py: 2,850.00 and 333.33 without tax
UNTAXED, TOTAL = 3183.33, 3597.16
FORM = {"changed form", "copy"}


@tagged("post_install", "-at_install")
class TestContractValueRights(ContractsCommon):
    """Ann works on the orders and contracts of the team, but sees the amounts of her own alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.group_user")._apply_group(cls.env.ref("sales_cloud_core.group_use_data_rights"))
        cls.env.registry.clear_cache()
        for user in cls.ann | cls.bob | cls.mia:
            user.group_ids += cls.env.ref("base.group_allow_export")
        cls.contract = cls._new_contract(user=cls.bob)
        cls.order = cls.contract.order_ids
        cls.contract._portal_ensure_token()
        cls.order._portal_ensure_token()
        for model in ("sale.order", "sales.contract"):
            cls._set_right(model, read="team", edit="team", amount="own")
        cls.env.flush_all()

    @classmethod
    def _set_right(cls, model, **scopes):
        group = cls.env.ref("sales_team.group_sale_salesman")
        line = cls.env["sales.data.right"].search([("group_id", "=", group.id), ("model", "=", model)])
        line.write({f"{name}_scope": scope for name, scope in scopes.items()})

    def _documents(self):
        """Return [(records, stored field, its value)] of everything that shows an amount of the order or contract."""
        lines = self.order.order_line.filtered(lambda line: line.product_id == self.machine)
        report = self.env["sale.report"].search([("order_reference", "=", f"sale.order,{self.order.id}")])[:1]
        return [
            (self.order, "amount_untaxed", UNTAXED),
            (lines, "price_subtotal", 2850.0),
            (lines, "price_unit", 1000.0),
            (report, "price_total", None),
            (self.contract, "amount_total", TOTAL),
            (self.contract.line_ids.filtered(lambda line: line.product_id == self.machine), "price_subtotal", 2850.0),
            (self.contract.collection_ids[0], "amount", self.contract.collection_ids[0].amount),
        ]

    def test_what_finance_is_asked_to_do_tells_no_amount_of_a_colleague(self):
        group = self.env.ref("sales_team.group_sale_salesman_all_leads")
        rights = self.env["sales.data.right"].search([("group_id", "=", group.id), ("model", "=", "sales.contract")])
        rights.amount_scope = "own"
        deposit, rest = self.contract.collection_ids[:2]
        self._receive(deposit, 500)
        refund = self.env["sales.refund"].create({"collection_id": deposit.id, "amount": 123.45, "reason": "Too much"})
        line = Command.create({"collection_id": rest.id, "amount": 123.45})
        request = self.env["sales.invoice.request"].create({"contract_id": self.contract.id, "line_ids": [line]})
        for records in (refund, request, request.line_ids):
            with self.subTest(model=records._name):
                self.env.invalidate_all()
                self.assertNotIn("123.45", repr(records.with_user(self.mia).read(["display_name", "amount"])))
                self.assertIn("123.45", repr(records.with_user(self.bob).read(["amount"])))

    def _told(self, way, records, name, user):
        self.env.invalidate_all()
        return repr(way(records.with_user(user), name))

    def test_no_way_tells_an_amount_of_a_colleague(self):
        for records, name, value in self._documents():
            value = f"{value or records[name]:.2f}".rstrip("0").rstrip(".")
            for title, way in (READS | STORED_READS).items():
                if title in FORM:
                    continue
                with self.subTest(model=records._name, field=name, way=title):
                    self.assertNotIn(value, self._told(way, records, name, self.ann))
                    self.assertIn(value, self._told(way, records, name, self.bob))
                    self.assertIn(value, self._told(way, records, name, self.mia))

    def test_an_amount_of_a_colleague_cannot_be_guessed(self):
        for records, name, value in self._documents():
            for title, way in GUESSES.items():
                with self.subTest(model=records._name, field=name, way=title):
                    value = value or records[name]
                    self.assertFalse(way(records.with_user(self.ann), name, value))
                    self.assertTrue(way(records.with_user(self.bob), name, value))

    def test_what_is_computed_from_amounts_is_hidden_with_them(self):
        self.env.invalidate_all()
        order, contract = self.order.with_user(self.ann), self.contract.with_user(self.ann)
        names = ["tax_totals", "amount_tax", "amount_to_invoice", "amount_undiscounted", "access_token"]
        self.assertFalse(any(order.read(names)[0][name] for name in names))
        names = ["amount_planned", "amount_residual", "flow_next", "access_token"]
        self.assertFalse(any(contract.read(names)[0][name] for name in names))
        self.assertTrue(contract.read(["name"])[0]["name"])

    def test_nothing_is_printed_or_opened_as_the_customer_sees_it(self):
        reports = self.env["ir.actions.report"]
        table = [
            ("sale.report_saleorder", self.order),
            ("sales_cloud_contracts.sales_contract_report_action", self.contract),
        ]
        for report, record in table:
            with self.assertRaisesRegex(AccessError, "hidden from your role"):
                reports.with_user(self.ann)._render_qweb_html(report, record.ids)
            self.assertIn(b"1,000.00", reports.with_user(self.bob)._render_qweb_html(report, record.ids)[0])

    def test_a_quotation_that_is_changed_does_not_tell_its_prices(self):
        order = self._new_order(self.bob, state="draft")
        spec = {
            "partner_id": {},
            "amount_total": {},
            "order_line": {"fields": {"product_uom_qty": {}, "price_subtotal": {}, "price_unit": {}}},
        }
        line = order.order_line.filtered(lambda line: line.product_id == self.machine)
        values = {"order_line": [(1, line.id, {"product_uom_qty": 7})]}
        for user, is_told in ((self.ann, False), (self.bob, True)):
            self.env.invalidate_all()
            told = repr(order.with_user(user).onchange(values, ["order_line"], spec))
            self.assertEqual("7891.16" in told, is_told, user.login)

    def test_a_copy_does_not_take_hidden_prices_along(self):
        self.order.order_line.filtered(lambda line: line.product_id == self.machine).price_unit = 1234.5
        self.env.flush_all()
        self.assertNotIn("1234.5", self._told(lambda order, _name: order.copy_data(), self.order, None, self.ann))
        self.assertIn("1234.5", self._told(lambda order, _name: order.copy_data(), self.order, None, self.bob))

    def test_finance_and_who_has_no_such_role_see_everything(self):
        self.env.invalidate_all()
        self.assertEqual(self.contract.with_user(self.fin).read(["amount_total"])[0]["amount_total"], TOTAL)

    def test_cost_is_hidden_from_the_product_too(self):
        self.machine.with_company(self.company).standard_price = 640.0
        self.env.flush_all()
        products = [self.machine, self.machine.product_tmpl_id]

        def told(user):
            self.env.invalidate_all()
            rows = [product.with_user(user).read(["standard_price"])[0]["standard_price"] for product in products]
            found = self.machine.with_user(user).search([("id", "=", self.machine.id), ("standard_price", ">", 1)])
            return rows, bool(found)

        self.assertEqual(told(self.ann), ([640.0, 640.0], True))
        self._set_right("sale.order", cost="none")
        self.assertEqual(told(self.ann), ([False, False], False))
        self.assertEqual(told(self.mia), ([640.0, 640.0], True))

    def test_the_work_goes_on_with_the_true_amounts(self):
        """Ann may edit Bob's order: what is booked and computed is right, though she does not see it."""
        self.env.invalidate_all()
        line = self.order.order_line.filtered(lambda line: line.product_id == self.machine).with_user(self.ann)
        line.product_uom_qty = 4
        self.env.flush_all()
        self.assertEqual(self.order.amount_untaxed, 4133.33)
