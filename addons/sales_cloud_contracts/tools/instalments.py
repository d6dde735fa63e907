"""How a total is laid out in instalments, and when each is due.

``split`` is always a function ``(amount, weights, rounding) -> parts`` whose parts add up to the amount exactly
(largest remainder, ties to the later line).
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

PERCENT, FIXED, BALANCE = "percent", "fixed", "balance"
TOLERANCE = Decimal("0.000001")
# Percentages are entered with four decimals: so much of the whole each of them may be rounded by.
ROUNDED_PERCENT = Decimal("0.0000005")


class PlanError(ValueError):
    """The lines cannot make the total. ``code`` says why: 'over', 'short', 'balances' or 'empty'."""

    def __init__(self, code, amount=0.0):
        super().__init__(code)
        self.code = code
        self.amount = amount


@dataclass(frozen=True)
class Term:
    """One line of a template.

    ``kind`` percent (``value`` % of the whole), fixed (``value`` in currency) or balance (what is left).
    """

    kind: str
    value: float = 0.0


def plan_amounts(total, terms, split, rounding=0.01):
    """Return one amount per term; they add up to ``total`` exactly.

    Percentages refer to the whole total, not to what fixed lines leave over. Without a balance line the terms
    must cover the total. A negative total gives the mirror image of the positive one.

    :raise PlanError: 'over' more than the total, 'short' less than it, 'balances' two balance lines, 'empty' no line

    >>> halves = lambda amount, weights, rounding: [amount * weight / sum(weights) for weight in weights]
    >>> plan_amounts(1000, [Term('percent', 30), Term('fixed', 100), Term('balance')], halves)
    [300.0, 100.0, 600.0]
    >>> plan_amounts(-1000, [Term('percent', 30), Term('fixed', 100), Term('balance')], halves)
    [-300.0, -100.0, -600.0]
    >>> sum(plan_amounts(600, [Term('percent', 16.6667)] * 6, halves))
    600.0
    """
    if not terms:
        raise PlanError("empty")
    whole = abs(Decimal(str(total)))
    weights = _weights(whole, terms)
    fixed = sum(weight for term, weight in zip(terms, weights, strict=True) if term.kind == FIXED)
    open_weights = [weight for term, weight in zip(terms, weights, strict=True) if term.kind != FIXED]
    shares = _share(whole - fixed, open_weights, split, rounding)
    sign = -1 if total < 0 else 1
    return [
        sign * (float(weight) if term.kind == FIXED else shares.pop(0))
        for term, weight in zip(terms, weights, strict=True)
    ]


def _weights(whole, terms):
    """Return what each term asks for, unrounded and positive; the balance line gets what is left."""
    weights = [_asked(whole, term) for term in terms]
    left = whole - sum(weight for weight in weights if weight is not None)
    balances = weights.count(None)
    if balances > 1:
        raise PlanError("balances")
    percents = sum(term.kind == PERCENT for term in terms)
    allowed = max(TOLERANCE, percents * ROUNDED_PERCENT) * max(whole, 1)
    if left < -allowed:
        raise PlanError("over", float(-left))
    if not balances and left > allowed:
        raise PlanError("short", float(left))
    return [max(left, Decimal(0)) if weight is None else weight for weight in weights]


def _asked(whole, term):
    if term.kind == BALANCE:
        return None
    value = Decimal(str(term.value))
    return value if term.kind == FIXED else whole * value / 100


def _share(amount, weights, split, rounding):
    if not weights:
        return []
    if not any(weights):
        return [0.0] * len(weights)
    return split(float(amount), [float(weight) for weight in weights], rounding)


def due_date(base, days, month_end, fixed_date, anchors):
    """Return the day an instalment is due, or None while its anchor has not happened.

    :param base: 'fixed' for ``fixed_date``, else a key of ``anchors`` such as 'signature', 'delivery', 'invoice'
    :param days: added after the anchor, or after the end of its month
    :param month_end: count from the end of the anchor's month (月结)
    :param anchors: {key: date or None}

    >>> from datetime import date
    >>> due_date('signature', 30, False, None, {'signature': date(2026, 1, 31)})
    datetime.date(2026, 3, 2)
    >>> due_date('signature', 30, True, None, {'signature': date(2026, 1, 3)})
    datetime.date(2026, 3, 2)
    >>> due_date('invoice', 0, False, None, {'signature': date(2026, 1, 3)}) is None
    True
    """
    if base == "fixed":
        return fixed_date or None
    anchor = anchors.get(base)
    if not anchor:
        return None
    if month_end:
        anchor = anchor.replace(day=monthrange(anchor.year, anchor.month)[1])
    return anchor + timedelta(days=days or 0)
