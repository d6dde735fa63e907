from odoo.tests import HttpCase, tagged

ROOT_MENU = "sales_cloud_core.sales_cloud_menu_root"
ROBOT = "odoo.loader.modules.get('@web/webclient/clickbot/clickbot_loader').startClickEverywhere(%r);"
TIMEOUT = 900


@tagged("click_all", "post_install", "-at_install", "-standard")
class TestClickAll(HttpCase):
    """Odoo's click-everywhere robot opens every menu, view and filter of Sales Cloud, as people with different rights.

    Runs on the demo story where it is installed, so that the screens hold something; else as the administrator alone.
    """

    allow_end_on_form = True

    def test_every_screen_opens_for_the_administrator(self):
        self._click_everywhere("base.user_admin")

    def test_every_screen_opens_for_operations(self):
        self._click_everywhere("sales_cloud_core.user_lin")

    def test_every_screen_opens_for_a_representative(self):
        self._click_everywhere("sales_cloud_core.user_li")

    def _click_everywhere(self, person):
        user = self.env.ref(person, raise_if_not_found=False)
        if not user:
            self.skipTest("The demo story is not installed.")
        user.write({"password": user.login, "tour_enabled": False})
        self.browser_js(
            "/odoo",
            ROBOT % ROOT_MENU,
            "odoo.isReady === true",
            login=user.login,
            timeout=TIMEOUT,
            success_signal="clickbot test succeeded",
        )
