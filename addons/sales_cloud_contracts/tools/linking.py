"""Which payments, registered by hand, a bank line is the money of: one, or several that the bank sent as one."""

from itertools import combinations

from .claiming import is_payer

# A bank charge is small: at most this share of what the payments make; proposed by itself only below the second.
MOST_CHARGE = 0.1
MOST_PROPOSED = 0.02
# So many payments, the nearest, are tried in every combination.
MOST_COMBINED = 12


def is_charge(charge, total):
    """Say whether a difference is small enough to be a charge of the bank.

    >>> is_charge(15, 10000), is_charge(1500, 10000), is_charge(-15, 10000)
    (True, False, False)
    """
    return 0 <= charge <= total * MOST_CHARGE


def propose(line, candidates, rounding=0.01):
    """Return the ids of the payments that together probably are ``line``, [] when none are.

    Payments of the payer come before others. What makes the amount exactly wins over what leaves a charge, a small
    charge over a large one, few payments over many, near days over far ones. A charge is proposed for the payer alone.

    :param claiming.Line line: with the day of the bank
    :param list candidates: `claiming.Registered` payments with their amounts

    >>> from datetime import date
    >>> from .claiming import Line, Registered
    >>> one = Registered(1, date(2026, 3, 1), 5, "dragon", amount=6000.0)
    >>> two = Registered(2, date(2026, 3, 2), 5, "dragon", amount=4000.0)
    >>> other = Registered(3, date(2026, 3, 2), 7, "tiger", amount=4000.0)
    >>> propose(Line(10000.0, date(2026, 3, 2), "dragon"), [one, two, other])
    [1, 2]
    >>> propose(Line(9985.0, date(2026, 3, 2), "dragon"), [one, two, other])
    [1, 2]
    >>> propose(Line(8000.0, date(2026, 3, 2), "bank"), [one, two, other])
    [2, 3]
    >>> propose(Line(7985.0, date(2026, 3, 2), "bank"), [one, two, other])
    []
    """
    known = [each for each in candidates if is_payer(line, each)]
    return _best(line, known, rounding, MOST_PROPOSED) or _best(line, candidates, rounding, 0.0)


def _best(line, candidates, rounding, most):
    ranked = []
    for group in _groups(line, candidates):
        total = sum(each.amount for each in group)
        units = round((total - line.amount) / rounding)
        if group and 0 <= units * rounding <= total * most + rounding / 2:
            ids = [each.id for each in group]
            ranked.append((units, len(group), sum(_distance(line, each) for each in group), ids))
    return min(ranked)[3] if ranked else []


def _groups(line, candidates):
    """Yield the payments that may have come together: of one day, of one reference, and the nearest combined."""
    for name in ("day", "reference"):
        for value in sorted({getattr(each, name) for each in candidates if getattr(each, name)}):
            yield [each for each in candidates if getattr(each, name) == value]
    near = sorted(candidates, key=lambda each: (_distance(line, each), each.id))[:MOST_COMBINED]
    near.sort(key=lambda each: each.id)
    for size in range(1, len(near) + 1):
        yield from (list(group) for group in combinations(near, size))


def _distance(line, registered):
    return abs((line.date - registered.day).days) if line.date else 0
