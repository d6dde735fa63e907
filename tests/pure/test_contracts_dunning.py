"""Reminders go out once, never twice on a day, and a run leaves nothing due behind."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from sales_cloud_contracts.tools.dunning import due_step, next_reminder

DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
LADDERS = st.lists(st.integers(-30, 120), unique=True, max_size=6).map(sorted)


@given(DAYS, LADDERS, st.lists(st.tuples(DAYS, st.none() | DAYS), max_size=12))
def test_runs_on_any_days_send_rising_steps_once_and_leave_nothing_due(date_due, ladder, runs):
    sent, last_step, last_day = [], None, None
    for today, paused_until in sorted(runs, key=lambda run: run[0]):
        step = due_step(today, date_due, ladder, last_step, last_day, paused_until)
        if step is not None:
            assert last_day is None or last_day < today
            assert date_due + timedelta(days=step) <= today
            assert paused_until is None or paused_until <= today
            sent.append(step)
            last_step, last_day = step, today
        following = next_reminder(date_due, ladder, last_step, last_day, paused_until)
        assert following is None or following > today
    assert sent == sorted(set(sent))


@given(DAYS, LADDERS)
def test_daily_runs_climb_the_whole_ladder_each_step_on_its_day(date_due, ladder):
    sent, last_step, last_day = [], None, None
    for number in range(-31, 122):
        today = date_due + timedelta(days=number)
        step = due_step(today, date_due, ladder, last_step, last_day)
        if step is not None:
            assert step == number
            sent.append(step)
            last_step, last_day = step, today
    assert sent == ladder
