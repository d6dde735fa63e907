from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ContractsCommon

LADDER = [(-3, "owner"), (3, "owner"), (10, "manager"), (30, "customer")]


@tagged("post_install", "-at_install")
class TestDunning(ContractsCommon):
    """Due on 16 March: reminded of on 13 March, 19 March, 26 March and 15 April."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Level = cls.env["sales.dunning.level"]
        cls.Level.search([]).active = False
        cls.env.flush_all()
        cls.levels = cls.Level.create(
            [
                {"name": f"{days} days", "days": days, "recipient": who, "letter_text": "<p>Please pay.</p>"}
                for days, who in LADDER
            ]
        )
        cls.customer.email = "dragon@example.com"
        cls.contract = cls._new_contract()
        cls.line = cls.contract.collection_ids[0]
        cls._due(cls.line, "2026-03-16")
        (cls.contract.collection_ids - cls.line).write({"due_base": "delivery", "date_due": False})

    @classmethod
    def _due(cls, line, day):
        line.write({"due_base": "fixed", "due_fixed_date": day, "date_due": day})

    def _cron(self):
        with patch.object(self.env.cr, "commit", self.env.cr.flush):
            self.env["sales.collection"].sudo()._cron_remind()

    def _run(self, *days):
        """Let the daily run go on these days; return what went out as (day, level, recipient, who)."""
        Reminder = self.env["sales.dunning.reminder"]
        before = Reminder.search([])
        for day in days:
            with freeze_time(f"{day} 09:00:00"):
                self._cron()
        sent = (Reminder.search([]) - before).sorted(lambda one: (one.day, one.collection_id.id))
        return [(str(one.day), one.days, one.recipient, one.user_id.login) for one in sent]

    def test_daily_runs_climb_the_ladder_and_send_each_level_once(self):
        days = [str(fields.Date.add(fields.Date.to_date("2026-03-10"), days=number)) for number in range(60)]
        self.assertEqual(
            self._run(*days, days[-1]),
            [
                ("2026-03-13", -3, "owner", "ann"),
                ("2026-03-19", 3, "owner", "ann"),
                ("2026-03-26", 10, "manager", "mia"),
                ("2026-04-15", 30, "customer", "ann"),
            ],
        )
        self.assertFalse(self.line.date_reminder)
        self.assertEqual(self.contract.reminder_count, 4)

    def test_levels_passed_over_are_left_out_and_a_day_has_one_reminder(self):
        self.assertEqual(self._run("2026-03-30", "2026-03-30"), [("2026-03-30", 10, "manager", "mia")])
        self.Level.create({"name": "Between", "days": 12, "recipient": "owner"})
        self.assertEqual(self._run("2026-03-30"), [])
        self.assertEqual(self._run("2026-03-31"), [("2026-03-31", 12, "owner", "ann")])

    def test_what_stops_reminders_and_what_starts_them_again(self):
        line, first = self.line, self.line.date_reminder
        self.assertEqual(str(first), "2026-03-13")
        table = [
            ({"is_disputed": True, "dispute_reason": "Scratched"}, {"is_disputed": False}),
            ({"is_waived": True}, {"is_waived": False}),
        ]
        for stop, start in table:
            with self.subTest(stop=stop):
                line.sudo().write(stop)
                self.assertFalse(line.date_reminder)
                self.assertEqual(self._run("2026-03-20"), [])
                line.sudo().write(start)
                self.assertEqual(line.date_reminder, first)
        line.date_reminder_paused = "2026-03-28"
        self.assertEqual(self._run("2026-03-20", "2026-03-27"), [])
        self.assertEqual(self._run("2026-03-28"), [("2026-03-28", 10, "manager", "mia")])
        self._receive(line, line.amount)
        self.assertFalse(line.date_reminder)
        self.assertEqual(self._run("2026-05-01"), [])

    def test_only_signed_contracts_that_run_are_reminded_of(self):
        draft = self._new_contract(sign=False)
        self._due(draft.collection_ids[0], "2026-03-16")
        self.assertFalse(draft.collection_ids[0].date_reminder)
        self.contract.action_start()
        self.contract.action_suspend()
        self.assertFalse(self.line.date_reminder)
        self.contract.action_start()
        self.assertTrue(self.line.date_reminder)

    def test_a_dispute_needs_a_reason(self):
        with self.assertRaisesRegex(ValidationError, "what the customer disputes"):
            self.line.is_disputed = True

    def test_one_letter_for_everything_of_a_customer_in_its_language_with_the_document(self):
        self._due(self.contract.collection_ids[1], "2026-03-14")
        self.line.date_reminder_paused = "2026-04-15"
        self.assertEqual(len(self._run("2026-03-28", "2026-04-15")), 3)
        letter = self.env["sales.dunning.letter"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual((len(letter), letter.state, len(letter.reminder_ids)), (1, "mailed", 2))
        mail = self.env["mail.mail"].search([("model", "=", letter._name), ("res_id", "=", letter.id)])
        self.assertEqual((len(mail), mail.recipient_ids), (1, self.customer))
        self.assertIn("Please pay.", mail.body_html)
        self.assertTrue(mail.attachment_ids)
        total = sum(self.contract.collection_ids[:2].mapped("amount"))
        self.assertEqual(letter._get_totals(), {self.currency: total})
        html = self.env["ir.actions.report"]._render_qweb_html(
            "sales_cloud_contracts.report_sales_dunning_letter", letter.ids
        )[0]
        for text in ("Dragon Machines", "Please pay.", self.contract.name, self.company.name):
            self.assertIn(text, html.decode())

    def test_a_customer_without_address_gets_a_letter_to_print(self):
        self.customer.email = False
        self._run("2026-04-15")
        letter = self.env["sales.dunning.letter"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(letter.state, "print")
        with self.assertRaises(AccessError):
            letter.with_user(self.ann).action_mark_posted()
        letter.with_user(self.fin).action_mark_posted()
        self.assertEqual(letter.state, "posted")

    def test_a_person_hears_of_everything_in_one_message_a_day(self):
        self._due(self.contract.collection_ids[1], "2026-03-16")
        Message = self.env["mail.message"]
        told = [("partner_ids", "in", self.ann.partner_id.ids), ("message_type", "=", "user_notification")]
        before = Message.search_count(told)
        self._run("2026-03-19")
        other = self._new_contract()
        self._due(other.collection_ids[0], "2026-03-16")
        self._run("2026-03-19")
        self.assertEqual(Message.search_count(told), before + 1)
        untold = other.collection_ids[0].reminder_ids
        self.assertFalse(untold.digest_id)
        self._run("2026-03-20")
        self.assertTrue(untold.digest_id)
        self.assertEqual(Message.search_count(told), before + 2)

    def test_the_list_of_what_is_due_shows_what_then_goes_out(self):
        with freeze_time("2026-03-27 09:00:00"):
            due = self.env["sales.collection"].search([("date_reminder", "<=", fields.Date.today())])
            shown = {line: line.dunning_level_id for line in due}
            due.with_user(self.mia).action_remind()
            self.assertEqual({one.collection_id: one.level_id for one in due.reminder_ids}, shown)
            self.assertIn(self.line, shown)
            with self.assertRaisesRegex(UserError, "No reminder"):
                due.with_user(self.fin).action_remind()

    def test_who_owns_no_more_leaves_the_reminder_to_the_manager(self):
        self.ann.active = False
        self.assertEqual(self._run("2026-03-19"), [("2026-03-19", 3, "owner", "mia")])

    def test_a_changed_ladder_changes_the_days_at_the_next_run(self):
        self._run("2026-03-13")
        self.assertEqual(str(self.line.date_reminder), "2026-03-19")
        self.levels[1].days = 5
        self.assertEqual(self._run("2026-03-16"), [])
        self.assertEqual(str(self.line.date_reminder), "2026-03-21")

    def test_a_level_that_is_moved_goes_out_only_once_all_the_same(self):
        self._run("2026-03-26")
        self.levels[2].days = 20
        self.assertEqual(self._run("2026-04-05"), [])
        self.assertEqual(self._run("2026-04-15"), [("2026-04-15", 30, "customer", "ann")])

    def test_people_see_the_reminders_of_what_they_may_see_and_only_the_right_ones_send(self):
        self._run("2026-03-19", "2026-04-15")
        branch = self.env["res.company"].create({"name": "Branch"})
        stranger = self._new_user("far_fin", "sales_cloud_contracts.group_finance", company=branch)
        for user, counts in (
            (self.ann, (2, 1)),
            (self.mia, (2, 1)),
            (self.fin, (2, 1)),
            (self.bob, (0, 0)),
            (stranger, (0, 0)),
        ):
            found = [
                self.env[model]
                .with_user(user)
                .with_company(user.company_id)
                .search_count([(path, "=", self.customer.id)])
                for model, path in (("sales.dunning.reminder", "partner_id"), ("sales.dunning.letter", "partner_id"))
            ]
            with self.subTest(login=user.login):
                self.assertEqual(tuple(found), counts)
        for user in (self.ann, self.bob):
            with self.subTest(login=user.login), self.assertRaises(AccessError):
                self.line.with_user(user).action_remind()
        with self.assertRaises(AccessError):
            self.levels[0].with_user(self.mia).write({"days": 4})
        self.assertEqual(self.levels[0].with_user(self.ann).name, "-3 days")

    def test_the_run_costs_what_is_due_and_not_what_exists(self):
        def cost():
            self.env.cr.flush()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            with freeze_time("2026-03-16 09:00:00"):
                self._cron()
            return self.env.cr.sql_log_count - before

        cost()
        idle = cost()
        self.env["sales.contract"].create(
            [
                {
                    "partner_id": self.customer.id,
                    "user_id": self.ann.id,
                    "collection_template_id": self.template.id,
                    "line_ids": [Command.create({"name": "Robot", "price_unit": 100, "tax_ids": False})],
                    "collection_ids": [
                        Command.create({"name": "All", "amount": 100, "date_due": "2026-09-01", "due_base": "fixed"})
                    ],
                }
                for _number in range(20)
            ]
        ).action_sign()
        self.assertLessEqual(cost(), idle)

    def test_many_instalments_are_reminded_of_in_few_queries(self):
        lines = self.env["sales.collection"]
        for _number in range(10):
            contract = self._new_contract()
            for line in contract.collection_ids:
                self._due(line, "2026-03-12")
            lines |= contract.collection_ids
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(60):
            lines.sudo()._remind(fields.Date.to_date("2026-03-16"))
            self.env.flush_all()
        self.assertEqual(len(lines.reminder_ids), 30)
