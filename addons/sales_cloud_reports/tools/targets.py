"""Periods, cascade and pace of sales targets.

Days are dates in the company's calendar, ``today`` is an argument. Shares of time are `fractions.Fraction`, so
nothing is rounded before money is.
"""

from datetime import date, timedelta
from fractions import Fraction

from dateutil.relativedelta import relativedelta

MONTHS = {"month": 1, "quarter": 3, "year": 12}


def period_bounds(kind, day):
    """Return the (first day, last day) of the month, quarter or year around ``day``.

    >>> period_bounds("quarter", date(2026, 5, 17))
    (datetime.date(2026, 4, 1), datetime.date(2026, 6, 30))
    """
    months = MONTHS[kind]
    start = date(day.year, (day.month - 1) // months * months + 1, 1)
    return start, start + relativedelta(months=months, days=-1)


def periods_of_year(kind, year):
    """Return the (first day, last day) of every period of a calendar year.

    >>> len(periods_of_year("month", 2026)), periods_of_year("year", 2026)[0][1]
    (12, datetime.date(2026, 12, 31))
    """
    return [period_bounds(kind, date(year, month, 1)) for month in range(1, 13, MONTHS[kind])]


def named_span(name, today):
    """Return the (first day, last day) that people mean by 'month', 'quarter', 'year' or 'last_year'.

    >>> named_span("last_year", date(2026, 5, 17))
    (datetime.date(2025, 1, 1), datetime.date(2025, 12, 31))
    """
    if name == "last_year":
        return period_bounds("year", date(today.year - 1, 1, 1))
    return period_bounds(name, today)


def months_of(start, end):
    """Return the first days of the months that touch the span from ``start`` to ``end``.

    >>> months_of(date(2026, 1, 15), date(2026, 3, 1))
    [datetime.date(2026, 1, 1), datetime.date(2026, 2, 1), datetime.date(2026, 3, 1)]
    """
    first = start.replace(day=1)
    count = (end.year - first.year) * 12 + end.month - first.month + 1
    return [first + relativedelta(months=index) for index in range(max(count, 0))]


def period_label(kind, start):
    """Return the short name of a period, the same in every language.

    >>> [period_label(kind, date(2026, 4, 1)) for kind in ("month", "quarter", "year")]
    ['2026-04', '2026-Q2', '2026']
    """
    suffix = {"month": f"-{start.month:02}", "quarter": f"-Q{(start.month + 2) // 3}", "year": ""}
    return f"{start.year}{suffix[kind]}"


def days_of(start, end):
    """Return the days from ``start`` to ``end``, both included.

    >>> len(days_of(date(2026, 5, 1), date(2026, 5, 3))), days_of(date(2026, 5, 2), date(2026, 5, 1))
    (3, [])
    """
    return [start + timedelta(days=index) for index in range((end - start).days + 1)]


def count_days(start, end, weekdays=None, holidays=()):
    """Count the days from ``start`` to ``end``, both included; with ``weekdays`` (Monday is 0) working days only.

    >>> count_days(date(2026, 5, 1), date(2026, 5, 31))
    31
    >>> count_days(date(2026, 5, 1), date(2026, 5, 31), {0, 1, 2, 3, 4}, {date(2026, 5, 1)})
    20
    """
    total = max((end - start).days + 1, 0)
    if weekdays is None:
        return total
    weeks, rest = divmod(total, 7)
    tail = [(start + timedelta(days=index)).weekday() for index in range(rest)]
    free = [day for day in set(holidays) if start <= day <= end and day.weekday() in weekdays]
    return weeks * len(weekdays) + sum(day in weekdays for day in tail) - len(free)


def elapsed_share(start, end, today, weekdays=None, holidays=()):
    """Return how much of a period has passed by the end of ``today``, between 0 and 1.

    A period without a working day counts calendar days.

    >>> elapsed_share(date(2026, 4, 1), date(2026, 4, 30), date(2026, 4, 15))
    Fraction(1, 2)
    """
    whole = count_days(start, end, weekdays, holidays)
    if not whole:
        weekdays, whole = None, count_days(start, end)
    passed = count_days(start, min(today, end), weekdays, holidays)
    return Fraction(passed, whole)


def percent_of(part, whole):
    """Return ``part`` in percent of ``whole``, one decimal; None where there is nothing to reach.

    >>> percent_of(50, 200), percent_of(50, 0)
    (25.0, None)
    """
    return round(100 * part / whole, 1) if whole else None


def usable_weights(weights):
    """Return weights that split: negative ones count as zero, and when nothing is left all count the same.

    >>> usable_weights([3, -1, 0]), usable_weights([0, 0])
    ([3, 0, 0], [1, 1])
    """
    clean = [max(weight, 0) for weight in weights]
    return clean if any(clean) else [1] * len(clean)


def cascade(amount, period_weights, teams, split):
    """Break a year's number down to periods, teams and people, exactly at every level.

    In each period the teams add up to the company, and the people of a team to their team.

    :param amount: the year's number
    :param period_weights: one weight per period
    :param teams: list of (team, weight, [(person, weight), ...]); keys are opaque
    :param split: function(amount, weights) -> parts that add up to amount (core's `split_exact`)
    :return: list of (period index, team or None, person or None, amount)

    >>> halves = lambda amount, weights: [amount * weight / sum(weights) for weight in weights]
    >>> cascade(100, [1], [("South", 1, [("Li", 3), ("Wang", 1)])], halves)
    [(0, None, None, 100.0), (0, 'South', None, 100.0), (0, 'South', 'Li', 75.0), (0, 'South', 'Wang', 25.0)]
    """
    rows = []
    for index, whole in enumerate(split(amount, usable_weights(period_weights))):
        rows.append((index, None, None, whole))
        parts = split(whole, usable_weights([weight for _team, weight, _people in teams])) if teams else []
        for (team, _weight, people), part in zip(teams, parts, strict=True):
            rows.append((index, team, None, part))
            shares = split(part, usable_weights([weight for _person, weight in people])) if people else []
            rows += [(index, team, person, share) for (person, _weight), share in zip(people, shares, strict=True)]
    return rows
