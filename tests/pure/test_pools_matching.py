"""Matching and returning customers: which facts count, and whose customer it is."""

import doctest

from hypothesis import given
from hypothesis import strategies as st
from sales_cloud_pools.tools import claim, matching, returning
from sales_cloud_pools.tools.matching import matched, score
from sales_cloud_pools.tools.returning import NEGLECT_REASONS, Release, returning_owner

KINDS = ["territory", "language", "industry", "country"]
VALUES = st.dictionaries(st.sampled_from(KINDS), st.frozensets(st.integers(1, 5), max_size=3))
RELEASES = st.lists(
    st.builds(Release, st.integers(0, 50), st.integers(1, 5), st.sampled_from(["return", "lost", *NEGLECT_REASONS])),
    max_size=6,
)


def test_the_examples_in_the_documentation_hold():
    for module in (claim, matching, returning):
        assert doctest.testmod(module).failed == 0


@given(VALUES, VALUES)
def test_only_shared_values_match(facts, skills):
    common = matched(facts, skills)
    assert all(values == facts[kind] & skills[kind] and values for kind, values in common.items())
    assert not any(facts[kind] & skills.get(kind, frozenset()) for kind in facts.keys() - common.keys())


@given(st.sets(st.sampled_from(KINDS)), st.sets(st.sampled_from(KINDS)))
def test_the_most_telling_difference_decides(one, other):
    first = next((kind for kind in KINDS if (kind in one) != (kind in other)), None)
    expected = (first in one) - (first in other) if first else 0
    difference = score(one, KINDS) - score(other, KINDS)
    assert (difference > 0) - (difference < 0) == expected


@given(st.integers(1, 5), RELEASES, st.integers(0, 50))
def test_who_works_with_the_customer_wins_over_everything(present, releases, since):
    assert returning_owner(present, releases, since) == (present, None)


@given(RELEASES, st.integers(0, 50))
def test_only_the_last_release_counts_and_neglect_is_not_rewarded(releases, since):
    user, moment = returning_owner(None, releases, since)
    last = max(releases, default=None)
    if user is None:
        assert last is None or last.moment < since or last.reason in NEGLECT_REASONS
    else:
        assert (user, moment) == (last.user, last.moment) and moment >= since and last.reason not in NEGLECT_REASONS
