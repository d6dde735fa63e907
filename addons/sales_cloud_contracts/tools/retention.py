"""Money that a customer keeps back for a while after acceptance (质保金)."""

from dateutil.relativedelta import relativedelta


def shift(anchors, months):
    """Return due anchors so many months later; what has not happened stays open.

    >>> from datetime import date
    >>> shift({'acceptance': date(2026, 8, 31), 'delivery': None}, 6)
    {'acceptance': datetime.date(2027, 2, 28), 'delivery': None}
    """
    return {key: day and day + relativedelta(months=months) for key, day in anchors.items()}


def is_held(is_open, date_due, today):
    """Say whether retention money is neither paid nor due yet.

    >>> from datetime import date
    >>> today = date(2026, 3, 16)
    >>> [is_held(True, day, today) for day in (None, today, date(2026, 3, 15))], is_held(False, None, today)
    ([True, True, False], False)
    """
    return is_open and (not date_due or date_due >= today)
