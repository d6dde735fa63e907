"""Working-day deadlines, with Chinese holidays and moved working days."""

import doctest
from datetime import date, datetime, timedelta

import pytest
from dateutil.tz import gettz
from hypothesis import given
from hypothesis import strategies as st
from sales_cloud_pools.tools import working_days
from sales_cloud_pools.tools.working_days import WorkCalendar, add_days, add_hours, latest_start, next_opening

SHANGHAI = gettz("Asia/Shanghai")
WEEK = [(None, weekday, *hours) for weekday in range(5) for hours in ((9, 12), (13, 18))]


def shanghai(*args):
    """Return the naive UTC moment of a local time in Shanghai."""
    return datetime(*args, tzinfo=SHANGHAI).astimezone(working_days.UTC).replace(tzinfo=None)


# National Day 2026: 1 to 7 October off, Saturday 10 October worked instead.
GOLDEN_WEEK = WorkCalendar(
    SHANGHAI,
    WEEK,
    leaves=[(shanghai(2026, 10, 1), shanghai(2026, 10, 8))],
    moved_days=[date(2026, 10, 10)],
)
MOMENTS = st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2027, 1, 1))


def test_the_examples_in_the_documentation_hold():
    assert doctest.testmod(working_days).failed == 0


@pytest.mark.parametrize(
    ("moment", "days", "expected"),
    [
        (shanghai(2026, 9, 29, 10), 0, date(2026, 9, 29)),
        (shanghai(2026, 9, 29, 10), 1, date(2026, 9, 30)),
        (shanghai(2026, 9, 29, 10), 2, date(2026, 10, 8)),
        (shanghai(2026, 9, 29, 10), 3, date(2026, 10, 9)),
        (shanghai(2026, 9, 29, 10), 4, date(2026, 10, 10)),
        (shanghai(2026, 9, 29, 10), 5, date(2026, 10, 12)),
        (shanghai(2026, 9, 29, 23, 50), 1, date(2026, 9, 30)),
    ],
)
def test_holidays_do_not_count_and_moved_working_days_do(moment, days, expected):
    assert add_days(moment, days, GOLDEN_WEEK) == GOLDEN_WEEK.end_of_day(expected)


@pytest.mark.parametrize(
    ("moment", "hours", "expected"),
    [
        (shanghai(2026, 9, 30, 10), 1, shanghai(2026, 9, 30, 11)),
        (shanghai(2026, 9, 30, 11), 2, shanghai(2026, 9, 30, 14)),
        (shanghai(2026, 9, 30, 17), 2, shanghai(2026, 10, 8, 10)),
        (shanghai(2026, 10, 3, 17), 1, shanghai(2026, 10, 8, 10)),
        (shanghai(2026, 10, 9, 17), 2, shanghai(2026, 10, 10, 10)),
    ],
)
def test_hours_are_worked_hours(moment, hours, expected):
    assert add_hours(moment, hours, GOLDEN_WEEK) == expected


def test_a_half_day_off_leaves_a_working_day():
    calendar = WorkCalendar(SHANGHAI, WEEK, leaves=[(shanghai(2026, 6, 1), shanghai(2026, 6, 1, 13))])
    assert calendar.is_working_day(date(2026, 6, 1))
    assert add_hours(shanghai(2026, 6, 1, 8), 1, calendar) == shanghai(2026, 6, 1, 14)


def test_a_calendar_of_two_weeks_alternates():
    calendar = WorkCalendar(SHANGHAI, [(0, 0, 9, 18), (1, 0, 9, 18), (1, 5, 9, 18)])
    saturdays = [calendar.is_working_day(date(2026, 6, 6) + timedelta(weeks=week)) for week in range(4)]
    assert sorted(saturdays) == [False, False, True, True]
    assert saturdays[0] != saturdays[1]


def test_a_calendar_without_working_days_is_refused():
    never = WorkCalendar(SHANGHAI, [(None, 0, 9, 9)])
    with pytest.raises(ValueError, match="no working"):
        add_days(shanghai(2026, 6, 1), 1, never)
    with pytest.raises(ValueError, match="no working"):
        add_hours(shanghai(2026, 6, 1), 1, never)


def test_records_open_at_the_published_hour_of_the_next_working_day():
    assert next_opening(shanghai(2026, 9, 30, 23, 59), 9.5, GOLDEN_WEEK) == shanghai(2026, 10, 8, 9, 30)


@given(MOMENTS, st.integers(0, 60), st.booleans())
def test_a_deadline_is_later_with_more_days_and_never_before_its_anchor(moment, days, working):
    end = add_days(moment, days, GOLDEN_WEEK, working)
    assert end >= moment.replace(microsecond=0)
    assert add_days(moment, days + 1, GOLDEN_WEEK, working) > end


@given(MOMENTS, st.integers(1, 60))
def test_a_deadline_in_working_days_falls_on_a_working_day(moment, days):
    assert GOLDEN_WEEK.is_working_day(GOLDEN_WEEK.local_date(add_days(moment, days, GOLDEN_WEEK)))


@given(MOMENTS, st.integers(1, 40), st.integers(1, 40))
def test_worked_hours_add_up(moment, first, second):
    once = add_hours(moment, first + second, GOLDEN_WEEK)
    assert add_hours(add_hours(moment, first, GOLDEN_WEEK), second, GOLDEN_WEEK) == once


@given(MOMENTS, st.integers(1, 15), MOMENTS)
def test_latest_start_is_the_border_between_what_is_due_and_what_is_not(start, days, moment):
    start, moment = (each.replace(microsecond=0) for each in (start, moment))
    is_due = add_days(start, days, GOLDEN_WEEK) <= moment
    assert (start <= latest_start(moment, days, GOLDEN_WEEK)) == is_due
