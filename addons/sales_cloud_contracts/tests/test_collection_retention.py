from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import ContractsCommon


@tagged("post_install", "-at_install")
class TestCollectionRetention(ContractsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.template = cls.env.ref("sales_cloud_contracts.sales_collection_template_retention")
        cls.contract = cls._new_contract(sign=False)
        cls.contract.action_plan(cls.template.id)
        cls.contract.action_sign()
        cls.line = cls.contract.collection_ids[-1]

    def _accept(self, day):
        self.contract.collection_ids[-1].write({"due_base": "fixed", "due_fixed_date": day, "date_due": day})

    def _deduct(self, amount, user=None):
        self.line.with_user(user or self.ann).action_request_deduction(amount, "Scratches")
        return self.line.sudo().approval_id

    def _total(self):
        return self.contract.currency_id.round(sum(self.contract.collection_ids.mapped("amount")))

    def test_retention_money_is_due_months_after_acceptance(self):
        self.assertTrue(self.line.is_retention)
        self.assertEqual(self.line.amount, self.currency.round(self.contract.amount_total * 0.05))
        self.assertFalse(self.line.date_due, "nothing is accepted yet")
        cases = [  # months, days, accepted on, due on
            (12, 0, "2026-03-16", "2027-03-16"),
            (6, 0, "2026-08-31", "2027-02-28"),
            (1, 10, "2026-01-31", "2026-03-10"),
            (0, 30, "2026-03-01", "2026-03-31"),
        ]
        for months, days, accepted, due in cases:
            self.line.write({"due_months": months, "due_days": days})
            day = self.line._get_date_due({"acceptance": self.line._fields["date_due"].to_date(accepted)})
            with self.subTest(months=months, days=days, accepted=accepted):
                self.assertEqual(str(day), due)

    def test_it_stands_apart_in_the_ageing_until_it_is_due(self):
        cases = [  # due on, bucket, overdue
            (False, "retention", False),
            ("2026-03-17", "retention", False),
            ("2026-03-16", "retention", False),
            ("2026-03-15", "d1_30", True),
            ("2025-11-01", "d91", True),
        ]
        lines = self.env["sales.collection"].with_user(self.fin)
        for day, bucket, is_overdue in cases:
            self.line.write({"due_base": "fixed" if day else "acceptance", "date_due": day})
            with self.subTest(day=day):
                self.assertEqual((self.line.age_bucket, self.line.is_overdue), (bucket, is_overdue))
                self.assertIn(self.line, lines.search([("age_bucket", "=", bucket)]))
                self.assertNotIn(self.line, lines.search([("age_bucket", "!=", bucket)]))
                groups = dict(lines._read_group([("id", "=", self.line.id)], ["age_bucket"], ["__count"]))
                self.assertEqual(groups, {bucket: 1})
        self.assertEqual(self.contract.collection_ids[0].age_bucket, "current")
        self.assertNotIn(self.contract.collection_ids[0], lines.search([("age_bucket", "=", "retention")]))

    def test_its_owner_is_reminded_before_it_is_due(self):
        self._accept("2026-03-20")
        level = self.env["sales.dunning.level"].search([("days", "<", 0)], order="days desc", limit=1)
        self.assertTrue(level)
        self.assertEqual(self.line.dunning_level_id.recipient, "owner")
        self.assertLess(self.line.date_reminder, self.line.date_due)

    def test_a_manager_or_finance_releases_it_with_a_reason(self):
        with self.assertRaises(AccessError):
            self.line.with_user(self.ann).action_release_retention("Warranty over")
        with self.assertRaisesRegex(UserError, "Give the reason"):
            self.line.with_user(self.fin).action_release_retention(" ")
        with self.assertRaisesRegex(UserError, "is no retention money"):
            self.contract.collection_ids[0].with_user(self.fin).action_release_retention("Warranty over")
        self.line.with_user(self.fin).action_release_retention("Warranty over", "2026-04-01")
        self.assertEqual(
            (str(self.line.date_retention_released), self.line.retention_released_by_id, str(self.line.date_due)),
            ("2026-03-16", self.fin, "2026-04-01"),
        )
        with self.assertRaisesRegex(UserError, "released already"):
            self.line.with_user(self.mia).action_release_retention("Again")

    def test_a_part_is_deducted_once_it_is_approved_and_the_plan_still_makes_the_total(self):
        amount = self.line.amount
        approval = self._deduct(10.0)
        self.assertEqual(self.line.amount, amount, "nothing is deducted before it is approved")
        with self.assertRaisesRegex(UserError, "is locked until"):
            self.line.with_user(self.mia).action_waive("Let us forget it")
        with self.assertRaises(UserError):
            approval.with_user(self.ann).action_approve()
        approval.with_user(self.mia).action_approve()
        rest, deducted = self.contract.collection_ids.filtered("is_retention").sorted("id")
        self.assertEqual((rest.amount, rest.state), (self.currency.round(amount - 10), "open"))
        self.assertEqual((deducted.amount, deducted.state), (10.0, "waived"))
        self.assertEqual(self._total(), self.contract.amount_total)
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.assertEqual(self.contract.amount_planned, self.contract.amount_total)

    def test_the_whole_rest_is_waived_also_when_it_is_invoiced_but_a_part_is_not(self):
        self._accept("2026-03-16")
        self._bill(self.line)
        with self.assertRaisesRegex(UserError, "is invoiced or partly paid"):
            self._deduct(1.0)
        with self.assertRaisesRegex(UserError, "can be deducted"):
            self._deduct(self.line.amount + 1)
        self._deduct(self.line.amount_residual).with_user(self.mia).action_approve()
        self.assertEqual((self.line.state, len(self.contract.collection_ids)), ("waived", 3))

    def test_the_question_on_the_screen_does_both(self):
        wizard = self.env["sales.collection.retention.decision"].with_user(self.fin)
        with Form(wizard.with_context(default_collection_id=self.line.id)) as form:
            form.decision = "deduct"
            form.amount = 5.0
            form.reason = "Scratches"
        form.record.action_decide()
        self.assertEqual(self.line.approval_state, "pending")
        self.line.sudo().approval_id.with_user(self.fin).action_withdraw()
        with Form(wizard.with_context(default_collection_id=self.line.id)) as form:
            form.reason = "Warranty over"
        form.record.action_decide()
        self.assertEqual(self.line.retention_reason, "Warranty over")

    def test_another_company_sees_no_retention_money_of_this_one(self):
        company = self.setup_other_company()["company"]
        stranger = self._new_user("eve", "sales_cloud_contracts.group_finance", company=company)
        self.assertFalse(self.env["sales.collection"].with_user(stranger).search([("is_retention", "=", True)]))
        with self.assertRaises(AccessError):
            self.line.with_user(stranger).action_release_retention("Warranty over")
