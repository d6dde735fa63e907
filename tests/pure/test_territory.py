"""Territories: the decision against a plain definition of it, and one key for one city."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sales_cloud_core.tools import regions
from sales_cloud_core.tools.territory import (
    Facts,
    Rule,
    Territory,
    as_rows,
    decide,
    in_zips,
    matches,
    parse_zips,
    zip_key,
)

patient = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
CITIES = ["CN-44", "CN-4403", "CN-440305", "berlin", ""]
few = st.integers(0, 3)


def some(values):
    return st.frozensets(st.sampled_from(values), max_size=2)


rules = st.builds(
    Rule,
    id=st.integers(1, 999),
    target=st.sampled_from(["all", "all", "lead", "partner"]),
    countries=some([1, 2]),
    states=some([1, 2, 3]),
    cities=some(CITIES[:4]),
    zips=st.sampled_from([(), (), parse_zips("51"), parse_zips("20-22, 518000-518100")]),
    industries=some([1, 2]),
    size_from=st.sampled_from([0, 0, 10]),
    size_to=st.sampled_from([0, 0, 50]),
)
facts = st.builds(
    Facts,
    kind=st.sampled_from(["lead", "partner"]),
    country=few,
    state=few,
    city=st.sampled_from(CITIES),
    zip=st.sampled_from(["", "518050", "21", "2"]),
    industry=few,
    size=st.sampled_from([0, 5, 20, 100]),
)


@st.composite
def trees(draw):
    tree = []
    for number in range(1, draw(st.integers(1, 9)) + 1):
        parent = draw(st.sampled_from([None, *tree]))
        tree.append(
            Territory(
                number,
                parent=parent.id if parent else 0,
                depth=parent.depth + 1 if parent else 1,
                priority=draw(st.sampled_from([1, 10])),
                sequence=draw(st.sampled_from([1, 10])),
                rules=tuple(draw(st.lists(rules, max_size=2))),
            )
        )
    return tree


def takes(tree, territory, record):
    """By definition: no rule or a matching one, here and in every territory above."""
    own = not territory.rules or any(matches(rule, record) for rule in territory.rules)
    return own and (not territory.parent or takes(tree, tree[territory.parent - 1], record))


@patient
@given(trees(), facts)
def test_the_most_specific_territory_that_takes_the_record_wins(tree, record):
    claims = [territory for territory in tree if territory.rules and takes(tree, territory, record)]
    best = min((territory.rank for territory in claims), default=None)
    expected = [territory.id for territory in claims if territory.rank == best]
    decision = decide(tree, record)
    assert ([decision.territory, *decision.tied] if decision else []) == expected


@patient
@given(trees(), facts)
def test_the_rule_named_is_the_first_that_matches(tree, record):
    if decision := decide(tree, record):
        territory = tree[decision.territory - 1]
        assert decision.rule == next(rule.id for rule in territory.rules if matches(rule, record))


@patient
@given(rules, facts)
def test_a_matching_rule_is_found_by_an_anchor_of_the_facts(rule, record):
    anchors = {row["anchor"] for row in as_rows([Territory(1, rules=(rule,))])}
    probes = {"*", f"c{record.country}", f"s{record.state}", *(f"t{level}" for level in regions.levels(record.city))}
    assert anchors & probes or not matches(rule, record)


@given(st.text("0123456789AZ", max_size=6), st.text("0123456789AZ", min_size=1, max_size=6))
def test_a_code_is_in_the_range_that_begins_and_ends_with_it(code, other):
    assert in_zips(other, ((other, other),))
    assert in_zips(code, ((code[:2], code[:2]),)) == bool(code)


def test_a_range_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="9-1"):
        parse_zips("10-20, 9-1")


@given(st.text())
def test_a_postal_code_key_is_stable(text):
    assert zip_key(zip_key(text)) == zip_key(text)


CHINESE, LATIN = regions._names()
CITY_NAMES = [(name, code) for name, codes in CHINESE.items() for code in codes if len(code) == 4]


def test_every_chinese_city_is_known_within_its_province():
    assert len(CITY_NAMES) > 600
    assert [entry for entry in CITY_NAMES if regions.city_key(entry[0], "CN", entry[1][:2]) != f"CN-{entry[1]}"] == []


@given(st.sampled_from(sorted(LATIN)), st.sampled_from(["", " City", " shi"]))
def test_a_latin_name_means_the_chinese_city_where_it_is_the_only_one(name, suffix):
    codes = [code for code in LATIN[name] if len(code) == 4]
    if len(codes) == 1 and not set(LATIN[name]) & regions.MUNICIPALITIES:
        assert regions.city_key(name.title() + suffix, "CN", codes[0][:2]) == f"CN-{codes[0]}"


@given(st.text(), st.sampled_from(["", "CN", "DE"]), st.sampled_from(["", "44"]))
def test_any_text_has_a_key_that_is_its_own_key(text, country, province):
    found = regions.city_key(text, country, province)
    assert found.startswith("CN-") or regions.city_key(found, country, province) == found
