"""The demo company's year: what contracts and their plan say equals what the books say, computed independently.

The plan is read as the product shows it; the books are read line by line from journal items and reconciliations.
"""

from collections import Counter
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

COMPANY = "深圳华鑫工业技术有限公司"
AGES = {0: "d1_30", 30: "d31_60", 60: "d61_90", 90: "d91"}  # days overdue, more than


@pytest.fixture(scope="module")
def sun(clients):
    """Finance reads contracts and books."""
    return clients["sun"]


@pytest.fixture(scope="module")
def company(sun):
    (found,) = sun.search("res.company", [("name", "=", COMPANY)])
    return found


@pytest.fixture(scope="module")
def plan(sun, company):
    """The instalments of signed contracts, as the product shows them."""
    names = [
        "amount",
        "amount_invoiced",
        "amount_paid",
        "amount_residual",
        "date_due",
        "state",
        "is_overdue",
        "age_bucket",
    ]
    domain = [("company_id", "=", company), ("contract_id.state", "not in", ("draft", "approval", "void"))]
    return sun.find("sales.collection", domain, [*names, "contract_id", "match_ids"])


@pytest.fixture(scope="module")
def books(sun, company):
    """The posted receivable items of the company with what reconciles them."""
    domain = [
        ("company_id", "=", company),
        ("account_type", "=", "asset_receivable"),
        ("parent_state", "=", "posted"),
    ]
    names = ["balance", "amount_residual", "move_id", "move_type", "date_maturity", "payment_id", "reconciled"]
    return sun.find("account.move.line", domain, names)


@pytest.fixture(scope="module")
def bills_in_hand(sun, company):
    """What acceptance bills that are not cashed yet cover, by invoice: closed in the books, not collected."""
    bills = sun.search("account.payment", [("company_id", "=", company), ("bill_state", "=", "held")])
    domain = [("credit_move_id.payment_id", "in", bills), ("debit_move_id.account_type", "=", "asset_receivable")]
    covered = Counter()
    for partial in sun.find("account.partial.reconcile", domain, ["amount", "debit_move_id"]):
        (item,) = sun.read("account.move.line", [partial["debit_move_id"]], ["move_id"])
        covered[item["move_id"]] += _cents(partial["amount"])
    return covered


def _documents(sun, plan, link):
    matches = sun.read("sales.collection.match", [match for line in plan for match in line["match_ids"]], [link])
    return {match[link] for match in matches if match[link]}


def _cents(amount):
    return round(amount * 100)


def test_what_was_contracted_is_planned_to_the_cent(sun, company, plan):
    domain = [("company_id", "=", company), ("state", "not in", ("draft", "approval", "void"))]
    totals = {row["id"]: row["amount_total"] for row in sun.find("sales.contract", domain, ["amount_total"])}
    planned = Counter()
    for line in plan:
        planned[line["contract_id"]] += _cents(line["amount"])
    assert len(totals) > 10
    assert planned == {contract: _cents(total) for contract, total in totals.items()}


def test_what_was_invoiced_equals_the_receivables_of_its_invoices(sun, plan, books):
    invoices = _documents(sun, plan, "move_id")
    credited = sun.find("account.move", [("reversed_entry_id", "in", list(invoices))], ["id"])
    counted = invoices | {move["id"] for move in credited}
    booked = sum(_cents(line["balance"]) for line in books if line["move_id"] in counted)
    assert booked > 0
    assert sum(_cents(line["amount_invoiced"]) for line in plan) == booked


def test_what_was_collected_equals_the_money_of_its_payments(sun, plan, books, bills_in_hand):
    """Paid is what reconciles the invoices but bills in hand, and what payments of the plan still keep as advances."""
    invoices, payments = _documents(sun, plan, "move_id"), _documents(sun, plan, "payment_id")
    settled = sum(_cents(line["balance"] - line["amount_residual"]) for line in books if line["move_id"] in invoices)
    advances = sum(-_cents(line["amount_residual"]) for line in books if line["payment_id"] in payments)
    assert settled > 0 and bills_in_hand
    collected = settled + advances - sum(bills_in_hand[invoice] for invoice in invoices)
    assert sum(_cents(line["amount_paid"]) for line in plan) == collected


def test_what_is_overdue_by_age_equals_the_open_items_of_its_invoices(sun, plan, books, bills_in_hand):
    """Of instalments that are invoiced in full, what is open by age is that of the journal items."""
    billed = [line for line in plan if line["is_overdue"] and line["amount_invoiced"] == line["amount"]]
    shown = Counter()
    for line in billed:
        shown[line["age_bucket"]] += _cents(line["amount_residual"])
    matched = _documents(sun, billed, "move_id")
    (person,) = sun.find("res.users", [("login", "=", "sun")], ["tz"])
    today = datetime.now(ZoneInfo(person["tz"] or "UTC")).date()
    due = Counter()
    for line in books:
        if line["move_id"] in matched and line["balance"] > 0:
            days = (today - date.fromisoformat(line["date_maturity"])).days
            age = AGES[max(more for more in AGES if days > more)]
            due[age] += _cents(line["amount_residual"]) + bills_in_hand[line["move_id"]]
    assert len(shown) > 2
    assert shown == due
