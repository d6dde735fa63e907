"""What to book so that a ledger shows what its document says."""

from datetime import timedelta

from .money import from_units, to_units


def booking_difference(desired, booked, booked_company, rounding, company_rounding, convert):
    """Return the entry that turns ``booked`` into ``desired``, as (amount, company amount), or None.

    What grows the booking is converted at the rate of the day. What shrinks it is taken back at the rate at
    which it was booked, so undoing a document leaves zero in both currencies.

    :param desired: amount the document calls for, in its currency
    :param booked: amount booked so far for the same person and document, same currency
    :param booked_company: the same in company currency
    :param convert: function(amount) -> company amount at the rate of the day

    >>> booking_difference(100, 0, 0, .01, .01, lambda amount: amount * 7)
    (100.0, 700.0)
    >>> booking_difference(0, 100, 700, .01, .01, lambda amount: amount * 8)
    (-100.0, -700.0)
    >>> booking_difference(50, 100, 700, .01, .01, lambda amount: amount * 8)
    (-50.0, -350.0)
    >>> booking_difference(100, 100, 700, .01, .01, lambda amount: amount * 8) is None
    True
    """
    target, present = to_units(desired, rounding), to_units(booked, rounding)
    difference = target - present
    if not difference:
        return None
    amount = from_units(difference, rounding)
    if not _shrinks(target, present):
        return amount, from_units(to_units(convert(amount), company_rounding), company_rounding)
    company_units = to_units(booked_company, company_rounding)
    left = round(company_units * target / present)
    return amount, from_units(left - company_units, company_rounding)


def _shrinks(target, present):
    """Say whether going from ``present`` to ``target`` only takes back, without changing side."""
    return present * target >= 0 and abs(target) < abs(present)


def first_open_day(day, locked_periods):
    """Return the first day on or after ``day`` that lies in none of the locked (start, end) periods.

    >>> from datetime import date
    >>> first_open_day(date(2026, 1, 31), [(date(2026, 1, 1), date(2026, 1, 31))])
    datetime.date(2026, 2, 1)
    """
    for start, end in sorted(locked_periods):
        if start <= day <= end:
            day = end + timedelta(days=1)
    return day
