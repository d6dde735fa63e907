"""An amended plan makes its new total and keeps what is fixed; a settled one asks for no more than its value."""

import doctest
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sales_cloud_contracts.tools import amending, versions
from sales_cloud_contracts.tools.instalments import PlanError
from sales_cloud_core.tools import money

WAYS = st.sampled_from([amending.SPREAD, amending.EXTRA])


@pytest.mark.parametrize("module", [amending, versions])
def test_the_examples_in_the_documentation_hold(module):
    assert doctest.testmod(module).failed == 0


def exact(amounts):
    return sum(Decimal(str(amount)) for amount in amounts)


@st.composite
def plans(draw):
    """Return (sign, rounding, rows of (amount, fixed) in the rounding's units, new total in units)."""
    rounding = draw(st.sampled_from([0.01, 0.05, 1.0, 0.001]))
    sign = draw(st.sampled_from([1, -1]))
    amounts = draw(st.lists(st.integers(0, 10**7), min_size=1, max_size=8))
    rows = [(amount, draw(st.integers(0, amount))) for amount in amounts]
    total = draw(st.integers(1, 2 * sum(amounts) + 10))
    return rounding, sign, rows, total


def money_of(units, sign, rounding):
    return sign * money.from_units(units, rounding)


@given(plans(), WAYS)
def test_an_amended_plan_makes_the_new_total_and_keeps_what_is_fixed(plan, way):
    rounding, sign, rows, total = plan
    instalments = [(money_of(amount, sign, rounding), money_of(fixed, sign, rounding)) for amount, fixed in rows]
    new_total = money_of(total, sign, rounding)
    fixed = sum(row[1] for row in rows)
    if fixed > total:
        with pytest.raises(PlanError) as refusal:
            amending.amend_amounts(new_total, instalments, way, money.split_exact, rounding)
        assert money.to_units(refusal.value.amount, rounding) == fixed - total
        return
    amounts = amending.amend_amounts(new_total, instalments, way, money.split_exact, rounding)
    assert exact(amounts) == Decimal(str(new_total))
    assert len(instalments) <= len(amounts) <= len(instalments) + 1
    for new, (old, floor) in zip(amounts, instalments, strict=False):
        assert sign * Decimal(str(new)) >= sign * Decimal(str(floor))
        if old == floor:
            assert new == old


@given(plans())
def test_an_extra_instalment_leaves_the_others_alone_when_the_total_rises(plan):
    rounding, sign, rows, _total = plan
    instalments = [(money_of(amount, sign, rounding), money_of(fixed, sign, rounding)) for amount, fixed in rows]
    more = money_of(sum(row[0] for row in rows) + 7, sign, rounding)
    amounts = amending.amend_amounts(more, instalments, amending.EXTRA, money.split_exact, rounding)
    assert amounts[:-1] == [row[0] for row in instalments]


@given(plans())
def test_a_settled_plan_wants_its_value_but_never_less_than_is_fixed(plan):
    rounding, sign, rows, value = plan
    instalments = [(money_of(amount, sign, rounding), money_of(fixed, sign, rounding)) for amount, fixed in rows]
    wanted = amending.settle_amounts(money_of(value, sign, rounding), instalments)
    fixed, whole = sum(row[1] for row in rows), sum(row[0] for row in rows)
    assert sign * exact(wanted) == Decimal(str(money.from_units(min(max(value, fixed), whole), rounding)))
    for new, (old, floor) in zip(wanted, instalments, strict=True):
        assert sign * floor <= sign * new <= sign * old


def test_a_comparison_names_what_changed():
    before = {
        "facts": {"amount_total": 100.0, "date_end": "2026-12-31"},
        "lines": [{"key": 1, "name": "Machine", "quantity": 1.0, "amount": 80.0}, {"key": 2, "name": "Old"}],
        "plan": [{"key": 5, "name": "Deposit", "date_due": None, "amount": 100.0}],
    }
    after = {
        "facts": {"amount_total": 160.0, "date_end": "2027-06-30"},
        "lines": [{"key": 1, "name": "Machine", "quantity": 2.0, "amount": 160.0}],
        "plan": [
            {"key": 5, "name": "Deposit", "date_due": "2026-03-01", "amount": 100.0},
            {"key": None, "name": "Balance", "amount": 60.0},
        ],
    }
    assert [
        (row.section, row.kind, row.name, row.field, row.before, row.after) for row in versions.compare(before, after)
    ] == [
        ("facts", "changed", "", "date_end", "2026-12-31", "2027-06-30"),
        ("facts", "changed", "", "amount_total", 100.0, 160.0),
        ("lines", "changed", "Machine", "quantity", 1.0, 2.0),
        ("lines", "changed", "Machine", "amount", 80.0, 160.0),
        ("lines", "removed", "Old", "amount", None, None),
        ("plan", "changed", "Deposit", "date_due", None, "2026-03-01"),
        ("plan", "added", "Balance", "amount", None, 60.0),
    ]
    assert versions.compare(before, before) == []
