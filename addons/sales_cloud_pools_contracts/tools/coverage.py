"""Whether and until which day contracts cover a customer."""

from collections import namedtuple

#: ``active`` contracts in force, the last day ``until`` which they cover, the next day on which one of them ``ends``.
Coverage = namedtuple("Coverage", "active until ends")


def coverage(terms, today):
    """Return the Coverage by these contracts.

    A contract that passed its last day is over, whether or not somebody completed it.

    >>> from datetime import date
    >>> coverage([(False, date(2026, 1, 31)), (True, date(2026, 6, 30))], date(2026, 6, 30))
    Coverage(active=1, until=datetime.date(2026, 6, 30), ends=datetime.date(2026, 6, 30))
    >>> coverage([(True, date(2026, 6, 30))], date(2026, 7, 1))
    Coverage(active=0, until=datetime.date(2026, 6, 30), ends=None)
    >>> coverage([(False, date(2026, 1, 31)), (True, None)], date(2026, 7, 1))
    Coverage(active=1, until=None, ends=None)

    :param terms: iterable of (is active, last day or None); a contract that is over covered until its last day
    """
    terms = list(terms)
    running = [end for is_active, end in terms if is_active and (not end or end >= today)]
    until = None if None in running else max((end for _is_active, end in terms if end), default=None)
    return Coverage(len(running), until, min(filter(None, running), default=None))
