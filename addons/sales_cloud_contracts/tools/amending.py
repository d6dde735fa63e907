"""A plan whose total changes: what is fixed of an instalment stays, the open rest is laid out anew.

``split`` is always a function ``(amount, weights, rounding) -> parts`` whose parts add up to the amount exactly.
"""

from decimal import Decimal

from .instalments import PlanError

SPREAD, EXTRA = "spread", "extra"


def amend_amounts(total, instalments, way, split, rounding=0.01):
    """Return one new amount per instalment, and one more at the end when a new instalment is needed.

    The amounts add up to ``total`` exactly, and none falls below what is fixed of it. ``spread`` lays the open rest
    over the open parts in proportion; ``extra`` makes a rise a new instalment and takes a fall from the last open
    parts. A plan in which nothing is open always gets a new instalment for a rise. Negative totals mirror.

    :param instalments: list of (amount, fixed): what is billed, paid or given up, between zero and the amount
    :param way: 'spread' or 'extra'
    :raise PlanError: 'over' when more is fixed than the new total; its ``amount`` says by how much

    >>> halves = lambda amount, weights, rounding: [amount * weight / sum(weights) for weight in weights]
    >>> amend_amounts(1500, [(300, 300), (600, 200), (100, 0)], "spread", halves)
    [300.0, 1000.0, 200.0]
    >>> amend_amounts(1500, [(300, 300), (600, 200), (100, 0)], "extra", halves)
    [300.0, 600.0, 100.0, 500.0]
    >>> amend_amounts(700, [(300, 300), (600, 200), (100, 0)], "extra", halves)
    [300.0, 400.0, 0.0]
    >>> amend_amounts(1200, [(1000, 1000)], "spread", halves)
    [1000.0, 200.0]
    """
    sign = -1 if total < 0 else 1
    amounts = [sign * _exact(amount) for amount, _fixed in instalments]
    floors = [sign * _exact(fixed) for _amount, fixed in instalments]
    rest = sign * _exact(total) - sum(floors)
    if rest < 0:
        raise PlanError("over", float(-rest))
    if way == EXTRA:
        new = _with_extra(sign * _exact(total), amounts, floors)
    else:
        new = _spread(rest, amounts, floors, split, rounding)
    return [float(sign * amount) for amount in new]


def settle_amounts(value, instalments):
    """Return how much of each instalment is still wanted when only ``value`` of the whole is.

    What is fixed is wanted, whatever the value; the rest of the value fills the open parts in their order.

    :param instalments: list of (amount, fixed), as they fall due

    >>> settle_amounts(600, [(300, 300), (600, 200), (100, 0)])
    [300.0, 300.0, 0.0]
    >>> settle_amounts(100, [(300, 300), (600, 200)])
    [300.0, 200.0]
    """
    sign = -1 if value < 0 else 1
    floors = [sign * _exact(fixed) for _amount, fixed in instalments]
    left = max(sign * _exact(value) - sum(floors), Decimal(0))
    wanted = []
    for (amount, _fixed), floor in zip(instalments, floors, strict=True):
        part = min(left, sign * _exact(amount) - floor)
        left -= part
        wanted.append(float(sign * (floor + part)))
    return wanted


def _exact(amount):
    return Decimal(str(amount))


def _spread(rest, amounts, floors, split, rounding):
    weights = [amount - floor for amount, floor in zip(amounts, floors, strict=True)]
    if not any(weights):
        return floors + ([rest] if rest else [])
    shares = split(float(rest), [float(weight) for weight in weights], rounding)
    return [floor + _exact(share) for floor, share in zip(floors, shares, strict=True)]


def _with_extra(total, amounts, floors):
    change = total - sum(amounts)
    if change > 0:
        return [*amounts, change]
    new = []
    for amount, floor in zip(reversed(amounts), reversed(floors), strict=True):
        part = max(change, floor - amount)
        change -= part
        new.append(amount + part)
    return new[::-1]
