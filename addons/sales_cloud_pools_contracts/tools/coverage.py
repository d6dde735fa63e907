"""Until which day contracts cover a customer."""


def covered_until(terms):
    """Return the last day covered by any of these contracts, None if there is none or no end.

    :param terms: iterable of (is active, last day or None); a contract that is over covered until its last day

    >>> from datetime import date
    >>> covered_until([(False, date(2026, 1, 31)), (True, date(2026, 6, 30))])
    datetime.date(2026, 6, 30)
    >>> covered_until([(False, date(2026, 1, 31)), (True, None)]) is None
    True
    >>> covered_until([]) is None
    True
    """
    terms = list(terms)
    if any(is_active and not end for is_active, end in terms):
        return None
    return max((end for _is_active, end in terms if end), default=None)
