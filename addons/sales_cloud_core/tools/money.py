"""Money that splits exactly.

Amounts are handled as whole numbers of the currency's rounding unit (cents, mostly), so parts always add up.
"""

from decimal import ROUND_HALF_UP, Decimal


def to_units(amount, rounding=0.01):
    """Return ``amount`` as a whole number of rounding units, halves away from zero.

    >>> to_units(10.005)
    1001
    >>> to_units(-2.5, 1)
    -3
    """
    ratio = Decimal(str(amount)) / Decimal(str(rounding))
    return int(ratio.to_integral_value(ROUND_HALF_UP))


def from_units(units, rounding=0.01):
    """Return the amount of ``units`` rounding units as the nearest float.

    >>> from_units(1001)
    10.01
    """
    return float(units * Decimal(str(rounding)))


def split_exact(amount, weights, rounding=0.01):
    """Split ``amount`` by ``weights`` so that the parts add up to it exactly (largest remainder).

    A tie goes to the later line, so equal shares leave the odd cent to the last. Negative amounts mirror
    positive ones.

    :param amount: the whole, in currency
    :param weights: non-negative numbers, at least one above zero
    :param rounding: the currency's rounding, for example 0.01, 0.05, 1.0
    :return: list of floats, as many as weights
    :raise ValueError: a weight is negative or all are zero

    >>> split_exact(100, [1, 1, 1])
    [33.33, 33.33, 33.34]
    >>> split_exact(-100, [1, 1, 1])
    [-33.33, -33.33, -33.34]
    >>> split_exact(1000, [10, 58.02, 31.98])
    [100.0, 580.2, 319.8]
    """
    weights = [Decimal(str(weight)) for weight in weights]
    total = sum(weights)
    if total <= 0 or min(weights) < 0:
        raise ValueError("Weights must not be negative and must not all be zero.")
    units = to_units(amount, rounding)
    sign, units = (-1, -units) if units < 0 else (1, units)
    parts, remainders = [], []
    for weight in weights:
        whole, remainder = divmod(units * weight, total)
        parts.append(int(whole))
        remainders.append(remainder)
    order = sorted(range(len(parts)), key=lambda index: (remainders[index], index), reverse=True)
    for index in order[: units - sum(parts)]:
        parts[index] += 1
    return [from_units(sign * part, rounding) for part in parts]


def share_of(amount, percent, rounding=0.01):
    """Return ``percent`` of ``amount`` rounded on its own: for overlay shares that need not add up.

    >>> share_of(1000, 12.5)
    125.0
    """
    return from_units(to_units(Decimal(str(amount)) * Decimal(str(percent)) / 100, rounding), rounding)


def split_shares(amount, percents, rounding=0.01):
    """Split ``amount`` by ``percents``: exactly when they total 100, else each share on its own.

    >>> split_shares(0.05, [50, 50])
    [0.02, 0.03]
    >>> split_shares(100, [50, 20])
    [50.0, 20.0]
    """
    if percents and is_whole(percents):
        return split_exact(amount, percents, rounding)
    return [share_of(amount, percent, rounding) for percent in percents]


def blend_percents(wholes):
    """Return {key: percent} of several shared wholes together; in a whole worth nothing nobody has anything.

    :param wholes: of (amount, {key: percent})

    >>> blend_percents([(100, {"li": 100}), (300, {"li": 50, "wang": 50})])
    {'li': 62.5, 'wang': 37.5}
    >>> blend_percents([(0, {"li": 100})])
    {}
    """
    wholes = list(wholes)
    total = sum(amount for amount, _percents in wholes)
    blended = {}
    for amount, percents in wholes:
        for key, percent in percents.items():
            blended[key] = blended.get(key, 0.0) + percent * amount / total if total else 0.0
    return {key: percent for key, percent in blended.items() if percent}


def is_whole(percents):
    """Say whether ``percents`` total 100, at the precision people enter (six decimals).

    Percent values derived from amounts carry a binary tail, so floats are never compared directly.

    >>> is_whole([10, 58.02, 31.98])
    True
    >>> is_whole([33.33, 33.33, 33.33])
    False
    """
    total = sum(Decimal(str(percent)) for percent in percents)
    return abs(total - 100) < Decimal("0.000001")


def is_share_of(amount, whole, percent, rounding=0.01):
    """Say whether ``amount`` is ``percent`` of ``whole``, give or take the one unit that the last share may take.

    >>> is_share_of(33.34, 100, 33.33), is_share_of(33.35, 100, 33.33), is_share_of(0, 0, 50)
    (True, False, True)
    """
    return abs(to_units(amount, rounding) - to_units(share_of(whole, percent, rounding), rounding)) <= 1
