from datetime import date

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import ContractsCommon


@tagged("post_install", "-at_install")
class TestContractPlan(ContractsCommon):
    def test_a_plan_makes_the_total_exactly(self):
        table = [
            ("sales_collection_template_30_60_10", [1079.15, 2158.29, 359.72]),
            ("sales_collection_template_50_50", [1798.58, 1798.58]),
            ("sales_collection_template_full", [3597.16]),
        ]
        contract = self._new_contract(sign=False)
        self.assertEqual(contract.amount_total, 3597.16)
        for name, expected in table:
            with self.subTest(template=name):
                contract.action_plan(self.env.ref(f"sales_cloud_contracts.{name}").id)
                amounts = contract.collection_ids.mapped("amount")
                self.assertEqual(amounts, expected)
                self.assertEqual(contract.currency_id.round(sum(amounts)), contract.amount_total)

    def test_an_instalment_is_found_by_its_contract_and_its_customer(self):
        plan = self.env["sales.collection"].with_user(self.ann)
        contract = self._new_contract()
        for words in (contract.name, "Dragon Mach"):
            found = plan.browse(line for line, _name in plan.name_search(words, [("contract_id", "=", contract.id)]))
            with self.subTest(words=words):
                self.assertEqual(found, contract.collection_ids)

    def test_a_template_that_leaves_something_open_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "leave 10.00 of 100.00 open"):
            self.env["sales.collection.template"].create(
                {"name": "90", "line_ids": [Command.create({"name": "A", "value": 90})]}
            )

    def test_fixed_amounts_beyond_the_total_are_refused(self):
        template = self.env["sales.collection.template"].create(
            {
                "name": "Fixed",
                "line_ids": [
                    Command.create({"name": "A", "value_type": "fixed", "value": 5000}),
                    Command.create({"name": "B", "value_type": "balance"}),
                ],
            }
        )
        with self.assertRaisesRegex(ValidationError, "exceed the total"):
            self._new_contract(sign=False).action_plan(template.id)

    def test_due_dates_count_from_the_signature(self):
        contract = self._new_contract(sign=False)
        contract.action_sign("2026-02-10")
        self.assertEqual(
            contract.collection_ids.mapped("date_due"), [date(2026, 2, 17), date(2026, 4, 11), date(2026, 8, 9)]
        )

    def test_an_instalment_due_after_its_invoice_gets_its_day_with_the_invoice(self):
        contract = self._new_contract(sign=False)
        last = contract.collection_ids[-1]
        last.write({"due_base": "invoice", "due_days": 30})
        contract.action_sign()
        self.assertFalse(last.date_due)
        self._bill(last)
        self.assertEqual(last.date_due, date(2026, 4, 15))

    def test_a_due_date_set_by_hand_stays_until_it_is_cleared_or_ruled_otherwise(self):
        contract = self._new_contract(sign=False)
        first, second, last = contract.collection_ids
        last.write({"due_base": "invoice", "due_days": 30})
        (first | last).write({"date_due": "2026-12-24"})
        contract.action_sign()
        invoice = self._bill(last)
        self.assertEqual((first | last).mapped("date_due"), [date(2026, 12, 24)] * 2)
        self.assertEqual(invoice.invoice_date_due, date(2026, 12, 24))
        self.assertEqual(second.date_due, date(2026, 5, 15))
        first.date_due = False
        last.due_days = 10
        contract.collection_ids._update_due_dates()
        self.assertEqual((first | last).mapped("date_due"), [date(2026, 3, 23), date(2026, 3, 26)])

    def test_a_contract_whose_plan_differs_cannot_be_signed(self):
        contract = self._new_contract(sign=False)
        contract.collection_ids[0].amount -= 1
        with self.assertRaisesRegex(ValidationError, "Change an instalment by"):
            contract.action_sign()

    def test_a_signed_plan_changes_only_as_a_whole(self):
        contract = self._new_contract()
        first, second, _third = contract.collection_ids
        with self.assertRaises(ValidationError), self.cr.savepoint():
            first.amount += 10
            self.env.cr.precommit.run()
        first.invalidate_recordset()
        contract.write(
            {
                "collection_ids": [
                    Command.update(first.id, {"amount": first.amount + 10}),
                    Command.update(second.id, {"amount": second.amount - 10}),
                ]
            }
        )
        self.env.cr.precommit.run()
        self.assertEqual(contract.amount_planned, contract.amount_total)

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_a_plan_that_does_not_make_the_total(self):
        contract = self._new_contract()
        self.env.flush_all()
        with self.assertRaises(CheckViolation), self.cr.savepoint():
            self.cr.execute("UPDATE sales_contract SET amount_planned = 1 WHERE id = %s", [contract.id])

    def test_planning_again_keeps_what_is_invoiced(self):
        contract = self._new_contract()
        first = contract.collection_ids[0]
        self._bill(first)
        contract.action_plan(self.env.ref("sales_cloud_contracts.sales_collection_template_50_50").id)
        self.assertEqual(contract.collection_ids[0], first)
        self.assertEqual(len(contract.collection_ids), 3)
        self.assertEqual(
            contract.currency_id.round(sum(contract.collection_ids.mapped("amount"))), contract.amount_total
        )

    def test_an_invoiced_instalment_keeps_its_amount(self):
        contract = self._new_contract()
        self._bill(contract.collection_ids[0], post=False)
        with self.assertRaisesRegex(UserError, "its amount stays"):
            contract.collection_ids[0].amount = 1
        with self.assertRaisesRegex(UserError, "its amount stays"):
            contract.collection_ids[0].unlink()

    def test_overdue_is_a_question_of_the_day(self):
        contract = self._new_contract(sign=False)
        contract.action_sign("2026-03-01")
        first = contract.collection_ids[0]
        table = [("2026-03-08", False, 0), ("2026-03-09", True, 1), ("2026-03-16", True, 8)]
        for day, is_overdue, days in table:
            with self.subTest(day=day), freeze_time(day):
                self.env.invalidate_all()
                found = self.env["sales.collection"].search(
                    [("is_overdue", "=", True), ("contract_id", "=", contract.id)]
                )
                self.assertEqual((first.is_overdue, first.days_overdue), (is_overdue, days))
                self.assertEqual(first in found, is_overdue)

    def test_the_form_plans_and_saves(self):
        contract = self._new_contract(sign=False)
        with Form(contract.with_user(self.ann)) as form:
            form.subject = "CNC line"
            with form.collection_ids.edit(0) as line:
                line.name = "First"
        self.assertEqual(contract.collection_ids[0].name, "First")

    def test_a_waiver_closes_an_instalment_without_touching_the_total(self):
        contract = self._new_contract()
        last = contract.collection_ids[-1]
        last.with_user(self.mia).action_waive("Retention given up after complaint")
        self.assertEqual((last.state, last.amount_residual), ("waived", 0))
        self.assertAlmostEqual(contract.amount_residual, contract.amount_total - last.amount, places=6)
        last.with_user(self.mia).action_unwaive()
        self.assertEqual(last.state, "open")
