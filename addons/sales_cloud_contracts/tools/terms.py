"""The term of a contract, and the one that follows it."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

DAY = timedelta(days=1)


def next_term(start, end):
    """Return (start, end) of the term that follows: the day after the end, equally long; whole months stay whole.

    :param start: first day, or None
    :param end: last day, or None: a contract without an end is followed by nothing definite

    >>> from datetime import date
    >>> next_term(date(2026, 1, 1), date(2026, 12, 31))
    (datetime.date(2027, 1, 1), datetime.date(2027, 12, 31))
    >>> next_term(date(2027, 3, 1), date(2028, 2, 29))
    (datetime.date(2028, 3, 1), datetime.date(2029, 2, 28))
    >>> next_term(date(2026, 1, 1), date(2026, 1, 10))
    (datetime.date(2026, 1, 11), datetime.date(2026, 1, 20))
    >>> next_term(None, date(2026, 1, 10)), next_term(date(2026, 1, 1), None)
    ((datetime.date(2026, 1, 11), None), (None, None))
    """
    if not end:
        return None, None
    following = end + DAY
    if not start:
        return following, None
    return following, following + _length(start, following) - DAY


def _length(start, following):
    """Return how long it is from a day to another: in months when these are whole, else in days."""
    months = (following.year - start.year) * 12 + following.month - start.month
    if months > 0 and start + relativedelta(months=months) == following:
        return relativedelta(months=months)
    return following - start
