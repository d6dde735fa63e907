"""Who decides what, and when it is decided: approvals without Odoo.

A level of a request is a list of *slots*. A slot is a list of people of whom one is enough; a level is granted when
every slot is. "Any of them" is one slot with everybody, "all of them" is a slot for each, an added signer is one more
slot. So the outcome of a level needs no mode.
"""

from collections import namedtuple
from datetime import timedelta

WAITING, APPROVED, REFUSED = "waiting", "approved", "refused"
# a signature given on an earlier level counts again
GRANTS = frozenset({APPROVED, "repeated"})

Candidate = namedtuple("Candidate", "user delegated_from origin", defaults=(None, "rule"))
People = namedtuple("People", "requester active delegates stand_in fallback")
People.__doc__ = """What is known about people when a level opens; people are ids.

requester: who asks, and never decides
active: the set of people who can log in
delegates: {person who is away: who decides instead, or None}
stand_in: who decides instead of the requester (the next manager up), or None
fallback: list of people (operations) who decide when nobody else can, without the requester
"""


def manager_chain(leaders, person):
    """Return the distinct managers of ``person``, nearest first.

    :param leaders: the leaders from the person's own team up to the root, None where a team has none

    >>> manager_chain(["ann", None, "ann", "bea"], "li")
    ['ann', 'bea']
    >>> manager_chain(["ann", "bea"], "ann")
    ['bea']
    """
    if person in leaders:
        last = max(index for index, leader in enumerate(leaders) if leader == person)
        leaders = leaders[last + 1 :]
    return list(dict.fromkeys(leader for leader in leaders if leader))


def effective_approver(person, people):
    """Return who decides in the place of ``person`` today, None when nobody can.

    Delegations are followed as long as people are away; they never lead to the requester or in a circle.

    >>> people = People("li", {"li", "ann", "bea", "cai"}, {"ann": "bea", "cai": "li"}, None, [])
    >>> effective_approver("ann", people), effective_approver("bea", people)
    ('bea', 'bea')
    >>> effective_approver("cai", people) is None, effective_approver("gone", people) is None
    (True, True)
    """
    seen = set()
    while person in people.delegates and person not in seen:
        seen.add(person)
        person = people.delegates[person]
    is_able = person in people.active and person not in seen and person != people.requester
    return person if is_able else None


def plan_slots(persons, is_all, people):
    """Return the slots of a level: lists of `Candidate`, none of them empty unless ``people.fallback`` is.

    The requester is replaced by the stand-in, who is missing by the fallback. Where one of several is enough,
    that happens only when nobody else is left.

    :param persons: the people that the rule names, in order
    :param is_all: each of them has to agree; otherwise one is enough

    >>> people = People("li", {"li", "ann", "bea", "ops"}, {"ann": "bea"}, "bea", ["ops"])
    >>> plan_slots(["ann"], True, people)
    [[Candidate(user='bea', delegated_from='ann', origin='absent')]]
    >>> plan_slots(["li", "bea"], False, people)
    [[Candidate(user='bea', delegated_from=None, origin='rule')]]
    >>> plan_slots(["li"], False, people)
    [[Candidate(user='bea', delegated_from='li', origin='own')]]
    >>> plan_slots(["gone"], True, people)
    [[Candidate(user='ops', delegated_from='gone', origin='missing')]]
    """
    persons = list(dict.fromkeys(persons))
    if not persons:
        return [_missing(None, people)]
    if is_all:
        return merge_slots([_slot(person, people) for person in persons])
    able = [slot for person in persons if person != people.requester and (slot := _able(person, people))]
    if not able:
        return [_slot(people.requester if people.requester in persons else persons[0], people)]
    return [_distinct(able)]


def _able(person, people):
    user = effective_approver(person, people)
    if user is None:
        return None
    return Candidate(user) if user == person else Candidate(user, person, "absent")


def _slot(person, people):
    if person != people.requester:
        candidate = _able(person, people)
        return [candidate] if candidate else _missing(person, people)
    user = effective_approver(people.stand_in, people)
    return [Candidate(user, person, "own")] if user else _missing(person, people)


def _missing(person, people):
    return [Candidate(user, person, "missing") for user in people.fallback]


def _distinct(candidates):
    return list({candidate.user: candidate for candidate in reversed(candidates)}.values())[::-1]


def merge_slots(slots):
    """Return the slots without those that somebody who must sign anyway fills, too.

    >>> merge_slots([[Candidate("ann")], [Candidate("ann", "bea", "absent")], [Candidate("ops"), Candidate("ann")]])
    [[Candidate(user='ann', delegated_from=None, origin='rule')]]
    """
    merged = []
    for slot in sorted(slots, key=len):
        users = {candidate.user for candidate in slot}
        if not any({candidate.user for candidate in other} <= users for other in merged):
            merged.append(slot)
    return merged


def slot_state(states):
    """Return whether the people of one slot approved, refused or are waited for.

    >>> slot_state(["passed", "waiting"]), slot_state(["superseded", "approved"]), slot_state(["repeated"])
    ('waiting', 'approved', 'approved')
    """
    if REFUSED in states:
        return REFUSED
    return APPROVED if GRANTS.intersection(states) else WAITING


def level_state(slots):
    """Return the outcome of a level: one refusal refuses, and every slot has to approve.

    :param slots: the states of the steps of each slot

    >>> level_state([["approved"], ["waiting"]]), level_state([["approved"], ["repeated"]])
    ('waiting', 'approved')
    >>> level_state([["approved"], ["refused", "waiting"]]), level_state([])
    ('refused', 'waiting')
    """
    states = [slot_state(states) for states in slots]
    if REFUSED in states:
        return REFUSED
    return APPROVED if states and set(states) == {APPROVED} else WAITING


def due_at(opened_at, due_hours):
    """Return when a level that opened at a moment is due, None when it has no due time.

    >>> from datetime import datetime
    >>> due_at(datetime(2026, 3, 10, 9), 24), due_at(datetime(2026, 3, 10, 9), 0)
    (datetime.datetime(2026, 3, 11, 9, 0), None)
    """
    return opened_at + timedelta(hours=due_hours) if due_hours else None


def check_at(due, reminder, now):
    """Return the next moment at which somebody has to be told: the reminder if it lies ahead, else the due time.

    >>> from datetime import datetime
    >>> due, reminder = datetime(2026, 3, 11, 9), datetime(2026, 3, 11, 5)
    >>> check_at(due, reminder, datetime(2026, 3, 10, 9)), check_at(due, reminder, reminder)
    (datetime.datetime(2026, 3, 11, 5, 0), datetime.datetime(2026, 3, 11, 9, 0))
    >>> check_at(due, reminder, due) is None and check_at(None, None, due) is None
    True
    """
    if due is None or now >= due:
        return None
    return reminder if reminder and now < reminder else due
