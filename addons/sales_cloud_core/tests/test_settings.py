from lxml import etree

from odoo.tests import tagged

from odoo.addons.sales_cloud_core.hooks import post_init_hook

from .common import SalesCloudCommon


@tagged("post_install", "-at_install")
class TestSettings(SalesCloudCommon):
    """What the installation switches on, and where operations find it."""

    def test_the_installation_has_switched_leads_on(self):
        self.assertIn(self.env.ref("crm.group_use_lead"), self.env.ref("base.group_user").all_implied_ids)

    def test_where_leads_are_off_the_hook_switches_them_on_for_people_and_teams(self):
        leads = self.env.ref("crm.group_use_lead")
        self.env.ref("base.group_user")._remove_group(leads)
        self.team_south.use_leads = False
        self.assertFalse(self.rep.has_group("crm.group_use_lead"))
        post_init_hook(self.env)
        self.assertTrue(self.rep.has_group("crm.group_use_lead"))
        self.assertTrue(self.team_south.use_leads)
        self.assertIn("'type': 'lead'", self.team_south.alias_id.alias_defaults)

    def test_where_leads_are_on_the_hook_changes_no_team(self):
        self.team_south.use_leads = False
        post_init_hook(self.env)
        self.assertFalse(self.team_south.use_leads)

    def test_the_settings_page_of_sales_cloud_offers_leads(self):
        arch = etree.fromstring(self.env["res.config.settings"].get_view(view_type="form")["arch"])
        fields = arch.xpath("//app[@name='sales_cloud_core']//field/@name")
        self.assertIn("group_use_lead", fields)
