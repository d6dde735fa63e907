"""Who receives which record: fair, deterministic, never above anybody's capacity.

No chance is involved: the same people in the same state always receive the same records, so that a dry run tells
exactly what the real run does.
"""

from dataclasses import dataclass, field
from fractions import Fraction


@dataclass
class Receiver:
    """A person who can receive records.

    :param key: who; ties are broken by it, so keys must be comparable
    :param capacity: how many more records today; None is without limit
    :param room: how much more at once, in the sizes of the records; None is without limit
    :param load: how much is held already, in the same sizes
    :param weight: share of the whole in the weighted method
    :param last: position of the latest record ever received; the one who waited longest goes first
    :param sequence: position among the people of the pool
    :param scores: {item: how well this person fits it} of the best match; 0 for items that are not named
    :param barred: items that this person must not receive
    """

    key: int
    capacity: int | None = None
    room: int | None = None
    load: int = 0
    weight: int = 1
    last: int = 0
    sequence: int = 0
    scores: dict = field(default_factory=dict)
    barred: frozenset = frozenset()
    received: list = field(default_factory=list)
    received_size: int = 0

    @property
    def total(self):
        """How much the person holds with what was received."""
        return self.load + self.received_size

    def has_room(self, size=1):
        """Say whether a record of this size is within the limits."""
        return (self.capacity is None or len(self.received) < self.capacity) and (
            self.room is None or not size or self.received_size + size <= self.room
        )

    def accepts(self, item, size=1):
        """Say whether the person may receive the item now."""
        return item not in self.barred and self.has_room(size)

    def take(self, item, size=1):
        self.received.append(item)
        self.received_size += size


def round_robin_turn(receiver, _item):
    """In turn: fewest of this run first, then who waited longest."""
    return (len(receiver.received), receiver.last, receiver.key)


def weighted_turn(receiver, _item):
    """In proportion to the weights: the one furthest below the own share first (Webster's rounding)."""
    return (Fraction(2 * len(receiver.received) + 1, 2 * max(receiver.weight, 1)), receiver.last, receiver.key)


def least_open_turn(receiver, _item):
    """Level the load: the one who holds fewest first."""
    return (receiver.total, len(receiver.received), receiver.last, receiver.key)


def best_match_turn(receiver, item):
    """The one whose skills fit best; of equals the one who holds fewest, then the first in the list of people."""
    fit = -receiver.scores.get(item, 0)
    return (fit, receiver.total, len(receiver.received), receiver.sequence, receiver.key)


TURNS = {
    "round_robin": round_robin_turn,
    "weighted": weighted_turn,
    "least_open": least_open_turn,
    "best_match": best_match_turn,
}


def distribute(items, receivers, method, sizes=None, preferred=None):
    """Give every item to at most one receiver; fill ``received`` of the receivers and return what nobody could take.

    Items with a preferred person go first and regardless of what bars that person, who works with the customer already;
    the person's limits hold all the same.

    >>> people = [Receiver(1, capacity=1), Receiver(2), Receiver(3, barred=frozenset("c"))]
    >>> distribute("abcde", people, "round_robin", preferred={"e": 3})
    []
    >>> [(person.key, person.received) for person in people]
    [(1, ['a']), (2, ['b', 'c']), (3, ['e', 'd'])]
    >>> people = [Receiver(1, room=3), Receiver(2, load=9)]
    >>> distribute("abc", people, "least_open", sizes={"a": 2, "b": 2, "c": 0})
    []
    >>> [person.received for person in people]
    [['a', 'c'], ['b']]

    :param items: hashable items, the first is given first
    :param receivers: list of Receiver
    :param method: a key of ``TURNS``; "manual" gives only items with a preferred person
    :param sizes: {item: how much it counts to ``room``}, 1 for items that are not named
    :param preferred: {item: key of the receiver who should have it}
    """
    sizes = sizes or {}
    given = _give_preferred(items, receivers, sizes, preferred or {})
    rest = [item for item in items if item not in given]
    turn = TURNS.get(method)
    if turn is None:
        return rest
    return [item for item in rest if not _give(item, receivers, turn, sizes.get(item, 1))]


def _give(item, receivers, turn, size):
    takers = [receiver for receiver in receivers if receiver.accepts(item, size)]
    if takers:
        min(takers, key=lambda receiver: turn(receiver, item)).take(item, size)
    return bool(takers)


def _give_preferred(items, receivers, sizes, preferred):
    people = {receiver.key: receiver for receiver in receivers}
    given = set()
    for item in items if preferred else ():
        person, size = people.get(preferred.get(item)), sizes.get(item, 1)
        if person and person.has_room(size):
            person.take(item, size)
            given.add(item)
    return given
