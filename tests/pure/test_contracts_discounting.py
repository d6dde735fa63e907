"""What a bank keeps of a bill: nothing for no days, never less for more days, and no day for the maturity."""

import doctest
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from sales_cloud_contracts.tools import discounting

amounts = st.integers(1, 10**11).map(lambda cents: cents / 100)
rates = st.integers(0, 3600).map(lambda points: points / 100)
days = st.integers(0, 366)
dates = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def test_the_examples_hold():
    assert doctest.testmod(discounting).failed == 0


@given(amounts, rates, days)
def test_the_interest_is_that_of_the_rules_to_the_cent(amount, rate, count):
    exact = Fraction(str(amount)) * Fraction(str(rate)) / 100 * count / 360
    assert abs(Fraction(discounting.discount_interest(amount, rate, count)) - exact) < Fraction(1, 1000)


@given(amounts, rates, days, days)
def test_more_days_never_cost_less(amount, rate, first, second):
    less, more = sorted((first, second))
    assert discounting.discount_interest(amount, rate, less) <= discounting.discount_interest(amount, rate, more)


@given(dates, st.integers(-30, 400))
def test_interest_runs_from_the_day_of_the_discount_to_the_day_before_the_maturity(day, distance):
    maturity = day + timedelta(days=distance)
    counted = [day + timedelta(days=each) for each in range(discounting.discount_days(day, maturity))]
    assert maturity not in counted
    assert not counted or (counted[0], counted[-1]) == (day, maturity - timedelta(days=1))
