"""Periods tile the year, a cascade loses no cent, and pace grows from nothing to everything."""

import doctest
import itertools
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from sales_cloud_core.tools.money import split_exact, to_units
from sales_cloud_reports.tools import targets

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
KINDS = st.sampled_from(["month", "quarter", "year"])
WEIGHT = st.integers(0, 100)
TEAMS = st.lists(st.tuples(st.uuids(), WEIGHT, st.lists(st.tuples(st.uuids(), WEIGHT), max_size=4)), max_size=4)
AMOUNT = st.integers(0, 10**12).map(lambda cents: cents / 100)


def test_the_examples_in_the_docstrings_hold():
    result = doctest.testmod(targets)
    assert result.attempted and not result.failed


@given(DAYS, KINDS)
def test_a_day_lies_in_its_period_and_the_period_in_the_year(day, kind):
    start, end = targets.period_bounds(kind, day)
    assert start <= day <= end
    assert (start, end) in targets.periods_of_year(kind, day.year)


@given(st.integers(2000, 2200), KINDS)
def test_periods_follow_each_other_without_gap_or_overlap(year, kind):
    periods = targets.periods_of_year(kind, year)
    assert periods[0][0] == date(year, 1, 1) and periods[-1][1] == date(year, 12, 31)
    for (_start, end), (following, _end) in itertools.pairwise(periods):
        assert end + timedelta(days=1) == following


@given(AMOUNT, st.lists(WEIGHT, min_size=1, max_size=12), TEAMS)
def test_every_level_adds_up_to_the_one_above_in_every_period(amount, period_weights, teams):
    def split(whole, weights):
        return split_exact(whole, weights, 0.01)

    rows = targets.cascade(amount, period_weights, teams, split)
    company = {index: to_units(part) for index, team, _person, part in rows if team is None}
    assert sum(company.values()) == to_units(amount)
    for index in company:
        by_team = {team: to_units(part) for i, team, person, part in rows if i == index and team and not person}
        assert not teams or sum(by_team.values()) == company[index]
        for team, _weight, people in teams:
            parts = [to_units(part) for i, owner, person, part in rows if (i, owner) == (index, team) and person]
            assert not people or sum(parts) == by_team[team]


@given(DAYS, KINDS, st.sets(st.integers(0, 6), min_size=1), st.sets(DAYS, max_size=5))
def test_pace_never_falls_and_runs_from_zero_to_one(day, kind, weekdays, holidays):
    start, end = targets.period_bounds(kind, day)
    shares = [
        targets.elapsed_share(start, end, start + timedelta(days=offset), weekdays, holidays)
        for offset in range(-1, (end - start).days + 2)
    ]
    assert shares == sorted(shares)
    assert (shares[0], shares[-2], shares[-1]) == (0, 1, 1)


@given(DAYS, st.integers(0, 800), st.sets(st.integers(0, 6)), st.sets(DAYS, max_size=5))
def test_counting_weekdays_agrees_with_walking_through_the_days(start, length, weekdays, holidays):
    end = start + timedelta(days=length)
    walked = [day for day in targets.days_of(start, end) if day.weekday() in weekdays and day not in holidays]
    assert targets.count_days(start, end, weekdays, holidays) == len(walked)


@given(DAYS, st.integers(0, 1000))
def test_months_of_a_span_start_at_its_first_month_and_end_at_its_last(start, length):
    end = start + timedelta(days=length)
    months = targets.months_of(start, end)
    assert months[0] == start.replace(day=1) and months[-1] == end.replace(day=1)
    assert months == sorted(set(months))
