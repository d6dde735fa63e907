"""When does a held record go back to its pool, and which rule says so?

Alternatives and conditions: a rule fires when all its conditions are overdue, the first rule to fire counts.
"""

from collections import namedtuple

from .working_days import add_days, add_hours

#: One condition of a rule. ``unit`` is "day", "hour" or "date" (then ``anchor`` is the moment itself). A condition
#: without an anchor cannot become overdue: there was no such event, or it is fulfilled. ``cap`` is (UTC moment,
#: amount): however often the anchor is renewed, the condition is overdue that much after that moment.
Condition = namedtuple("Condition", "code anchor amount unit working cap", defaults=(None,))

#: When a record goes back. ``cause`` is "rule", "maximum" (a cap was reached), "extension" or "pause" (one of them
#: postponed what a rule says).
Deadline = namedtuple("Deadline", "moment key cause", defaults=(None, None, None))


def condition_due(condition, calendar):
    """Return the UTC moment when a condition is overdue, None if it cannot be."""
    if condition.anchor is None:
        return None
    if condition.unit == "date":
        return condition.anchor
    renewed = _add(condition, condition.anchor, condition.amount, calendar)
    return min(renewed, _add(condition, *condition.cap, calendar)) if condition.cap else renewed


def _add(condition, anchor, amount, calendar):
    add = add_hours if condition.unit == "hour" else add_days
    return add(anchor, amount, calendar, condition.working)


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


def is_capped(conditions, calendar):
    """Say whether a rule fires earlier than its conditions alone would, because one reached its cap."""
    return rule_due(conditions, calendar) != rule_due([each._replace(cap=None) for each in conditions], calendar)


def deadline(rules, calendar, extended_until=None, paused_until=None):
    """Return the Deadline by the rule that fires first, an empty one if none can.

    :param rules: iterable of (key, conditions) in the order of their sequence; the earlier rule wins a tie
    :param extended_until: UTC moment before which nothing fires
    :param paused_until: the same, of a pause; the calendar knows the pause too, so this only matters for what was due
        when it began
    """
    moments = [
        (rule_due(conditions, calendar), position, key, conditions) for position, (key, conditions) in enumerate(rules)
    ]
    due = min((moment for moment in moments if moment[0] is not None), default=None, key=lambda entry: entry[:2])
    if due is None:
        return Deadline()
    moment, _position, key, conditions = due
    floors = [(until, cause) for until, cause in ((extended_until, "extension"), (paused_until, "pause")) if until]
    until, cause = max(floors, default=(moment, "rule"))
    if until > moment:
        return Deadline(until, key, cause)
    return Deadline(moment, key, "maximum" if is_capped(conditions, calendar) else "rule")
