"""What to book so that a ledger shows what its document says."""

from collections import namedtuple
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from .money import from_units, to_units

#: what is booked of one share at one place (team, territory ...), or what to book there
Entry = namedtuple("Entry", "place amount amount_company")


def booking_entries(desired, booked, rounding, company_rounding, convert):
    """Return the entries that turn what is ``booked`` into ``desired``.

    What grows the booking is converted at the rate of the day and counts where the person stands today: its place is
    None. What shrinks it is taken back from where it was booked, the latest first, at the rate at which it was booked.
    So undoing a document leaves zero in both currencies, for every team and territory.

    :param desired: amount the document calls for, in its currency
    :param booked: list of `Entry`, one a place, the oldest first: what is booked for the same share
    :param convert: function(amount) -> company amount at the rate of the day
    :return: list of `Entry`, empty when the ledger says what the document says

    >>> south, east = Entry("south", 100, 700), Entry("east", 20, 160)
    >>> booking_entries(100, [], .01, .01, lambda amount: amount * 7)
    [Entry(place=None, amount=100.0, amount_company=700.0)]
    >>> booking_entries(90, [south, east], .01, .01, lambda amount: amount * 8)  # doctest: +NORMALIZE_WHITESPACE
    [Entry(place='east', amount=-20.0, amount_company=-160.0),
     Entry(place='south', amount=-10.0, amount_company=-70.0)]
    >>> booking_entries(-5, [south], .01, .01, lambda amount: amount * 8)  # doctest: +NORMALIZE_WHITESPACE
    [Entry(place='south', amount=-100.0, amount_company=-700.0),
     Entry(place=None, amount=-5.0, amount_company=-40.0)]
    >>> booking_entries(120, [south, east], .01, .01, lambda amount: amount * 8)
    []
    """
    target, present = to_units(desired, rounding), sum(to_units(entry.amount, rounding) for entry in booked)
    if target == present:
        return []
    shared_side = target if target * present > 0 else 0
    if abs(shared_side) > abs(present):
        shared_side = present
    entries = _take_back(booked, present, shared_side, rounding, company_rounding)
    if target != shared_side:
        amount = from_units(target - shared_side, rounding)
        in_company = from_units(to_units(convert(amount), company_rounding), company_rounding)
        entries.append(Entry(None, amount, in_company))
    return entries


def _take_back(booked, present, kept, rounding, company_rounding):
    """Return the entries that leave ``kept`` of ``present``, both in rounding units; every place when nothing is."""
    excess, entries = present - kept, []
    for entry in reversed(booked):
        units, company_units = to_units(entry.amount, rounding), to_units(entry.amount_company, company_rounding)
        taken = units if not kept else _part_of(units, excess)
        if taken:
            excess -= taken
            left = round(company_units * (units - taken) / units)
            in_company = from_units(left - company_units, company_rounding)
            entries.append(Entry(entry.place, from_units(-taken, rounding), in_company))
    return entries


def _part_of(units, excess):
    """Return what can be taken of ``units`` towards ``excess``; nothing of the other side."""
    return 0 if units * excess <= 0 else min(units, excess, key=abs)


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
