"""From a list of companies to money and credit, as the people of the demo company do it in their browsers.

The tests are the steps of one story and run in their order. Amounts are checked on the screen and, to the cent, in what
the screen's own person may read over JSON-2.
"""

import re
from types import SimpleNamespace
from zipfile import ZipFile

import openpyxl
import pypdf
import pytest
import staging
from browser import parse_number
from playwright.sync_api import expect
from test_json2_thread import COMPANIES, EXPECTED, INSTALMENTS, LEAD_FIELDS, TOTAL, UNTAXED

DEPOSIT = INSTALMENTS[0]
# 60 : 40 of the deal, and of the untaxed part of its first instalment.
WON = {"liu": 60_000.01, "zhao": 40_000.00}
COLLECTED = {"liu": 18_000.00, "zhao": 12_000.00}


@pytest.fixture(scope="module")
def story(clients):
    """What one step hands on to the next."""
    people = clients["lin"].find("res.users", [("login", "in", list(clients))], ["login", "name"])
    story = SimpleNamespace(
        people={person["login"]: person["id"] for person in people},
        names={person["login"]: person["name"] for person in people},
    )
    story.before = {login: _read_attained(clients, story, login) for login in WON}
    return story


def _read_attained(clients, story, login):
    """Return what a person attained this month, by the metric of the target."""
    client, today = clients[login], staging.today()
    domain = [("date_start", "<=", today), ("date_end", ">=", today), ("state", "=", "published")]
    own = [*domain, ("user_id", "=", story.people[login])]
    targets = client.find("sales.target", own, ["metric_id", "amount_attained"])
    metrics = {row["id"]: row["credit_metric"] for row in client.find("sales.target.metric", [], ["credit_metric"])}
    return {metrics[target["metric_id"]]: target["amount_attained"] for target in targets}


def test_lin_imports_sixty_companies_with_odoos_import_screen(office, clients, story):
    lin = office.screen("lin")
    before = set(clients["lin"].search("crm.lead", []))
    lin.app().menu("Leads", "All Leads")
    lin.page.locator(".o_cp_action_menus .fa-cog").click()
    lin.page.locator(".o_import_menu").click()
    lin.settle()
    lin.page.locator("input[type=file]").first.set_input_files(COMPANIES)
    lin.page.wait_for_selector(".o_import_data_content table")
    lin.press("Test")
    lin.sees(re.compile("imported records look like what is there already"))  # the demo knows some of them
    lin.picture("01_import")
    lin.press("Import")
    lin.page.wait_for_selector(".o_list_view .o_data_row")
    lin.picture("02_imported")

    story.leads = sorted(set(clients["lin"].search("crm.lead", [])) - before)
    assert len(story.leads) == 60
    rows = clients["lin"].read("crm.lead", story.leads, [*LEAD_FIELDS, "pool_id", "user_id"])
    countries = {row["id"]: row["code"] for row in clients["lin"].find("res.country", [], ["code"])}
    by_name = {row["partner_name"]: row for row in rows}
    for name, expected in EXPECTED.items():
        row = by_name[name]
        assert (row["website"], row["city"], countries[row["country_id"]], row["employee_count"]) == expected
    assert {row["user_id"] for row in rows} == {False}


def test_the_leads_flow_into_two_pools_by_rule(office, clients, story):
    pools = clients["lin"].find("sales.pool", [("kind", "=", "lead")], ["name"])
    story.pools = {part: row["id"] for row in pools for part in ("south", "east") if part.title() in row["name"]}
    assert _count_imported(clients, story, "south", free=True) == 36
    assert _count_imported(clients, story, "east", free=True) == 24
    chen = office.screen("chen")
    chen.app().menu("Leads", "Pool Overview")
    chen.picture("03_pools")
    chen.sees("华南线索公海 South China leads")


def _count_imported(clients, story, pool, free):
    owner = ("user_id", "=" if free else "!=", False)
    domain = [("id", "in", story.leads), ("pool_id", "=", story.pools[pool]), owner]
    return clients["lin"].call("crm.lead", "search_count", domain=domain)


def test_chen_shares_out_the_southern_leads_up_to_everybodys_six_a_day(office, clients, story):
    room = sum(6 - member["day_count"] for member in _read_receivers(clients, story))
    chen = office.screen("chen")
    chen.open("sales_cloud_pools.sales_pool_action_health", story.pools["south"])
    chen.press("action_run_assign")
    chen.sees(f"{room} records assigned.", within="body")
    chen.picture("04_assigned")
    receivers = _read_receivers(clients, story)
    assert [member["day_count"] for member in receivers] == [6, 6, 6]
    held = [member["open_count"] for member in receivers]
    assert max(held) - min(held) <= 1
    assert _count_imported(clients, story, "south", free=False) == room


def _read_receivers(clients, story):
    """The members of the southern pool who receive leads, with what they hold and what they got today."""
    domain = [("pool_id", "=", story.pools["south"]), ("is_assignable", "=", True)]
    return clients["lin"].find("sales.pool.member", domain, ["day_count", "open_count"])


def test_liu_claims_two_leads_at_her_desk(office, clients, story):
    liu = office.screen("liu")
    liu.app().menu("Leads", "Lead Pools")
    liu.sees("A10 Networks")
    liu.picture("05_pool")
    for name in ("A10 Networks", "Keysight Technologies"):
        liu.row(name).locator("button[name=action_pool_claim]").click()
        liu.settle()
        liu.sees(re.compile(f"Yours now: {name}"), within="body")
    assert not liu.row("A10 Networks").count()
    story.lead, story.untouched = (
        clients["liu"].search("crm.lead", [("id", "in", story.leads), ("partner_name", "=", name)])[0]
        for name in ("A10 Networks", "Keysight Technologies")
    )
    rows = clients["liu"].read("crm.lead", [story.lead, story.untouched], ["user_id"])
    assert [row["user_id"] for row in rows] == [story.people["liu"]] * 2


def test_zhao_claims_one_on_the_phone(office, clients, story):
    zhao = office.screen("zhao", phone=True)
    zhao.open("sales_cloud_pools.crm_lead_action_pool")
    zhao.picture("06_pool")
    card = zhao.row("Moderna")
    card.locator("button[name=action_pool_claim]").click()
    zhao.settle()
    zhao.sees(re.compile("Yours now: Moderna"), within="body")
    assert zhao.width() <= 375
    domain = [("id", "in", story.leads), ("partner_name", "=", "Moderna")]
    (lead,) = clients["zhao"].find("crm.lead", domain, ["user_id"])
    assert lead["user_id"] == story.people["zhao"]


def test_liu_follows_up_and_the_lead_says_when_it_would_go_back(office, clients, story):
    liu = office.screen("liu")
    liu.open("sales_cloud_pools.crm_lead_action_mine", story.lead)
    liu.sees("Goes back to 华东线索公海 East China leads")
    liu.log_note("Called Mr. Miller: they need a machining centre in spring.")
    liu.picture("07_follow_up")
    lead = clients["liu"].read_one("crm.lead", story.lead, ["last_followup_at", "last_followup_type"])
    assert lead["last_followup_at"]
    assert lead["last_followup_type"] == "comment"


def test_liu_converts_the_lead_to_an_opportunity_and_a_customer(office, clients, story):
    liu = office.screen("liu")
    liu.press("Convert to Opportunity")
    liu.dialog()
    liu.press("action_apply")
    lead = clients["liu"].read_one("crm.lead", story.lead, ["type", "partner_id", "user_id"])
    assert (lead["type"], lead["user_id"]) == ("opportunity", story.people["liu"])
    partner = clients["liu"].read_one(
        "res.partner", lead["partner_id"], ["name", "is_company", "employee_count", "city"]
    )
    assert (partner["name"], partner["is_company"]) == ("A10 Networks", True)
    assert (partner["employee_count"], partner["city"]) == (590, "San Jose")


def test_liu_shares_the_deal_sixty_to_forty_with_zhao(office, clients, story):
    liu = office.screen("liu")
    liu.open("crm.crm_lead_action_pipeline", story.lead)
    liu.fill("expected_revenue", UNTAXED)
    liu.tab("performance_split")
    liu.add_line("split_ids", user_id=story.names["liu"], percent=60)
    liu.add_line("split_ids", user_id=story.names["zhao"], percent=40)
    liu.save()
    liu.picture("08_split")
    assert [parse_number(text) for text in liu.column("amount")] == [WON["liu"], WON["zhao"]]


def test_liu_quotes_and_sends_the_quotation(office, clients, story):
    liu = office.screen("liu")
    liu.open("crm.crm_lead_action_pipeline", story.lead)
    liu.press("New Quotation")
    liu.add_line("order_line", product_template_id="VMC-850", price_unit=UNTAXED)
    liu.save()
    liu.picture("09_quotation")
    story.order = clients["liu"].search("sale.order", [("opportunity_id", "=", story.lead)], order="id desc")[0]
    order = clients["liu"].read_one("sale.order", story.order, ["amount_untaxed", "amount_total"])
    assert (order["amount_untaxed"], order["amount_total"]) == (UNTAXED, TOTAL)
    liu.sees("113,000.01")
    clients["liu"].call("sale.order", "action_quotation_sent", ids=[story.order])


def test_liu_wins_the_deal_and_both_are_credited(office, clients, story):
    liu = office.screen("liu")
    liu.open("crm.crm_lead_action_pipeline", story.lead)
    liu.press("action_set_won_rainbowman")
    liu.page.reload()
    liu.settle()
    liu.picture("10_won")
    assert _read_credit(clients, story, "won") == WON


def _read_credit(clients, story, metric):
    """Return what the deal credits, as each of the two sees it."""
    domain = [("lead_id", "=", story.lead), ("metric", "=", metric)]
    return {
        login: round(sum(row["amount"] for row in clients[login].find("sales.credit", domain, ["amount"])), 2)
        for login in WON
    }


def test_the_quotation_becomes_a_contract_with_three_instalments(office, clients, story):
    liu = office.screen("liu")
    liu.open("sale.action_quotations_with_onboarding", story.order)
    liu.press("action_create_contract")
    liu.page.wait_for_selector('.o_field_widget[name="collection_ids"] .o_data_row')
    liu.picture("11_contract")
    assert [parse_number(text) for text in liu.column("amount")] == INSTALMENTS
    liu.press("action_sign")
    liu.confirm()
    liu.picture("12_signed")
    (contract,) = clients["liu"].find("sales.contract", [("lead_id", "=", story.lead)], ["state", "collection_ids"])
    story.contract, story.deposit = contract["id"], contract["collection_ids"][0]
    assert contract["state"] == "signed"
    assert _read_credit(clients, story, "signed") == WON


def test_sun_invoices_the_deposit_and_registers_the_receipt(office, clients, story):
    sun = office.screen("sun")
    sun.open("sales_cloud_contracts.sales_collection_action", story.deposit)
    sun.press("action_create_invoice")
    sun.page.wait_for_selector("button[name=action_post]")
    sun.sees("33,900.00")
    sun.press("action_post")
    sun.picture("13_invoice")
    assert _read_credit(clients, story, "invoiced") == COLLECTED
    sun.open("sales_cloud_contracts.sales_collection_action", story.deposit)
    sun.press("Register Receipt")
    sun.dialog()
    assert sun.number("amount") == DEPOSIT
    sun.fill("memo", "BANK-2026-0001")
    sun.picture("14_receipt")
    sun.press("action_register")
    sun.page.reload()
    sun.settle()
    assert (sun.number("amount_paid"), sun.number("amount_residual")) == (DEPOSIT, 0.0)
    sun.picture("15_collected")
    assert _read_credit(clients, story, "collected") == COLLECTED


@pytest.mark.parametrize("login", WON)
def test_both_see_their_attainment_against_a_target(office, clients, story, login):
    screen = office.screen(login)
    screen.app().menu("Reporting", "My Targets")
    screen.picture("16_targets")
    after = _read_attained(clients, story, login)
    assert round(after["won"] - story.before[login]["won"], 2) == WON[login]
    assert round(after["collected"] - story.before[login]["collected"], 2) == COLLECTED[login]
    screen.sees(f"{after['won']:,.2f}")
    screen.sees(f"{after['collected']:,.2f}")


def test_the_manager_opens_the_dashboard_and_drills_down_to_the_rows(office, clients, story):
    zhou = office.screen("zhou")
    zhou.app().menu("Reporting", "Dashboard")
    zhou.page.wait_for_selector(".o_sales_dashboard_tile")
    zhou.settle()
    zhou.picture("17_dashboard")
    story.dashboard = clients["zhou"].call("sales.dashboard", "get_dashboard")
    tiles = {tile["key"]: tile for tile in story.dashboard["tiles"]}
    row = zhou.page.locator(".o_sales_dashboard_people tbody tr").filter(has_text=story.names["liu"])
    row.locator("a[data-column=won]").click()
    zhou.settle()
    zhou.picture("18_drill_down")
    person = next(row for row in story.dashboard["people"] if row["user_id"] == story.people["liu"])
    shown = [parse_number(text) for text in zhou.column("amount_company")]
    assert WON["liu"] in shown
    assert round(sum(shown), 2) == round(person["won"]["value"], 2)
    assert tiles["won"]["value"] >= person["won"]["value"]


def test_the_manager_exports_a_workbook_with_a_chart_whose_sums_are_right(office, story):
    zhou = office.screen("zhou")
    zhou.app().menu("Reporting", "Dashboard")
    path = zhou.download(lambda: zhou.page.locator(".o_sales_dashboard_xlsx").click())
    with ZipFile(path) as archive:
        assert [name for name in archive.namelist() if name.startswith("xl/charts/chart")]
    sheets = openpyxl.load_workbook(path, data_only=False)
    cells = [cell.value for sheet in sheets for row in sheet.iter_rows() for cell in row]
    for person in story.dashboard["people"]:
        assert person["name"] in cells
        assert person["won"]["value"] in cells


def test_the_manager_exports_a_pdf_with_chinese_text(office, story):
    zhou = office.screen("zhou")
    path = zhou.download(lambda: zhou.page.locator(".o_sales_dashboard_pdf").click())
    text = "".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    assert story.dashboard["company_name"] in text
    assert story.names["liu"].split()[0] in text


def test_the_untouched_lead_goes_back_to_the_pool_and_says_why(office, clients, machine, server, story):
    staging.let_days_pass(machine, server.database, [story.untouched], 30)
    zhou = office.screen("zhou")
    zhou.open("sales_cloud_pools.sales_pool_action_health", story.pools["east"])
    zhou.press("action_run_reclaim")
    zhou.confirm()
    zhou.sees("went back to their pools.", within="body")
    lead = clients["zhou"].read_one("crm.lead", story.untouched, ["user_id", "pool_id", "pool_entry_reason"])
    assert (lead["user_id"], lead["pool_id"]) == (False, story.pools["east"])
    assert lead["pool_entry_reason"].startswith("无人联系 Nobody called: ")
    zhou.open("sales_cloud_pools.crm_lead_action_pool", story.untouched)
    zhou.sees("Nobody called")
    zhou.picture("19_reclaimed")
    expect(zhou.page.locator(".o_form_view")).to_contain_text("Free in")
