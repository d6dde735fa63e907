"""How old an open amount is, and when its money can be expected."""

from datetime import timedelta

UNDATED = "undated"
# Last day overdue of each bucket, youngest first; the oldest bucket has no end.
_LIMITS = (("current", 0), ("d1_30", 30), ("d31_60", 60), ("d61_90", 90), ("d91", None))


def bucket_ranges(today):
    """Return the due dates of each bucket as (bucket, first day, last day); None where a bucket is open.

    >>> from datetime import date
    >>> for row in bucket_ranges(date(2026, 3, 31)):
    ...     print(*row)
    current 2026-03-31 None
    d1_30 2026-03-01 2026-03-30
    d31_60 2026-01-30 2026-02-28
    d61_90 2025-12-31 2026-01-29
    d91 None 2025-12-30
    """
    last = None
    for bucket, limit in _LIMITS:
        first = None if limit is None else today - timedelta(days=limit)
        yield bucket, first, last
        last = first and first - timedelta(days=1)


def bucket_of(date_due, today):
    """Return the bucket of an amount due on ``date_due`` (None: nobody knows yet).

    >>> from datetime import date
    >>> [bucket_of(due, date(2026, 3, 31)) for due in (None, date(2026, 3, 31), date(2026, 3, 30), date(2025, 1, 1))]
    ['undated', 'current', 'd1_30', 'd91']
    """
    if not date_due:
        return UNDATED
    return next(bucket for bucket, first, _last in bucket_ranges(today) if first is None or date_due >= first)


def expected_on(date_due, date_promised, today):
    """Return the day on which an open amount can be expected: never in the past, None when nobody knows.

    >>> from datetime import date
    >>> expected_on(date(2026, 1, 1), None, date(2026, 3, 31))
    datetime.date(2026, 3, 31)
    >>> expected_on(date(2026, 1, 1), date(2026, 4, 7), date(2026, 3, 31))
    datetime.date(2026, 4, 7)
    """
    day = date_promised or date_due
    return max(day, today) if day else None
