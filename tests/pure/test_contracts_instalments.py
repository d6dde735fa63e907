"""Instalments always make the total, in any currency and sign."""

import doctest
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sales_cloud_contracts.tools import collecting, instalments
from sales_cloud_contracts.tools.instalments import PlanError, Term
from sales_cloud_core.tools import money

split = money.split_exact
roundings = st.sampled_from([0.01, 0.05, 1.0, 0.001])
units = st.integers(min_value=-(10**9), max_value=10**9)


@pytest.mark.parametrize("module", [collecting, instalments])
def test_the_examples_in_the_documentation_hold(module):
    assert doctest.testmod(module).failed == 0


def exact_sum(amounts):
    return sum(Decimal(str(amount)) for amount in amounts)


@st.composite
def percentages(draw):
    """Percentages with two decimals that total 100."""
    cuts = sorted(draw(st.lists(st.integers(0, 10000), max_size=6)))
    edges = [0, *cuts, 10000]
    return [(high - low) / 100 for low, high in pairwise(edges)]


@pytest.mark.parametrize(
    ("total", "terms", "expected"),
    [
        (1000, [("percent", 30), ("percent", 60), ("percent", 10)], [300, 600, 100]),
        (100.01, [("percent", 50), ("percent", 50)], [50.0, 50.01]),
        (100, [("percent", 33.33), ("percent", 33.33), ("percent", 33.34)], [33.33, 33.33, 33.34]),
        (0.01, [("percent", 30), ("percent", 60), ("percent", 10)], [0, 0.01, 0]),
        (1000, [("fixed", 250.55), ("balance", 0)], [250.55, 749.45]),
        (1000, [("balance", 0)], [1000]),
        (1000, [("percent", 50), ("fixed", 500), ("balance", 0)], [500, 500, 0]),
        (-1000, [("percent", 30), ("balance", 0)], [-300, -700]),
        (0, [("percent", 30), ("percent", 70)], [0, 0]),
    ],
)
def test_terms_give_these_amounts(total, terms, expected):
    assert instalments.plan_amounts(total, [Term(*term) for term in terms], split) == expected


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ([], "empty"),
        ([("percent", 60), ("percent", 30)], "short"),
        ([("percent", 60), ("percent", 60)], "over"),
        ([("fixed", 1200), ("balance", 0)], "over"),
        ([("balance", 0), ("balance", 0)], "balances"),
    ],
)
def test_terms_that_cannot_make_the_total_are_refused(terms, code):
    with pytest.raises(PlanError) as refusal:
        instalments.plan_amounts(1000, [Term(*term) for term in terms], split)
    assert refusal.value.code == code


@given(units, percentages(), roundings)
def test_percentages_always_add_up_to_the_total(count, percents, rounding):
    total = money.from_units(count, rounding)
    amounts = instalments.plan_amounts(total, [Term("percent", value) for value in percents], split, rounding)
    assert exact_sum(amounts) == Decimal(str(total))


@given(units, percentages(), roundings)
def test_a_negative_document_mirrors_the_positive_one(count, percents, rounding):
    total = money.from_units(count, rounding)
    terms = [Term("percent", value) for value in percents[:-1]] + [Term("balance")]
    positive = instalments.plan_amounts(abs(total), terms, split, rounding)
    negative = instalments.plan_amounts(-abs(total), terms, split, rounding)
    assert negative == [-amount for amount in positive] or not total


@pytest.mark.parametrize(
    ("base", "days", "month_end", "expected"),
    [
        ("signature", 0, False, date(2026, 1, 15)),
        ("signature", 30, False, date(2026, 2, 14)),
        ("signature", 0, True, date(2026, 1, 31)),
        ("signature", 30, True, date(2026, 3, 2)),
        ("fixed", 99, True, date(2026, 6, 1)),
        ("invoice", 30, False, None),
    ],
)
def test_due_dates_follow_their_base(base, days, month_end, expected):
    anchors = {"signature": date(2026, 1, 15), "invoice": None}
    assert instalments.due_date(base, days, month_end, date(2026, 6, 1), anchors) == expected


@given(st.integers(-(10**8), 10**8), st.lists(st.integers(0, 10**7), max_size=8))
def test_money_fills_the_oldest_first_and_nothing_is_invented(cents, wanted_cents):
    sign = -1 if cents < 0 else 1
    wanted = [sign * want / 100 for want in wanted_cents]
    parts = collecting.fill_oldest_first(cents / 100, wanted)
    assert exact_sum(parts) == sign * min(abs(Decimal(cents) / 100), abs(exact_sum(wanted)))
    open_lines = [index for index, (part, want) in enumerate(zip(parts, wanted, strict=True)) if part != want]
    assert not open_lines or not any(parts[open_lines[0] + 1 :])


@given(st.integers(1, 10**8), st.lists(st.integers(1, 100), min_size=1, max_size=6))
def test_the_last_payment_takes_the_untaxed_remainder(cents, weights):
    untaxed = cents / 100
    total = round(untaxed * 1.13, 2)
    paid, booked = Decimal(0), Decimal(0)
    for payment in split(total, weights):
        paid += Decimal(str(payment))
        desired = collecting.untaxed_part(float(paid), untaxed, total, lambda value: round(value, 2))
        booked += Decimal(str(desired)) - booked
    assert booked == Decimal(str(untaxed))
