from odoo.exceptions import AccessError
from odoo.tests import tagged

from .rights_common import RightsCommon

SECRET = 73125.0


@tagged("post_install", "-at_install")
class TestValueRightWriting(RightsCommon):
    """Who does not see an amount does not overwrite it, and goes on with everything else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.secret = cls.leads[cls.colleague]
        cls.secret.expected_revenue = SECRET
        cls._set_right("representative", read="team", edit="team", amount="own")
        cls.env.flush_all()
        cls.env.invalidate_all()

    def test_a_hidden_amount_is_not_overwritten_by_another_nor_by_itself(self):
        for value in (5.0, SECRET, 0.0, False):
            with self.subTest(value=value), self.assertRaisesRegex(AccessError, "You cannot set “Expected Revenue”"):
                self.secret.with_user(self.rep).write({"name": "Mine", "expected_revenue": value})
        self.assertEqual((self.secret.name, self.secret.expected_revenue), ("Colleague", SECRET))

    def test_a_batch_with_one_hidden_amount_is_refused_whole(self):
        own = self.leads[self.rep]
        with self.assertRaises(AccessError):
            (own | self.secret).with_user(self.rep).expected_revenue = 5.0
        self.assertEqual(own.expected_revenue, 1000.0)

    def test_the_form_saves_everything_else_and_tells_nothing(self):
        lead, spec = self.secret.with_user(self.rep), {"name": {}, "expected_revenue": {}}
        self.assertEqual(lead.web_save({"name": "Better name"}, spec)[0]["expected_revenue"], False)
        with self.assertRaises(AccessError):
            lead.web_save({"expected_revenue": 5.0}, spec)
        self.assertEqual((self.secret.name, self.secret.expected_revenue), ("Better name", SECRET))

    def test_who_sees_the_amount_writes_it(self):
        for user in (self.colleague, self.manager, self.operations):
            self.secret.with_user(user).expected_revenue = user.id
            self.assertEqual(self.secret.expected_revenue, user.id)
        self.leads[self.rep].with_user(self.rep).expected_revenue = 7.0

    def test_a_new_record_for_somebody_else_brings_its_amount(self):
        vals = {"name": "New", "type": "opportunity", "user_id": self.colleague.id, "expected_revenue": 9.0}
        lead = self.env["crm.lead"].with_user(self.rep).create(vals)
        self.assertEqual(lead.sudo().expected_revenue, 9.0)
        self.assertFalse(lead.read(["expected_revenue"])[0]["expected_revenue"])
