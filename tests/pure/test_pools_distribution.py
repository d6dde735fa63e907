"""Distribution: fair, deterministic, never above capacity."""

import doctest
from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sales_cloud_pools.tools import distribution
from sales_cloud_pools.tools.distribution import Receiver, distribute

METHODS = sorted(distribution.TURNS)


@st.composite
def receivers(draw):
    keys = draw(st.lists(st.integers(1, 99), unique=True, max_size=8))
    return [
        Receiver(
            key,
            capacity=draw(st.none() | st.integers(0, 20)),
            open_count=draw(st.integers(0, 30)),
            weight=draw(st.integers(1, 5)),
            last=draw(st.integers(0, 9)),
            barred=draw(st.frozensets(st.integers(0, 60), max_size=10)),
        )
        for key in keys
    ]


def test_the_examples_in_the_documentation_hold():
    assert doctest.testmod(distribution).failed == 0


@given(receivers(), st.integers(0, 60), st.sampled_from(METHODS))
def test_every_item_goes_to_one_person_or_stays_and_nobody_is_overloaded(people, count, method):
    items = list(range(count))
    left = distribute(items, people, method)
    given_out = [item for person in people for item in person.received]
    assert sorted(given_out + left) == items
    for person in people:
        assert person.capacity is None or len(person.received) <= person.capacity
        assert not person.barred & set(person.received)


@given(receivers(), st.integers(0, 60), st.sampled_from(METHODS))
def test_the_same_state_gives_the_same_result_in_any_order_of_people(people, count, method):
    again = list(reversed(deepcopy(people)))
    assert distribute(range(count), people, method) == distribute(range(count), again, method)
    assert {p.key: p.received for p in people} == {p.key: p.received for p in again}


@given(receivers(), st.integers(0, 60), st.sampled_from(METHODS))
def test_nothing_stays_while_somebody_may_take_it(people, count, method):
    for item in distribute(range(count), people, method):
        assert not any(person.accepts(item) for person in people)


@given(st.integers(1, 8), st.integers(0, 100))
def test_round_robin_differs_by_one_at_most(people, count):
    team = [Receiver(key) for key in range(people)]
    distribute(range(count), team, "round_robin")
    shares = [len(person.received) for person in team]
    assert max(shares) - min(shares) <= 1


@given(st.lists(st.integers(1, 9), min_size=1, max_size=6), st.integers(1, 5))
def test_weighted_gives_exact_shares_over_whole_rounds(weights, rounds):
    team = [Receiver(key, weight=weight) for key, weight in enumerate(weights)]
    distribute(range(sum(weights) * rounds), team, "weighted")
    assert [len(person.received) for person in team] == [weight * rounds for weight in weights]


@given(st.lists(st.integers(0, 30), min_size=1, max_size=6), st.integers(0, 200))
def test_least_open_levels_the_load(held, count):
    team = [Receiver(key, open_count=number) for key, number in enumerate(held)]
    distribute(range(count), team, "least_open")
    receiving = [person.open_count + len(person.received) for person in team if person.received]
    if receiving:
        assert max(receiving) - min(receiving) <= 1
        assert all(person.open_count >= max(receiving) - 1 for person in team if not person.received)


@pytest.mark.parametrize("method", METHODS)
def test_who_waited_longest_goes_first(method):
    team = [Receiver(1, last=7), Receiver(2, last=3), Receiver(3, last=5)]
    distribute(["only"], team, method)
    assert [person.key for person in team if person.received] == [2]
