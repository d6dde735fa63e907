"""When does a held record go back to its pool, and which rule says so?

Alternatives and conditions: a rule fires when all its conditions are overdue, the first rule to fire counts.
"""

from collections import namedtuple

from .working_days import add_days, add_hours

#: One condition of a rule. ``unit`` is "day", "hour" or "date" (then ``anchor`` is the moment itself). A condition
#: without an anchor cannot become overdue: there was no such event, or it is fulfilled.
Condition = namedtuple("Condition", "code anchor amount unit working")


def condition_due(condition, calendar):
    """Return the UTC moment when a condition is overdue, None if it cannot be."""
    if condition.anchor is None:
        return None
    if condition.unit == "date":
        return condition.anchor
    add = add_hours if condition.unit == "hour" else add_days
    return add(condition.anchor, condition.amount, calendar, condition.working)


def rule_due(conditions, calendar):
    """Return the UTC moment when all conditions are overdue, None if the rule cannot fire.

    >>> from datetime import datetime
    >>> from dateutil.tz import UTC
    >>> from .working_days import WorkCalendar
    >>> days = [Condition("a", datetime(2026, 1, 1), amount, "day", False) for amount in (3, 5)]
    >>> rule_due(days, WorkCalendar(UTC))
    datetime.datetime(2026, 1, 6, 23, 59, 59)
    >>> rule_due(days + [Condition("b", None, 1, "day", False)], WorkCalendar(UTC)) is None
    True
    """
    moments = [condition_due(condition, calendar) for condition in conditions]
    return max(moments) if moments and None not in moments else None


def deadline(rules, calendar, extended_until=None):
    """Return (moment, key) of the rule that fires first, (None, None) if none can.

    :param rules: iterable of (key, conditions) in the order of their sequence; the earlier rule wins a tie
    :param extended_until: UTC moment before which nothing fires
    """
    moments = [(rule_due(conditions, calendar), position, key) for position, (key, conditions) in enumerate(rules)]
    due = min((moment for moment in moments if moment[0] is not None), default=None, key=lambda entry: entry[:2])
    if due is None:
        return None, None
    return (max(due[0], extended_until) if extended_until else due[0]), due[2]
