"""Money splits exactly: for any amounts, shares, roundings and number of people the parts equal the whole."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sales_cloud_core.tools import credit, money

ROUNDINGS = st.sampled_from([0.001, 0.01, 0.05, 0.5, 1.0, 100.0])
AMOUNTS = st.decimals(-(10**10), 10**10, places=3, allow_nan=False).map(float)
WEIGHTS = st.lists(st.floats(0, 1000, allow_nan=False), min_size=1, max_size=60).filter(
    lambda weights: sum(Decimal(str(weight)) for weight in weights) > 0
)


def total_units(parts, rounding):
    return sum(money.to_units(part, rounding) for part in parts)


@given(AMOUNTS, WEIGHTS, ROUNDINGS)
def test_parts_equal_the_whole(amount, weights, rounding):
    parts = money.split_exact(amount, weights, rounding)
    assert total_units(parts, rounding) == money.to_units(amount, rounding)
    assert len(parts) == len(weights)


@given(AMOUNTS, WEIGHTS, ROUNDINGS)
def test_negative_documents_mirror(amount, weights, rounding):
    parts = money.split_exact(amount, weights, rounding)
    assert money.split_exact(-amount, weights, rounding) == [-part for part in parts]


@given(AMOUNTS, WEIGHTS, ROUNDINGS)
def test_no_part_is_more_than_one_unit_from_its_exact_share(amount, weights, rounding):
    units = money.to_units(amount, rounding)
    total = sum(Decimal(str(weight)) for weight in weights)
    for part, weight in zip(money.split_exact(amount, weights, rounding), weights, strict=True):
        assert abs(money.to_units(part, rounding) - units * Decimal(str(weight)) / total) < 1


@given(st.lists(st.integers(1, 10**6), min_size=2, max_size=20))
def test_shares_entered_as_amounts_keep_their_amounts(cents):
    whole = sum(cents) / 100
    percents = [cent / 100 / whole * 100 for cent in cents]
    assert money.is_whole(percents)
    assert [money.to_units(part) for part in money.split_shares(whole, percents)] == cents


@pytest.mark.parametrize("weights", [[], [0, 0], [-1, 2]])
def test_senseless_weights_are_refused(weights):
    with pytest.raises(ValueError):
        money.split_exact(100, weights)


@pytest.mark.parametrize(
    ("percents", "whole"),
    [([10, 58.02, 31.98], True), ([33.33, 33.33, 33.33], False), ([100], True), ([99.99], False), ([50, 50.1], False)],
)
def test_a_total_of_100_is_judged_without_float_noise(percents, whole):
    assert money.is_whole(percents) is whole


STATES = st.lists(
    st.tuples(st.integers(-(10**8), 10**8), st.floats(0.01, 20), st.sampled_from("abc")), min_size=1, max_size=12
)


def _book(ledger, desired, rate, today):
    """Book what is missing; ``ledger``: {place: [cents, cents of the company]} in the order of the last booking."""
    booked = [credit.Entry(place, *(units / 100 for units in sums)) for place, sums in ledger.items()]
    entries = credit.booking_entries(desired / 100, booked, 0.01, 0.01, lambda amount: amount * rate)
    for entry in entries:
        place = entry.place or today
        amount, amount_company = ledger.pop(place, (0, 0))
        ledger[place] = [amount + money.to_units(entry.amount), amount_company + money.to_units(entry.amount_company)]
    return entries


@given(STATES)
def test_any_sequence_of_bookings_shows_the_last_state_and_zero_everywhere_when_undone(states):
    ledger = {}
    for cents, rate, today in states:
        _book(ledger, cents, rate, today)
        assert sum(amount for amount, _company in ledger.values()) == cents
        assert not _book(ledger, cents, rate, today), "a replay books nothing"
    _book(ledger, 0, 1.0, "z")
    assert not any(amount or amount_company for amount, amount_company in ledger.values())


@given(st.integers(1, 10**8), st.integers(1, 10**8), st.integers(0, 10**8))
def test_what_shrinks_is_taken_from_the_latest_place_first_and_never_from_todays(first, second, left):
    ledger = {}
    _book(ledger, first, 7.0, "a")
    _book(ledger, first + second, 8.0, "b")
    _book(ledger, min(left, first + second), 9.0, "c")
    kept = {place: amount for place, (amount, _company) in ledger.items() if amount}
    left = min(left, first + second)
    expected = {"a": min(left, first), "b": max(left - first, 0)}
    assert kept == {place: amount for place, amount in expected.items() if amount}


def test_a_locked_month_and_the_locked_month_after_it_move_the_day_to_the_next_open_one():
    spans = [(date(2026, 2, 1), date(2026, 2, 28)), (date(2026, 1, 1), date(2026, 1, 31))]
    assert credit.first_open_day(date(2026, 1, 15), spans) == date(2026, 3, 1)
    assert credit.first_open_day(date(2025, 12, 31), spans) == date(2025, 12, 31)
    assert credit.first_open_day(date(2026, 2, 28) + timedelta(days=1), spans) == date(2026, 3, 1)
