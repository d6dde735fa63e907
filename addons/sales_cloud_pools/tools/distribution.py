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
    :param capacity: how many more now; None is without limit
    :param open_count: how many are held already
    :param weight: share of the whole in the weighted method
    :param last: position of the latest record ever received; the one who waited longest goes first
    :param barred: items that this person must not receive
    """

    key: int
    capacity: int | None = None
    open_count: int = 0
    weight: int = 1
    last: int = 0
    barred: frozenset = frozenset()
    received: list = field(default_factory=list)

    def accepts(self, item):
        return (self.capacity is None or len(self.received) < self.capacity) and item not in self.barred


def round_robin_turn(receiver):
    """In turn: fewest of this run first, then who waited longest."""
    return (len(receiver.received), receiver.last, receiver.key)


def weighted_turn(receiver):
    """In proportion to the weights: the one furthest below the own share first (Webster's rounding)."""
    return (Fraction(2 * len(receiver.received) + 1, 2 * max(receiver.weight, 1)), receiver.last, receiver.key)


def least_open_turn(receiver):
    """Level the load: the one who holds fewest first."""
    return (receiver.open_count + len(receiver.received), receiver.last, receiver.key)


TURNS = {"round_robin": round_robin_turn, "weighted": weighted_turn, "least_open": least_open_turn}


def distribute(items, receivers, method):
    """Give every item to at most one receiver; fill ``received`` of the receivers and return what nobody could take.

    >>> people = [Receiver(1, capacity=1), Receiver(2), Receiver(3, barred=frozenset("c"))]
    >>> distribute("abcde", people, "round_robin")
    []
    >>> [(person.key, person.received) for person in people]
    [(1, ['a']), (2, ['b', 'c']), (3, ['d', 'e'])]

    :param items: hashable items, the first is given first
    :param receivers: list of Receiver
    :param method: "round_robin", "weighted" or "least_open"
    """
    turn = TURNS[method]
    left = []
    for item in items:
        takers = [receiver for receiver in receivers if receiver.accepts(item)]
        if takers:
            min(takers, key=turn).received.append(item)
        else:
            left.append(item)
    return left
