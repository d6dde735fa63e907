"""What a bank keeps when it pays an acceptance bill before its maturity (贴现), and how long a bill can be passed on.

The interest follows article 94 of China's payment and settlement rules (支付结算办法, Yinfa 1997 No. 393): it runs from
the day of the discount to the day before the maturity, over a year of 360 days; three days are added for an acceptor
in another place. A bill is presented within ten days after its maturity and not endorsed afterwards: articles 36 and
53 of the negotiable instruments law (票据法).
"""

from datetime import timedelta
from decimal import Decimal

DAYS_OF_YEAR = 360
PRESENTATION_DAYS = 10


def discount_days(day, maturity):
    """Return the days that interest runs: that of the discount counts, that of the maturity does not.

    >>> from datetime import date
    >>> discount_days(date(2026, 4, 20), date(2026, 7, 20))
    91
    >>> discount_days(date(2026, 7, 21), date(2026, 7, 20))
    0
    """
    return max((maturity - day).days, 0)


def discount_interest(amount, rate, days):
    """Return the interest on ``amount`` over ``days``, in its currency and not rounded.

    :param amount: of the bill
    :param rate: percent a year

    >>> discount_interest(10000, 3.6, 90)
    90.0
    >>> discount_interest(100000, 6.03, 146)
    2445.5
    >>> discount_interest(0.3, 0.1, 3)
    2.5e-06
    """
    return float(Decimal(str(amount)) * Decimal(str(rate)) * Decimal(days) / (100 * DAYS_OF_YEAR))


def last_day_to_endorse(maturity):
    """Return the last day on which a bill can be endorsed.

    >>> from datetime import date
    >>> last_day_to_endorse(date(2026, 3, 25))
    datetime.date(2026, 4, 4)
    """
    return maturity + timedelta(days=PRESENTATION_DAYS)
