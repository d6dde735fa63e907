"""Shares of any people, percents, amounts and roundings equal the whole; days and differences of the ledger."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from sales_cloud_core.tools import credit, money
from sales_cloud_core.tools.split_template import Line, resolve

ROUNDINGS = st.sampled_from([0.001, 0.01, 0.05, 1.0])
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
CUTOFFS = st.integers(0, 28)
PEOPLE = ("owner", "manager", "territory_owner", "territory_specialist")


@given(st.integers(-(10**9), 10**9), st.lists(st.integers(1, 10**6), min_size=1, max_size=60), ROUNDINGS)
def test_percents_of_any_people_divide_any_document_without_rest(units, weights, rounding):
    whole = money.from_units(units, rounding)
    percents = [weight / sum(weights) * 100 for weight in weights]
    parts = money.split_shares(whole, percents, rounding)
    assert sum(money.to_units(part, rounding) for part in parts) == units
    assert all(money.is_share_of(part, whole, percent, rounding) for part, percent in zip(parts, percents, strict=True))


@given(st.lists(st.integers(0, 10**8), min_size=1, max_size=40), st.sampled_from([-1, 1]), ROUNDINGS)
def test_amounts_that_people_enter_become_percents_that_give_the_amounts_back(units, sign, rounding):
    whole = money.from_units(sign * sum(units), rounding)
    if whole:
        percents = [money.from_units(sign * unit, rounding) / whole * 100 for unit in units]
        assert money.is_whole(percents)
        parts = money.split_shares(whole, percents, rounding)
        assert [money.to_units(part, rounding) for part in parts] == [sign * unit for unit in units]


@given(st.lists(st.floats(0, 100), min_size=1, max_size=20), ROUNDINGS)
def test_a_document_without_amount_has_shares_without_amount(percents, rounding):
    assert not any(money.split_shares(0, percents, rounding))


# ------------------------------------------------------------
# TEMPLATES
# ------------------------------------------------------------

LINES = st.lists(
    st.builds(
        Line, st.sampled_from(PEOPLE), st.sampled_from(["a", "b"]), st.just(True), st.just("r"), st.integers(1, 50)
    ),
    min_size=1,
    max_size=12,
)
TEAM = st.fixed_dictionaries({who: st.sampled_from([None, 1, 2, 3]) for who in PEOPLE[1:]})


@given(LINES, TEAM)
def test_a_template_hands_out_all_revenue_and_names_nobody_twice(lines, team):
    shares, missing = resolve(lines, {"owner": 9, **team})
    assert sum(share.percent for share in shares) == sum(line.percent for line in lines)
    assert len({(share.person, share.type) for share in shares}) == len(shares)
    assert sorted(index for share in shares for index in share.sources) == list(range(len(lines)))
    assert missing == [index for index, line in enumerate(lines) if line.who != "owner" and not team[line.who]]


@given(LINES, TEAM)
def test_other_shares_that_lead_to_nobody_are_left_out(lines, team):
    lines = [line._replace(is_revenue=False) for line in lines]
    shares, missing = resolve(lines, {"owner": None, **team})
    found = [line for index, line in enumerate(lines) if index not in missing]
    assert sum(share.percent for share in shares) == sum(line.percent for line in found)


# ------------------------------------------------------------
# DAYS AND DIFFERENCES
# ------------------------------------------------------------


@given(DAYS, DAYS, CUTOFFS, st.none() | st.integers(0, 90))
def test_a_day_that_counts_never_lies_before_its_event(event, entered, cutoff, late_days):
    day = credit.credit_day(event, entered, cutoff, late_days)
    assert day >= event
    assert not cutoff or day.day <= cutoff
    if late_days is None:
        assert day - event <= timedelta(days=31)


@given(DAYS, CUTOFFS)
def test_what_is_entered_on_its_day_is_never_late(event, cutoff):
    assert credit.credit_day(event, event, cutoff, 0) == credit.credit_day(event, event, cutoff)


LEDGERS = st.dictionaries(st.sampled_from("abcde"), st.integers(-1000, 1000))


@given(LEDGERS, LEDGERS)
def test_booking_the_differences_makes_the_ledger_say_what_the_documents_say(desired, booked):
    def net(ledger):
        return {key: amount for key, amount in ledger.items() if amount}

    found = credit.ledger_differences(desired, booked, lambda key: 1.0)
    for key, (wanted, present) in found.items():
        booked[key] = present + (wanted - present)
    assert net(booked) == net(desired)
    assert not credit.ledger_differences(desired, booked, lambda key: 1.0)
