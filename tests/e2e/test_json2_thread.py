"""From a list of companies to money and credit, by an outside program: JSON-2 only, one API key for each person.

The tests are the steps of one story and run in their order; `story` carries the ids from one step to the next.
"""

import csv
from pathlib import Path
from types import SimpleNamespace

import pytest
import staging
from json2 import Refused

COMPANIES = Path(__file__).parent / "data" / "companies.csv"
COLUMNS = {
    "name": "partner_name",
    "country": "country_id",
    "headquarters": "city",
    "industries": "industry_note",
    "website": "website",
    "employees": "employee_count",
}
UNTAXED = 100_000.01
TAX = 13_000.00
TOTAL = 113_000.01
INSTALMENTS = [33_900.00, 67_800.01, 11_300.00]
# 60 : 40 of 100,000.01, and of the untaxed part of the first instalment of 30 %.
CREDIT = {
    "won": (60_000.01, 40_000.00),
    "signed": (60_000.01, 40_000.00),
    "invoiced": (18_000.00, 12_000.00),
    "collected": (18_000.00, 12_000.00),
}
TEAMS = {"south": "华南 South China", "east": "华东 East China"}
LEAD_FIELDS = ["partner_name", "website", "city", "country_id", "employee_count"]
# Website, city, country and employees as they come out of cleaning.
EXPECTED = {
    "BMW": ("http://bmwgroup.com", "Munich", "DE", 154_950),
    "3M": ("http://3m.com", "Maplewood", "US", 60_500),
    "Konami": ("http://www.konami.com/en", "Chūō", "JP", 9_268),
    "A10 Networks": ("http://a10networks.com", "San Jose", "US", 590),
    "Furukawa Electric": (False, "Chiyoda-ku", "JP", 50_867),
    "Enova International, Inc.": (False, "Chicago", "US", 0),
}


@pytest.fixture(scope="module")
def story(clients):
    """What the steps hand on, and the ids of the people."""
    people = clients["lin"].find("res.users", [("login", "in", list(clients))], ["login"])
    return SimpleNamespace(people={person["login"]: person["id"] for person in people})


def refused(kind, call, *arguments, **options):
    """The sentence with which a call is refused."""
    with pytest.raises(Refused) as refusal:
        call(*arguments, **options)
    assert refusal.value.kind == kind, refusal.value
    assert refusal.value.status in (403, 422)
    return str(refusal.value)


def find_id(client, model, domain):
    (record_id,) = client.search(model, domain)
    return record_id


def test_operations_sets_up_a_pool_to_claim_from_and_one_that_assigns(clients, story):
    lin = clients["lin"]
    team = {code: find_id(lin, "crm.team", [("name", "=", name)]) for code, name in TEAMS.items()}
    country = {code: find_id(lin, "res.country", [("code", "=", code)]) for code in ("JP", "DE")}
    website = find_id(lin, "ir.model.fields", [("model", "=", "crm.lead"), ("name", "=", "website")])
    story.claim_pool = lin.create(
        "sales.pool",
        {
            "name": "Japan",
            "sequence": 1,
            "kind": "lead",
            "team_id": team["south"],
            "manager_ids": [(6, 0, [story.people["chen"]])],
            "member_ids": [(0, 0, {"user_id": story.people[login]}) for login in ("li", "wang")],
            "is_entry_automatic": True,
            "entry_domain": f"[('country_id', '=', {country['JP']})]",
            "daily_claim_limit": 2,
            "masked_field_ids": [(6, 0, [website])],
            "rule_ids": [(0, 0, {"name": "Untouched", "followup_days": 5, "is_working_time": False})],
        },
    )
    story.assign_pool = lin.create(
        "sales.pool",
        {
            "name": "Germany",
            "sequence": 2,
            "kind": "lead",
            "team_id": team["east"],
            "manager_ids": [(6, 0, [story.people["zhou"]])],
            "member_ids": [(0, 0, {"user_id": story.people[login]}) for login in ("liu", "zhao")],
            "is_entry_automatic": True,
            "entry_domain": f"[('country_id', '=', {country['DE']})]",
            "is_claimable": False,
            "assign_method": "round_robin",
        },
    )


def test_the_demo_year_tells_a_plausible_story(clients):
    """Whatever the day, nobody is far beyond the year's target; the company keeps pace, once the year is under way."""
    fields = ["plan_id", "node", "team_id", "user_id", "amount", "amount_attained", "amount_expected"]
    sums = {}
    for target in clients["gao"].find("sales.target", [("state", "=", "published")], fields):
        key = tuple(target[name] for name in fields[:4])
        amounts = [target[name] for name in fields[4:]]
        sums[key] = [before + amount for before, amount in zip(sums.get(key, [0, 0, 0]), amounts, strict=True)]
    assert len(sums) > 20
    for key, (amount, attained, expected) in sums.items():
        assert attained <= 1.25 * amount, key
        if key[1] == "company" and expected > 0.1 * amount:
            assert attained >= 0.6 * expected, key


def test_operations_imports_sixty_companies_which_come_out_clean_and_flow_into_the_pools(clients, story):
    lin = clients["lin"]
    with open(COMPANIES, newline="") as file:
        rows = [[row[column] for column in COLUMNS] for row in csv.DictReader(file)]

    answer = lin.call("crm.lead", "load", fields=list(COLUMNS.values()), data=rows, context={"import_file": True})

    (notice,) = answer["messages"]
    assert notice["type"] == "warning"
    assert notice["message"].startswith("7 imported records look like what is there already"), "the demo knows them"
    story.leads = answer["ids"]
    assert len(story.leads) == 60
    clean = {row["partner_name"]: row for row in lin.read("crm.lead", story.leads, LEAD_FIELDS)}
    country = {row["id"]: row["code"] for row in lin.find("res.country", [], ["code"])}
    for name, expected in EXPECTED.items():
        found = clean[name]
        assert (found["website"], found["city"], country[found["country_id"]], found["employee_count"]) == expected
    assert _count_free(lin, story.claim_pool) == 22
    assert _count_free(lin, story.assign_pool) == 14


def _count_free(client, pool_id):
    return client.call("crm.lead", "search_count", domain=[("pool_id", "=", pool_id), ("user_id", "=", False)])


def test_a_phone_number_typed_in_full_width_is_cleaned_too(clients):
    lead_id = clients["lin"].create(
        "crm.lead", {"name": "Phone", "type": "lead", "phone": "Tel: ０７５５－８６６８　８０００"}
    )
    assert clients["lin"].read_one("crm.lead", lead_id, ["phone"])["phone"] == "+86 755 8668 8000"


def test_free_leads_are_seen_by_members_only_and_their_website_by_nobody_before_the_claim(clients, story):
    domain = [("pool_id", "=", story.claim_pool)]
    assert clients["zhao"].search("crm.lead", domain) == []
    (toyota,) = clients["li"].find("crm.lead", [*domain, ("partner_name", "=", "Toyota")], ["website", "city"])
    assert "toyota" not in str(toyota["website"]).lower()
    assert clients["li"].search("crm.lead", [*domain, ("website", "ilike", "global.toyota")]) == []
    story.toyota = toyota["id"]
    refused("AccessError", clients["li"].write, "crm.lead", [story.toyota], {"phone": "1"})


def test_a_member_claims_within_the_limit_and_nobody_else_can(clients, story):
    li, wang, zhao = clients["li"], clients["wang"], clients["zhao"]
    assert "not a member" in refused("AccessError", zhao.call, "crm.lead", "action_pool_claim", ids=[story.toyota])

    li.call("crm.lead", "action_pool_claim", ids=[story.toyota])

    lead = li.read_one("crm.lead", story.toyota, ["user_id", "website", "pool_id"])
    assert lead == {
        "id": story.toyota,
        "user_id": story.people["li"],
        "website": "http://global.toyota",
        "pool_id": story.claim_pool,
    }
    assert "faster" in refused("UserError", wang.call, "crm.lead", "action_pool_claim", ids=[story.toyota])
    free = li.search("crm.lead", [("pool_id", "=", story.claim_pool), ("user_id", "=", False)], limit=2)
    story.untouched = free[0]
    li.call("crm.lead", "action_pool_claim", ids=[story.untouched])
    sentence = refused("UserError", li.call, "crm.lead", "action_pool_claim", ids=free[1:])
    assert "allows 2 records a day" in sentence


def test_the_manager_runs_the_assignment_and_two_people_share_the_leads_evenly(clients, story):
    refused("AccessError", clients["liu"].call, "sales.pool", "run_assign", ids=[story.assign_pool])
    planned = clients["zhou"].call("sales.pool", "simulate_assign", ids=[story.assign_pool])
    assert len(planned) == 14

    assert clients["zhou"].call("sales.pool", "run_assign", ids=[story.assign_pool]) == 14

    for login in ("liu", "zhao"):
        held = [("pool_id", "=", story.assign_pool), ("user_id", "=", story.people[login])]
        assert clients[login].call("crm.lead", "search_count", domain=held) == 7
    after = clients["lin"].read("crm.lead", [row["record_id"] for row in planned], ["user_id"])
    assert [row["user_id"] for row in after] == [row["user_id"] for row in planned]


def test_a_note_of_the_owner_is_a_follow_up(clients, story):
    li = clients["li"]
    assert not li.read_one("crm.lead", story.toyota, ["last_followup_at"])["last_followup_at"]
    li.call(
        "crm.lead", "message_post", ids=[story.toyota], body="Talked about the stamping line", message_type="comment"
    )
    lead = li.read_one("crm.lead", story.toyota, ["last_followup_at", "last_followup_type"])
    assert lead["last_followup_at"]
    assert lead["last_followup_type"] == "comment"


def test_the_lead_becomes_an_opportunity_and_a_customer(clients, story):
    li = clients["li"]
    context = {"active_model": "crm.lead", "active_id": story.toyota, "active_ids": [story.toyota]}
    wizard = li.create("crm.lead2opportunity.partner", {"name": "convert", "action": "create"}, context=context)
    li.call("crm.lead2opportunity.partner", "action_apply", ids=[wizard], context=context)
    lead = li.read_one("crm.lead", story.toyota, ["type", "partner_id", "user_id", "pool_id"])
    assert (lead["type"], lead["user_id"], lead["pool_id"]) == ("opportunity", story.people["li"], False)
    partner = li.read_one("res.partner", lead["partner_id"], ["name", "is_company", "website", "city"])
    story.partner = partner["id"]
    assert (partner["name"], partner["is_company"]) == ("Toyota", True)
    holdings = clients["lin"].find("sales.pool.holding", [("lead_id", "=", story.toyota)], ["source", "end_reason"])
    assert [(row["source"], row["end_reason"]) for row in holdings] == [("claim", "converted")]


def test_the_deal_is_shared_sixty_to_forty_and_won(clients, story):
    li = clients["li"]
    story.before = _read_results(clients, story)
    li.write("crm.lead", [story.toyota], {"expected_revenue": UNTAXED})
    sentence = refused("ValidationError", li.write, "crm.lead", [story.toyota], {"split_ids": _shares(story, 60, 30)})
    assert "total 90 %" in sentence
    li.write("crm.lead", [story.toyota], {"split_ids": _shares(story, 60, 40)})

    li.call("crm.lead", "action_set_won", ids=[story.toyota])

    assert _read_credit(clients, story, "won") == CREDIT["won"]
    li.call("crm.lead", "action_set_won", ids=[story.toyota])
    assert _read_credit(clients, story, "won") == CREDIT["won"]


def _shares(story, *percents):
    people = ("li", "wang")
    return [
        (0, 0, {"user_id": story.people[login], "percent": share})
        for login, share in zip(people, percents, strict=True)
    ]


def _read_credit(clients, story, metric):
    """Return the credit of the deal: (li's, wang's), each as that person sees it."""
    domain = [("lead_id", "=", story.toyota), ("metric", "=", metric)]
    rows = [clients[login].find("sales.credit", domain, ["user_id", "amount"]) for login in ("li", "wang")]
    for login, own in zip(("li", "wang"), rows, strict=True):
        assert {row["user_id"] for row in own} <= {story.people[login]}
    return tuple(round(sum(row["amount"] for row in own), 2) for own in rows)


def test_the_quotation_is_sent_and_becomes_a_contract_in_three_instalments(clients, story):
    li = clients["li"]
    product = find_id(li, "product.product", [("name", "ilike", "VMC-850")])
    story.order = li.create(
        "sale.order",
        {
            "partner_id": story.partner,
            "opportunity_id": story.toyota,
            "order_line": [(0, 0, {"product_id": product, "product_uom_qty": 1, "price_unit": UNTAXED})],
        },
    )
    order = li.read_one("sale.order", story.order, ["amount_untaxed", "amount_tax", "amount_total"])
    assert (order["amount_untaxed"], order["amount_tax"], order["amount_total"]) == (UNTAXED, TAX, TOTAL)
    sentence = refused("UserError", li.call, "sale.order", "action_create_contract", ids=[story.order])
    assert "neither sent nor confirmed" in sentence
    li.call("sale.order", "action_quotation_sent", ids=[story.order])

    story.contract = li.call("sale.order", "action_create_contract", ids=[story.order])["res_id"]

    template = find_id(li, "sales.collection.template", [("name", "=", "30 % / 60 % / 10 %")])
    li.call("sales.contract", "action_plan", ids=[story.contract], template_id=template)
    contract = li.read_one("sales.contract", story.contract, ["amount_total", "collection_ids", "lead_id", "state"])
    assert (contract["amount_total"], contract["lead_id"], contract["state"]) == (TOTAL, story.toyota, "draft")
    story.instalments = contract["collection_ids"]
    plan = li.read("sales.collection", story.instalments, ["amount"])
    assert [line["amount"] for line in plan] == INSTALMENTS


def test_signing_confirms_the_order_and_credits_both_people(clients, story):
    li = clients["li"]
    li.call("sales.contract", "action_sign", ids=[story.contract])
    assert li.read_one("sales.contract", story.contract, ["state"])["state"] == "signed"
    assert li.read_one("sale.order", story.order, ["state"])["state"] == "sale"
    assert _read_credit(clients, story, "signed") == CREDIT["signed"]


def test_a_representative_can_neither_invoice_nor_register_money(clients, story):
    li = clients["li"]
    for method, arguments in (("action_create_invoice", {}), ("action_register_receipt", {"amount": 1.0})):
        sentence = refused("AccessError", li.call, "sales.collection", method, ids=story.instalments[:1], **arguments)
        assert "finance" in sentence
    payment = {"payment_type": "inbound", "partner_id": story.partner, "amount": 1.0}
    refused("AccessError", li.create, "account.payment", payment)


def test_finance_invoices_the_deposit_and_registers_its_receipt(clients, story):
    sun, deposit = clients["sun"], story.instalments[0]
    invoice = sun.call("sales.collection", "action_create_invoice", ids=[deposit])["res_id"]
    amounts = sun.read_one("account.move", invoice, ["amount_untaxed", "amount_tax", "amount_total"])
    assert (amounts["amount_untaxed"], amounts["amount_tax"], amounts["amount_total"]) == (30_000.0, 3_900.0, 33_900.0)
    sun.call("account.move", "action_post", ids=[invoice])
    assert _read_credit(clients, story, "invoiced") == CREDIT["invoiced"]
    assert _read_credit(clients, story, "collected") == (0.0, 0.0)

    sun.call("sales.collection", "action_register_receipt", ids=[deposit], amount=33_900.0, memo="BANK-1")

    line = sun.read_one("sales.collection", deposit, ["state", "amount_paid", "amount_residual"])
    assert (line["state"], line["amount_paid"], line["amount_residual"]) == ("paid", 33_900.0, 0.0)
    contract = clients["li"].read_one("sales.contract", story.contract, ["amount_paid", "amount_residual"])
    assert (contract["amount_paid"], contract["amount_residual"]) == (33_900.0, 79_100.01)
    assert _read_credit(clients, story, "collected") == CREDIT["collected"]
    again = {"ids": [deposit], "amount": 33_900.0}
    assert "Nothing is left" in refused("UserError", sun.call, "sales.collection", "action_register_receipt", **again)


@pytest.mark.parametrize("login", ["li", "chen", "lin", "sun", "gao"])
def test_nobody_writes_the_ledgers(clients, story, login):
    (row,) = clients["chen"].search("sales.credit", [("lead_id", "=", story.toyota), ("metric", "=", "won")], limit=1)
    (holding,) = clients["lin"].search("sales.pool.holding", [("lead_id", "=", story.toyota)])
    _check_read_only(clients[login], "sales.credit", row, {"amount": 1.0})
    _check_read_only(clients[login], "sales.pool.holding", holding, {"user_id": story.people["li"]})


def _check_read_only(client, model, record_id, values):
    for attempt in (
        lambda: client.write(model, [record_id], values),
        lambda: client.call(model, "unlink", ids=[record_id]),
        lambda: client.call(model, "copy", ids=[record_id]),
        lambda: client.create(model, values),
    ):
        with pytest.raises(Refused) as answer:
            attempt()
        assert answer.value.status in (403, 422), answer.value


def test_both_people_see_what_they_attained_of_their_targets(clients, story):
    after = _read_results(clients, story)
    for place, login in enumerate(("li", "wang")):
        assert after[login], f"{login} has no target for this month"
        for metric, attained in after[login].items():
            assert round(attained - story.before[login][metric], 2) == CREDIT[metric][place]


def test_the_manager_reads_the_same_numbers_and_drills_down_to_the_rows(clients, story):
    after = _read_results(clients, story)["chen"]
    for metric, (first, second) in CREDIT.items():
        assert round(after[metric] - story.before["chen"][metric], 2) == round(first + second, 2)
    tiles = {tile["key"]: tile for tile in clients["chen"].call("sales.dashboard", "get_dashboard")["tiles"]}
    for metric in CREDIT:
        action = tiles[metric]["action"]
        rows = clients["chen"].find(action["res_model"], action["domain"], ["amount_company"])
        assert round(sum(row["amount_company"] for row in rows), 2) == round(tiles[metric]["value"], 2)


def _read_results(clients, story):
    """Return the month's attainment of li and wang by metric, and the manager's tiles by key."""
    metrics = {
        row["id"]: row["credit_metric"] for row in clients["lin"].find("sales.target.metric", [], ["credit_metric"])
    }
    today = staging.today()
    span = [("date_start", "<=", today), ("date_end", ">=", today), ("state", "=", "published")]
    results = {}
    for login in ("li", "wang"):
        targets = clients[login].find(
            "sales.target", [*span, ("user_id", "=", story.people[login])], ["metric_id", "amount_attained"]
        )
        results[login] = {metrics[target["metric_id"]]: target["amount_attained"] for target in targets}
    tiles = clients["chen"].call("sales.dashboard", "get_dashboard")["tiles"]
    results["chen"] = {tile["key"]: tile["value"] for tile in tiles if tile["key"] in CREDIT}
    return results


def test_what_nobody_touched_goes_back_to_the_pool_with_its_reason(machine, server, clients, story):
    chen, pool = clients["chen"], {"ids": [story.claim_pool]}
    assert chen.call("sales.pool", "run_reclaim", **pool) == 0
    staging.let_days_pass(machine, server.database, [story.untouched], 6)
    refused("AccessError", clients["wang"].call, "sales.pool", "run_reclaim", **pool)
    (planned,) = chen.call("sales.pool", "simulate_reclaim", **pool)
    assert planned["record_id"] == story.untouched

    assert chen.call("sales.pool", "run_reclaim", **pool) == 1

    lead = clients["lin"].read_one("crm.lead", story.untouched, ["user_id", "pool_id", "pool_entry_reason"])
    assert (lead["user_id"], lead["pool_id"]) == (False, story.claim_pool)
    assert lead["pool_entry_reason"].startswith("Untouched: ")
    (holding,) = clients["lin"].find(
        "sales.pool.holding", [("lead_id", "=", story.untouched)], ["user_id", "end_reason", "end_explanation"]
    )
    assert (holding["user_id"], holding["end_reason"]) == (story.people["li"], "reclaimed")
    assert holding["end_explanation"].startswith("Untouched: ")
    assert chen.call("sales.pool", "run_reclaim", **pool) == 0
