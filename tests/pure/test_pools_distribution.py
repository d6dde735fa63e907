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
            room=draw(st.none() | st.integers(0, 40)),
            load=draw(st.integers(0, 30)),
            weight=draw(st.integers(1, 5)),
            last=draw(st.integers(0, 9)),
            sequence=draw(st.integers(0, 3)),
            scores=draw(st.dictionaries(st.integers(0, 60), st.integers(0, 7), max_size=10)),
            barred=draw(st.frozensets(st.integers(0, 60), max_size=10)),
        )
        for key in keys
    ]


def test_the_examples_in_the_documentation_hold():
    assert doctest.testmod(distribution).failed == 0


SIZES = st.dictionaries(st.integers(0, 60), st.integers(0, 5), max_size=20)
PREFERRED = st.dictionaries(st.integers(0, 60), st.integers(1, 99), max_size=20)


@given(receivers(), st.integers(0, 60), st.sampled_from(METHODS), SIZES, PREFERRED)
def test_every_item_goes_to_one_person_or_stays_and_nobody_is_overloaded(people, count, method, sizes, preferred):
    items = list(range(count))
    left = distribute(items, people, method, sizes, preferred)
    given_out = [item for person in people for item in person.received]
    assert sorted(given_out + left) == items
    for person in people:
        assert person.capacity is None or len(person.received) <= person.capacity
        assert person.room is None or sum(sizes.get(item, 1) for item in person.received) <= person.room
        assert {item for item in person.barred & set(person.received) if preferred.get(item) != person.key} == set()


@given(receivers(), st.integers(0, 60), st.sampled_from(METHODS), SIZES, PREFERRED)
def test_the_same_state_gives_the_same_result_in_any_order_of_people(people, count, method, sizes, preferred):
    again = list(reversed(deepcopy(people)))
    left = distribute(range(count), people, method, sizes, preferred)
    assert left == distribute(range(count), again, method, sizes, preferred)
    assert {p.key: p.received for p in people} == {p.key: p.received for p in again}


@given(receivers(), st.integers(0, 60), st.sampled_from(METHODS), SIZES, PREFERRED)
def test_nothing_stays_while_somebody_may_take_it(people, count, method, sizes, preferred):
    for item in distribute(range(count), people, method, sizes, preferred):
        assert not any(person.accepts(item, sizes.get(item, 1)) for person in people)


@given(receivers(), st.integers(0, 60), st.sampled_from(METHODS), PREFERRED)
def test_a_known_customer_goes_elsewhere_only_when_its_person_is_full(people, count, method, preferred):
    distribute(range(count), people, method, preferred=preferred)
    for person in people:
        mine = {item for item in range(count) if preferred.get(item) == person.key}
        assert mine <= set(person.received) or not person.has_room()


@given(receivers(), st.integers(0, 60), PREFERRED)
def test_by_hand_only_known_customers_are_given(people, count, preferred):
    distribute(range(count), people, "manual", preferred=preferred)
    for person in people:
        assert all(preferred[item] == person.key for item in person.received)


@given(receivers(), st.integers(0, 60))
def test_nobody_who_could_still_take_a_record_fits_it_better_than_who_has_it(people, count):
    distribute(range(count), people, "best_match")
    for person in people:
        for item in person.received:
            better = [other for other in people if other.scores.get(item, 0) > person.scores.get(item, 0)]
            assert not any(other.accepts(item) for other in better)


@given(st.lists(st.integers(0, 30), min_size=1, max_size=6), st.integers(0, 100))
def test_of_equal_matches_the_load_is_levelled_and_the_list_decides_ties(held, count):
    team = [Receiver(100 - position, load=number, sequence=position) for position, number in enumerate(held)]
    distribute(range(count), team, "best_match")
    totals = [person.total for person in team if person.received]
    assert not totals or max(totals) - min(totals) <= 1
    if count:
        first = next(person for person in team if 0 in person.received)
        assert (first.load, first.sequence) == min((person.load, person.sequence) for person in team)


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
    team = [Receiver(key, load=number) for key, number in enumerate(held)]
    distribute(range(count), team, "least_open")
    receiving = [person.load + len(person.received) for person in team if person.received]
    if receiving:
        assert max(receiving) - min(receiving) <= 1
        assert all(person.load >= max(receiving) - 1 for person in team if not person.received)


@pytest.mark.parametrize("method", ["round_robin", "weighted", "least_open"])
def test_who_waited_longest_goes_first(method):
    team = [Receiver(1, last=7), Receiver(2, last=3), Receiver(3, last=5)]
    distribute(["only"], team, method)
    assert [person.key for person in team if person.received] == [2]
