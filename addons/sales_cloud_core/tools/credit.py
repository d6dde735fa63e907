"""What to book so that a ledger shows what its document says."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

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


def credit_day(event, entered, cutoff_day=0, late_days=None):
    """Return the day on which an event counts.

    :param event: day of the event
    :param entered: day on which it is booked
    :param cutoff_day: last day of a month that counts to it, what comes later counts on the first of the next month;
        0 for calendar months
    :param late_days: an event that is entered more than so many days after its month was closed counts on the day of
        entry; None: it always counts on its own day

    >>> from datetime import date
    >>> credit_day(date(2026, 1, 26), date(2026, 1, 26), cutoff_day=25)
    datetime.date(2026, 2, 1)
    >>> credit_day(date(2026, 1, 20), date(2026, 2, 5), late_days=3)
    datetime.date(2026, 2, 5)
    >>> credit_day(date(2026, 1, 20), date(2026, 2, 3), late_days=3)
    datetime.date(2026, 1, 20)
    """
    day = _after_cutoff(event, cutoff_day)
    if late_days is not None and entered > _closing(day, cutoff_day) + timedelta(days=late_days):
        return _after_cutoff(max(entered, event), cutoff_day)
    return day


def _after_cutoff(day, cutoff_day):
    """Return ``day``, or the first of the next month when its own month is cut off already."""
    return day if day <= _closing(day, cutoff_day) else _month_end(day) + timedelta(days=1)


def _closing(day, cutoff_day):
    """Return the last day that counts to the month of ``day``."""
    last = _month_end(day)
    return last if not cutoff_day or cutoff_day >= last.day else date(day.year, day.month, cutoff_day)


def _month_end(day):
    return day + relativedelta(day=31)


def ledger_differences(desired, booked, rounding):
    """Return where a ledger does not say what its document says: {key: (desired, booked)}.

    :param desired: {key: amount that the document calls for}
    :param booked: {key: amount in the ledger}, net
    :param rounding: function(key) -> rounding of the key's currency

    >>> ledger_differences({"li": 10, "wang": 5}, {"li": 10.0, "zhao": 1.0}, lambda key: .01)
    {'wang': (5, 0.0), 'zhao': (0.0, 1.0)}
    """
    found = {}
    for key in sorted(desired.keys() | booked.keys()):
        pair = desired.get(key, 0.0), booked.get(key, 0.0)
        if to_units(pair[0], rounding(key)) != to_units(pair[1], rounding(key)):
            found[key] = pair
    return found
