"""What of a plan counts as invoiced and collected."""

from decimal import Decimal


def fill_oldest_first(amount, wanted):
    """Hand ``amount`` out to the wanted amounts in their order, each up to what it wants.

    What nobody wants stays undistributed. Negative documents mirror positive ones.

    :param amount: what there is, in currency
    :param wanted: list of amounts, oldest first, all of the sign of ``amount`` (others get nothing)
    :return: list of amounts, as many as wanted

    >>> fill_oldest_first(50, [30, 60])
    [30.0, 20.0]
    >>> fill_oldest_first(100, [30, 60])
    [30.0, 60.0]
    >>> fill_oldest_first(-50, [-30, -60])
    [-30.0, -20.0]
    """
    sign = -1 if amount < 0 else 1
    left = abs(Decimal(str(amount)))
    parts = []
    for want in wanted:
        part = min(left, max(sign * Decimal(str(want)), Decimal(0)))
        left -= part
        parts.append(float(sign * part))
    return parts


def untaxed_part(amount, untaxed, total, rounding_function):
    """Return the untaxed part of a tax-included ``amount`` of a document; the whole total gives exactly ``untaxed``.

    Read cumulatively, the last payment takes the remainder.

    >>> untaxed_part(113, 1000, 1130, lambda value: round(value, 2))
    100.0
    >>> untaxed_part(1130, 1000.004, 1130, lambda value: round(value, 2))
    1000.004
    """
    if not total or not amount:
        return 0.0
    if rounding_function(amount - total) == 0:
        return untaxed
    return rounding_function(amount * untaxed / total)


def reaches(paid, total, percent):
    """Say whether ``paid`` is at least ``percent`` of ``total``; negative documents mirror.

    >>> reaches(30, 100, 30), reaches(29.99, 100, 30), reaches(-30, -100, 30), reaches(0, 100, 0)
    (True, False, True, True)
    """
    if total < 0:
        paid, total = -paid, -total
    return round(paid * 100 - total * percent, 6) >= 0
