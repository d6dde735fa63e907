"""The deadline of a holding: the first rule whose conditions are all overdue."""

import doctest
from datetime import datetime, timedelta

from dateutil.tz import UTC
from hypothesis import given
from hypothesis import strategies as st
from sales_cloud_pools.tools import claim, deadline, ladder, pauses
from sales_cloud_pools.tools.deadline import Condition, Deadline
from sales_cloud_pools.tools.pauses import PausedCalendar
from sales_cloud_pools.tools.working_days import WorkCalendar, add_days, add_hours

ALWAYS = WorkCalendar(UTC)
START = datetime(2026, 1, 1, 12)


def after(hours, code="followup"):
    return Condition(code, START, hours, "hour", False)


NEVER = Condition("first", None, 1, "hour", False)
CONDITIONS = st.lists(st.one_of(st.just(NEVER), st.integers(0, 500).map(after)), max_size=4)
RULES = st.lists(CONDITIONS, max_size=4).map(lambda rules: list(enumerate(rules)))


def test_the_examples_in_the_documentation_hold():
    for module in (deadline, claim, ladder, pauses):
        assert doctest.testmod(module).failed == 0


def test_the_first_rule_to_fire_counts_and_a_tie_goes_to_the_earlier_rule():
    assert deadline.deadline([("a", [after(9)]), ("b", [after(5)]), ("c", [after(5)])], ALWAYS) == (
        START + timedelta(hours=5),
        "b",
        "rule",
    )


def test_a_rule_without_conditions_never_fires():
    assert deadline.deadline([("a", [])], ALWAYS) == Deadline()


def test_an_extension_postpones_but_never_creates_a_deadline():
    extended = START + timedelta(hours=50)
    assert deadline.deadline([("a", [after(5)])], ALWAYS, extended) == (extended, "a", "extension")
    assert deadline.deadline([("a", [after(90)])], ALWAYS, extended) == (START + timedelta(hours=90), "a", "rule")
    assert deadline.deadline([("a", [NEVER])], ALWAYS, extended) == Deadline()


def test_a_date_condition_is_the_moment_itself():
    until = Condition("protected", START, 0, "date", False)
    assert deadline.deadline([("a", [until])], ALWAYS) == (START, "a", "rule")


@given(RULES, CONDITIONS)
def test_one_more_rule_never_makes_the_deadline_later(rules, conditions):
    before, _key, _cause = deadline.deadline(rules, ALWAYS)
    after_adding, _key, _cause = deadline.deadline([*rules, (99, conditions)], ALWAYS)
    assert before is None or after_adding <= before


@given(RULES, st.integers(0, 500))
def test_one_more_condition_on_every_rule_never_makes_the_deadline_earlier(rules, hours):
    before, _key, _cause = deadline.deadline([rule for rule in rules if rule[1]], ALWAYS)
    stricter, _key, _cause = deadline.deadline(
        [(key, [*conditions, after(hours)]) for key, conditions in rules if conditions], ALWAYS
    )
    assert before is None or stricter >= before


def test_follow_ups_renew_up_to_the_cap_only():
    def followed(days, cap):
        return Condition("followup", START + timedelta(days=days), 5, "day", False, (START, cap))

    for days, cap, expected, cause in [(0, 9, 5, "rule"), (3, 9, 8, "rule"), (4, 9, 9, "rule"), (7, 9, 9, "maximum")]:
        found = deadline.deadline([("a", [followed(days, cap)])], ALWAYS)
        assert (found.moment.date(), found.cause) == ((START + timedelta(days=expected)).date(), cause)


def test_what_was_due_already_waits_for_the_end_of_a_pause_and_the_later_of_pause_and_extension_counts():
    late, later = START + timedelta(hours=20), START + timedelta(hours=30)
    for extended, paused, expected in [
        (None, late, (late, "pause")),
        (later, late, (later, "extension")),
        (late, later, (later, "pause")),
    ]:
        found = deadline.deadline([("a", [after(5)])], ALWAYS, extended, paused)
        assert (found.moment, found.cause) == expected


MINUTES = st.integers(0, 60 * 24 * 40)
WEEK = WorkCalendar(UTC, [(None, weekday, 9, 17) for weekday in range(5)])


@given(st.integers(1, 30), MINUTES, MINUTES, st.booleans())
def test_a_pause_never_makes_anything_earlier_and_nothing_falls_into_it(count, start, length, working):
    pause = (START + timedelta(minutes=start), START + timedelta(minutes=start + length))
    paused = PausedCalendar(WEEK, [pause])
    for add in (add_days, add_hours):
        before, after_pause = add(START, count, WEEK, working), add(START, count, paused, working)
        assert after_pause >= before
        assert not pause[0] < after_pause < pause[1]
        if before < pause[0] and WEEK.local_date(before) < WEEK.local_date(pause[0]):
            assert after_pause == before


@given(st.integers(1, 200), MINUTES, st.integers(1, 60 * 24 * 40))
def test_elapsed_hours_shift_by_exactly_the_pause(count, start, length):
    pause = (START + timedelta(minutes=start), START + timedelta(minutes=start + length))
    before = add_hours(START, count, ALWAYS, working=False)
    shift = timedelta(minutes=length) if before > pause[0] else timedelta()
    assert add_hours(START, count, PausedCalendar(ALWAYS, [pause]), working=False) == before + shift
