from odoo.tests import HttpCase, tagged

ROOT_MENU = "sales_cloud_core.sales_cloud_menu_root"
ROBOT = "odoo.loader.modules.get('@web/webclient/clickbot/clickbot_loader').startClickEverywhere(%r);"
TIMEOUT = 900


@tagged("click_all", "post_install", "-at_install", "-standard")
class TestClickAll(HttpCase):
    """Odoo's click-everywhere robot opens every menu, view and filter of Sales Cloud, as people with different rights.

    Runs on the demo story where it is installed, so that the screens hold something; else as the administrator.
    """

    allow_end_on_form = True

    def test_every_screen_opens_for_who_configures(self):
        operations = self.env.ref("sales_cloud_core.user_lin", raise_if_not_found=False)
        self._click_everywhere(operations or self.env.ref("base.user_admin"))

    def test_every_screen_opens_for_a_representative(self):
        representative = self.env.ref("sales_cloud_core.user_li", raise_if_not_found=False)
        if not representative:
            self.skipTest("The demo story is not installed.")
        self._click_everywhere(representative)

    def _click_everywhere(self, user):
        user.write({"password": user.login, "tour_enabled": False})
        self.browser_js(
            "/odoo",
            ROBOT % ROOT_MENU,
            "odoo.isReady === true",
            login=user.login,
            timeout=TIMEOUT,
            success_signal="clickbot test succeeded",
        )
