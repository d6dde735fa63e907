"""Every screen that a role finds in the menus of Sales Cloud, on the desktop and on a phone, in English and Chinese."""

import re

import pytest

ROLES = {
    "li": "representative",
    "chen": "manager",
    "lin": "operations",
    "sun": "finance",
    "gao": "general manager",
}
ROOT = "sales_cloud_core.sales_cloud_menu_root"
# On the first day of the demo story nothing waits here.
MAY_BE_EMPTY = {
    "sales_cloud_core.sales_approval_menu_all",
    "sales_cloud_core.sales_approval_menu_my_requests",
    "sales_cloud_core.sales_approval_menu_to_approve",
    "sales_cloud_core.sales_approval_rule_menu",
    "sales_cloud_core.sales_credit_difference_menu",  # the ledger of the story is sound
    "sales_cloud_core.sales_period_menu",
    "sales_cloud_core.sales_territory_assignment_menu_ties",
    "sales_cloud_contracts.sales_credit_release_menu",  # released are the orders of another representative
    "sales_cloud_pools.res_partner_pool_menu",
    "sales_cloud_pools.sales_pool_reveal_menu",
}
# Lists of the person's own work: a representative has some, the others not necessarily.
PERSONAL = {
    "sales_cloud_core.crm_activity_menu",
    "sales_cloud_core.crm_pipeline_menu",
    "sales_cloud_pools.crm_lead_mine_menu",
    "sales_cloud_pools.res_partner_mine_menu",
    "sales_cloud_pools.sales_pool_overview_menu",
    "sales_cloud_reports.sales_target_menu_my",
}
# The everyday run sees every role, size and language, not every combination of them.
SCREENS = [
    pytest.param(False, "en_US", id="desktop in English"),
    pytest.param(True, "zh_CN", id="phone in Chinese"),
    pytest.param(False, "zh_CN", id="desktop in Chinese", marks=pytest.mark.long),
    pytest.param(True, "en_US", id="phone in English", marks=pytest.mark.long),
]
LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
# Words that Chinese business people write in Latin letters.
LATIN_FINE = re.compile(r"\b(ID|PDF|XLSX|URL|UTM|SMS|VIP|KPI|Odoo|Sales Cloud)\b")
HEADINGS = """
() => [...document.querySelectorAll(
    ".o_breadcrumb .active, .o_list_table thead th, .o_form_label, .o_form_view button[name], .o_menu_sections button"
)].filter((element) => element.checkVisibility()).map((element) => element.innerText.trim()).filter(Boolean)
"""


# Where the day begins; the README says the same.
STARTS = {
    "li": "Lead Pools",
    "chen": "Sales Dashboard",
    "lin": "Leads",
    "sun": "Collection Plan",
    "gao": "Sales Dashboard",
}


@pytest.mark.parametrize("login", ROLES)
def test_the_day_begins_on_the_screen_of_the_role_and_nothing_covers_it(office, login):
    screen = office.screen(login, phone=True)
    screen.page.goto(f"{office.url}/odoo")
    screen.page.wait_for_selector(".o_action_manager > *")
    screen.settle()
    screen.picture("start")
    assert screen.page.title().startswith(STARTS[login])
    assert not screen.page.locator(".o-mail-ChatWindow").count()


@pytest.mark.parametrize(("phone", "language"), SCREENS)
@pytest.mark.parametrize("login", ROLES)
def test_every_menu_of_the_role_opens(office, login, phone, language):
    screen = office.screen(login, phone, language)
    entries = screen.menus(ROOT)
    assert entries, f"The {ROLES[login]} sees no menu of Sales Cloud"
    complaints = [line for entry in entries for line in _complaints_about(screen, entry)]
    assert not complaints, "\n".join(complaints)


def _complaints_about(screen, entry):
    """Yield what is wrong with the screen behind a menu entry."""
    screen.visit(entry["id"])
    screen.picture(entry["xmlid"].split(".")[1])
    if screen.width() > screen.page.viewport_size["width"]:
        yield f"{entry['path']} is wider than the screen"
    allowed = MAY_BE_EMPTY if screen.login == "li" else MAY_BE_EMPTY | PERSONAL
    if screen.is_empty() and entry["xmlid"] not in allowed:
        yield f"{entry['path']} shows nothing"
    if screen.language == "zh_CN":
        for text in [entry["path"], *screen.page.evaluate(HEADINGS)]:
            if LATIN_WORD.search(LATIN_FINE.sub("", text)):
                yield f"{entry['path']} shows the untranslated words {text!r}"
