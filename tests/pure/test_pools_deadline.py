"""The deadline of a holding: the first rule whose conditions are all overdue."""

import doctest
from datetime import datetime, timedelta

from dateutil.tz import UTC
from hypothesis import given
from hypothesis import strategies as st
from sales_cloud_pools.tools import claim, deadline, ladder
from sales_cloud_pools.tools.deadline import Condition
from sales_cloud_pools.tools.working_days import WorkCalendar

ALWAYS = WorkCalendar(UTC)
START = datetime(2026, 1, 1, 12)


def after(hours, code="followup"):
    return Condition(code, START, hours, "hour", False)


NEVER = Condition("first", None, 1, "hour", False)
CONDITIONS = st.lists(st.one_of(st.just(NEVER), st.integers(0, 500).map(after)), max_size=4)
RULES = st.lists(CONDITIONS, max_size=4).map(lambda rules: list(enumerate(rules)))


def test_the_examples_in_the_documentation_hold():
    for module in (deadline, claim, ladder):
        assert doctest.testmod(module).failed == 0


def test_the_first_rule_to_fire_counts_and_a_tie_goes_to_the_earlier_rule():
    assert deadline.deadline([("a", [after(9)]), ("b", [after(5)]), ("c", [after(5)])], ALWAYS) == (
        START + timedelta(hours=5),
        "b",
    )


def test_a_rule_without_conditions_never_fires():
    assert deadline.deadline([("a", [])], ALWAYS) == (None, None)


def test_an_extension_postpones_but_never_creates_a_deadline():
    extended = START + timedelta(hours=50)
    assert deadline.deadline([("a", [after(5)])], ALWAYS, extended) == (extended, "a")
    assert deadline.deadline([("a", [after(90)])], ALWAYS, extended) == (START + timedelta(hours=90), "a")
    assert deadline.deadline([("a", [NEVER])], ALWAYS, extended) == (None, None)


def test_a_date_condition_is_the_moment_itself():
    until = Condition("protected", START, 0, "date", False)
    assert deadline.deadline([("a", [until])], ALWAYS) == (START, "a")


@given(RULES, CONDITIONS)
def test_one_more_rule_never_makes_the_deadline_later(rules, conditions):
    before, _key = deadline.deadline(rules, ALWAYS)
    after_adding, _key = deadline.deadline([*rules, (99, conditions)], ALWAYS)
    assert before is None or after_adding <= before


@given(RULES, st.integers(0, 500))
def test_one_more_condition_on_every_rule_never_makes_the_deadline_earlier(rules, hours):
    before, _key = deadline.deadline([rule for rule in rules if rule[1]], ALWAYS)
    stricter, _key = deadline.deadline(
        [(key, [*conditions, after(hours)]) for key, conditions in rules if conditions], ALWAYS
    )
    assert before is None or stricter >= before
