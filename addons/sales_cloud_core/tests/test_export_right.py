from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .rights_common import RightsCommon


@tagged("post_install", "-at_install")
class TestExportRight(RightsCommon):
    """What leaves as a file needs the right, stays within the rows of a day, and is noted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in cls.rep | cls.manager:
            user.group_ids += cls.env.ref("base.group_allow_export")

    def _export(self, user, leads=None):
        leads = leads or self.env["crm.lead"].browse([lead.id for lead in self.leads.values()])
        return leads.with_user(user)._filtered_access("read").export_data(["name"])["datas"]

    def _last(self):
        return self.env["sales.export.log"].search([], limit=1)

    def test_every_export_is_noted(self):
        self.assertEqual(len(self._export(self.rep)), 2)
        log = self._last()
        self.assertEqual((log.user_id, log.model, log.record_count, log.field_names), (self.rep, "crm.lead", 2, "name"))
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            log.record_count = 1
        for user in (self.rep, self.manager):
            with self.assertRaises(AccessError):
                log.with_user(user).read(["model"])
        with self.assertRaises(AccessError):
            log.with_user(self.operations).unlink()

    def test_exporting_has_its_own_reach(self):
        self._set_right("manager", export="below")
        self._set_right("representative", export="own")
        with self.assertRaisesRegex(AccessError, "You may not export 2 of these"):
            self._export(self.manager)
        own = self.leads[self.rep] | self.leads[self.colleague]
        self.assertEqual(len(self._export(self.manager, own)), 2)
        self._set_right("manager", export="none")
        self._set_right("representative", export="none")
        with self.assertRaisesRegex(AccessError, "exports nothing"):
            self._export(self.manager, own)

    def test_without_odoos_right_nothing_leaves(self):
        self._set_right("representative", export="all")
        with self.assertRaisesRegex(UserError, "rights to export"):
            self._export(self.outsider)

    def test_the_rows_of_a_day_are_limited(self):
        self._set_right("representative", export="all", export_limit=3)
        self.assertEqual(len(self._export(self.rep)), 2)
        with self.assertRaisesRegex(UserError, "3 rows a day of these records; 2 left today"):
            self._export(self.rep)
        self.assertEqual(len(self._export(self.rep, self.leads[self.rep])), 1)

    def test_switched_off_nothing_is_noted(self):
        self.env.ref("base.group_user")._remove_group(self.env.ref("sales_cloud_core.group_use_data_rights"))
        self.env.registry.clear_cache()
        before = self._last()
        self._export(self.rep)
        self.assertEqual(self._last(), before)
        self._set_right("representative", read="none", edit="none")
        self.assertEqual(self._seen(self.rep), "- rep")
