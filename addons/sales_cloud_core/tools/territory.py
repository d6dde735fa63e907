"""Which territory does an address belong to? The decision, without a database.

`models/sales_territory_match.py` says the same as SQL for many records at once; a test holds the two together.
"""

import re
from dataclasses import dataclass, field

from .regions import levels

_NOT_ZIP = re.compile(r"[^0-9A-Za-z]")


@dataclass(frozen=True)
class Facts:
    """What rules read of a customer's address or a lead. Ids are 0 and texts '' when not known.

    ``kind`` is 'partner' or 'lead', ``city`` a key of `regions.city_key`, ``zip`` one of `zip_key`, ``hits`` the ids of
    the rules whose own condition on the record holds.
    """

    kind: str
    country: int = 0
    state: int = 0
    city: str = ""
    zip: str = ""
    industry: int = 0
    size: int = 0
    tags: frozenset = frozenset()
    hits: frozenset = frozenset()

    def as_json(self):
        """Return what was known, as it is kept with a decision.

        >>> Facts("lead", country=48, city="CN-4403").as_json()
        {'country': 48, 'city': 'CN-4403'}
        """
        names = ("country", "state", "city", "zip", "industry", "size")
        return {name: getattr(self, name) for name in names if getattr(self, name)}


@dataclass(frozen=True)
class Rule:
    """Criteria that all have to hold; an empty one holds always. An unknown fact meets no criterion."""

    id: int
    target: str = "all"  # 'all', 'partner' or 'lead'
    countries: frozenset = frozenset()
    states: frozenset = frozenset()
    cities: frozenset = frozenset()
    zips: tuple = ()  # (from, to), each compared by as many characters as it has
    industries: frozenset = frozenset()
    size_from: int = 0
    size_to: int = 0
    tags: frozenset = frozenset()
    has_domain: bool = False


@dataclass(frozen=True)
class Territory:
    """A territory in its tree; ``parent`` is 0 at the top, ``depth`` of the top is 1."""

    id: int
    parent: int = 0
    depth: int = 1
    priority: int = 10
    sequence: int = 10
    rules: tuple = ()

    @property
    def rank(self):
        """What decides between territories, the smallest first."""
        return (-self.depth, self.priority, self.sequence)


@dataclass(frozen=True)
class Decision:
    """The territory, the rule that led there, and the other territories with the same claim."""

    territory: int
    rule: int
    tied: tuple = field(default=())


def zip_key(text):
    """Return a postal code as it is compared.

    >>> zip_key("sw1a 1aa"), zip_key("518-057"), zip_key(None)
    ('SW1A1AA', '518057', '')
    """
    return _NOT_ZIP.sub("", text or "").upper()


def parse_zips(text):
    """Return the ranges of a text.

    >>> parse_zips("518000-518999, 5190; SW1A–SW1Y")
    (('518000', '518999'), ('5190', '5190'), ('SW1A', 'SW1Y'))
    >>> parse_zips("-"), parse_zips("")
    ((), ())

    :raises ValueError: a range ends before it begins
    """
    ranges = []
    for part in re.split(r"[,，;；\n]", text or ""):
        first, dash, last = re.sub("[–—~～]", "-", part).partition("-")
        first, last = zip_key(first), zip_key(last if dash else first)
        if not first and not last:
            continue
        if last[: len(first)] < first[: len(last)]:
            raise ValueError(part.strip())
        ranges.append((first, last))
    return tuple(ranges)


def in_zips(code, zips):
    """Tell whether a postal code is within one of the ranges.

    >>> in_zips("518057", parse_zips("518000-518999")), in_zips("518057", parse_zips("5190")), in_zips("", (("", ""),))
    (True, False, False)
    """
    return bool(code) and any(code[: len(first)] >= first and code[: len(last)] <= last for first, last in zips)


def matches(rule, facts):
    """Tell whether all criteria of a rule hold.

    >>> matches(Rule(1, cities=frozenset({"CN-4403"}), size_from=50), Facts("lead", city="CN-440305", size=80))
    True
    >>> matches(Rule(1, target="partner"), Facts("lead")), matches(Rule(1, size_to=9), Facts("lead", size=0))
    (False, False)
    """
    return (
        rule.target in ("all", facts.kind)
        and (not rule.countries or facts.country in rule.countries)
        and (not rule.states or facts.state in rule.states)
        and (not rule.cities or not rule.cities.isdisjoint(levels(facts.city)))
        and (not rule.zips or in_zips(facts.zip, rule.zips))
        and (not rule.industries or facts.industry in rule.industries)
        and _is_size_within(rule, facts.size)
        and (not rule.tags or not rule.tags.isdisjoint(facts.tags))
        and (not rule.has_domain or rule.id in facts.hits)
    )


def _is_size_within(rule, size):
    if not rule.size_from and not rule.size_to:
        return True
    return size > 0 and rule.size_from <= size <= (rule.size_to or size)


def decide(territories, facts):
    """Return the `Decision` on a record, None when no territory takes it.

    A territory takes what one of its rules matches, if its parent takes it too; one without rules takes nothing itself
    and only holds the territories below. Of several the most specific wins, then the type's priority, then the
    sequence; then it is a tie, and the oldest territory has it for the time being.

    >>> china = Territory(1, rules=(Rule(1, countries=frozenset({48})),))
    >>> tech = Territory(2, parent=1, depth=2, rules=(Rule(2, industries=frozenset({7})),))
    >>> twin = Territory(3, parent=1, depth=2, rules=(Rule(3, industries=frozenset({7, 8})),))
    >>> decide([china, tech, twin], Facts("lead", country=48, industry=8))
    Decision(territory=3, rule=3, tied=())
    >>> decide([china, tech, twin], Facts("lead", country=48, industry=7))
    Decision(territory=2, rule=2, tied=(3,))
    >>> decide([china, tech, twin], Facts("lead", industry=7)) is None
    True

    :param territories: `Territory` rows, parents before their children
    """
    passed, found = {0}, []
    for territory in territories:
        if territory.parent not in passed:
            continue
        rule = next((rule for rule in territory.rules if matches(rule, facts)), None)
        if rule or not territory.rules:
            passed.add(territory.id)
        if rule:
            found.append((territory.rank, territory.id, rule.id))
    if not found:
        return None
    (rank, territory_id, rule_id), *others = sorted(found)
    return Decision(territory_id, rule_id, tuple(other for other_rank, other, _rule in others if other_rank == rank))


# ----------------------------------------------------------------------
# The same for SQL
# ----------------------------------------------------------------------


def as_rows(territories):
    """Return the tree as JSON rows, one for each way into a territory, for a join on equality.

    ``anchor`` is one value of the most telling criterion of a rule ('t' city, 's' state, 'c' country, '*' none): only
    facts that have it can match. A territory without rules has a row without one. ``rank`` numbers the ranks.

    >>> [(row["territory"], row["rule"], row["anchor"]) for row in as_rows([Territory(1), Territory(2, 1, 2, rules=(
    ...     Rule(5, countries=frozenset({48}), cities=frozenset({"CN-4403"})), Rule(6, states=frozenset({7, 8}))))])]
    [(1, None, '*'), (2, 5, 'tCN-4403'), (2, 6, 's7'), (2, 6, 's8')]
    """
    ranks = {rank: number for number, rank in enumerate(sorted({territory.rank for territory in territories}))}
    rows = []
    for territory in territories:
        base = {"territory": territory.id, "parent": territory.parent, "rank": ranks[territory.rank]}
        if not territory.rules:
            rows.append(base | {"rule": None, "position": 0, "anchor": "*", "target": "all", "has_domain": False})
        for position, rule in enumerate(territory.rules):
            criteria = base | {"rule": rule.id, "position": position, **_criteria(rule)}
            rows += [criteria | {"anchor": anchor} for anchor in _anchors(rule)]
    return rows


def _anchors(rule):
    for letter, values in (("t", rule.cities), ("s", rule.states), ("c", rule.countries)):
        if values:
            return [f"{letter}{value}" for value in sorted(values)]
    return ["*"]


def _criteria(rule):
    return {
        "target": rule.target,
        "has_domain": rule.has_domain,
        "countries": sorted(rule.countries) or None,
        "states": sorted(rule.states) or None,
        "cities": sorted(rule.cities) or None,
        "zip_from": [first for first, _last in rule.zips] or None,
        "zip_to": [last for _first, last in rule.zips] or None,
        "industries": sorted(rule.industries) or None,
        "size_from": rule.size_from or None,
        "size_to": rule.size_to or None,
        "tags": sorted(rule.tags) or None,
    }
