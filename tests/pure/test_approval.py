"""Approvals: whoever is away, gone or asking, a level waits for somebody who can decide, and for nobody else."""

import doctest
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sales_cloud_core.tools import approval
from sales_cloud_core.tools.approval import Candidate, People

PERSONS = list(range(8))
REQUESTER = 0
FALLBACK = [6, 7]
NOW = datetime(2026, 3, 10, 9)

persons = st.sampled_from(PERSONS)
people = st.builds(
    lambda active, delegates, stand_in: People(
        REQUESTER, active | {REQUESTER, *FALLBACK}, delegates, stand_in, FALLBACK
    ),
    st.sets(persons),
    st.dictionaries(st.sampled_from(PERSONS[:6]), st.none() | persons),
    st.none() | persons,
)
states = st.sampled_from(["waiting", "approved", "refused", "repeated", "passed", "superseded"])


def test_the_examples_hold():
    assert doctest.testmod(approval).failed == 0


@given(persons, people)
def test_who_decides_is_active_present_and_not_the_requester(person, known):
    user = approval.effective_approver(person, known)
    assert user is None or (user in known.active and user not in known.delegates and user != REQUESTER)


@given(st.lists(persons), st.booleans(), people)
def test_a_level_always_waits_for_somebody_who_can_decide(named, is_all, known):
    slots = approval.plan_slots(named, is_all, known)
    assert slots and all(slots)
    asked = [candidate for slot in slots for candidate in slot]
    assert REQUESTER not in {candidate.user for candidate in asked}
    assert all(candidate.user in known.active for candidate in asked)
    assert approval.level_state([["waiting"] * len(slot) for slot in slots]) == "waiting"


@given(st.lists(persons, min_size=1), people)
def test_everyone_who_can_decide_is_asked_when_all_must_agree(named, known):
    slots = approval.plan_slots(named, True, known)
    able = {approval.effective_approver(person, known) for person in named if person != REQUESTER} - {None}
    assert able <= {slot[0].user for slot in slots if len(slot) == 1}
    singles = [slot[0].user for slot in slots if len(slot) == 1]
    assert len(singles) == len(set(singles))


@given(st.lists(persons, min_size=1), people)
def test_when_one_is_enough_one_approval_grants(named, known):
    (slot,) = approval.plan_slots(named, False, known)
    users = [candidate.user for candidate in slot]
    assert len(users) == len(set(users))
    assert approval.level_state([["approved"] + ["superseded"] * (len(slot) - 1)]) == "approved"


@given(st.lists(st.sampled_from(PERSONS[1:]), min_size=1, unique=True))
def test_nothing_is_changed_about_people_who_are_there(named):
    known = People(REQUESTER, set(PERSONS), {}, 1, FALLBACK)
    assert approval.plan_slots(named, True, known) == [[Candidate(person)] for person in named]
    assert approval.plan_slots(named, False, known) == [[Candidate(person) for person in named]]


@given(st.lists(st.lists(states, min_size=1), min_size=1))
def test_the_outcome_of_a_level(slots):
    outcome = approval.level_state(slots)
    flat = [state for slot in slots for state in slot]
    assert (outcome == "refused") == ("refused" in flat)
    if outcome == "approved":
        assert all({"approved", "repeated"} & set(slot) for slot in slots)


@given(st.lists(st.none() | persons), persons)
def test_nobody_is_the_own_manager(leaders, person):
    chain = approval.manager_chain(leaders, person)
    assert person not in chain and None not in chain
    assert len(chain) == len(set(chain))


@pytest.mark.parametrize(
    ("leaders", "person", "chain"),
    [
        ([], 1, []),
        ([2, 3], 1, [2, 3]),
        ([1, 3], 1, [3]),
        ([None, 3], 1, [3]),
        ([2, 1, 3], 1, [3]),
        ([2, 2, 3], 1, [2, 3]),
        ([1], 1, []),
    ],
)
def test_the_managers_of_a_person(leaders, person, chain):
    assert approval.manager_chain(leaders, person) == chain


@given(st.integers(0, 1000), st.integers(0, 1000), st.integers(0, 1_000_000))
def test_the_reminders_of_a_level_are_ahead_and_end(due_hours, remind_hours, minutes):
    due = approval.due_at(NOW, due_hours)
    reminder = due - timedelta(hours=remind_hours) if due and remind_hours else None
    moment, seen = NOW + timedelta(minutes=minutes), []
    while (check := approval.check_at(due, reminder, moment)) is not None:
        assert moment < check <= due
        seen.append(check)
        moment = check
    assert len(seen) <= 2
    assert not seen or seen[-1] == due
