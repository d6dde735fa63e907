"""Which instalment a bank line pays, and how money is laid out, for any input."""

from hypothesis import given
from hypothesis import strategies as st
from sales_cloud_contracts.tools import bank_file, claiming, receiving

CENTS = st.integers(0, 10**8).map(lambda cents: cents / 100)


@given(CENTS, st.lists(CENTS, max_size=6))
def test_pieces_add_up_to_the_amount_and_no_target_takes_too_much(amount, open_amounts):
    pieces = receiving.pieces_of(amount, open_amounts)
    assert round(sum(piece for _index, piece in pieces), 2) == amount
    assert all(piece <= open_amounts[index] for index, piece in pieces if index is not None)


@given(CENTS, st.lists(CENTS.filter(bool), max_size=5), st.integers(0, 3))
def test_claims_compete_only_when_they_exceed_the_line_or_name_two_customers(amount, claimed, customers):
    state = claiming.state_of(amount, claimed, customers, lambda a, b: (a > b) - (a < b))
    if not claimed:
        assert state == "unclaimed"
    else:
        assert (state == "disputed") == (sum(claimed) > amount or customers > 1)


@given(st.integers(0, 400))
def test_every_age_lies_in_the_range_of_its_bucket(days):
    ranges = {age: (first, last) for age, first, last in claiming.age_ranges()}
    first, last = ranges[claiming.age_of(days)]
    assert first <= days and (last is None or days <= last)


@given(st.lists(st.lists(st.one_of(st.text(max_size=12), st.none(), st.floats(allow_nan=False, allow_infinity=False)))))
def test_any_file_is_read_row_by_row_without_an_error(rows):
    header = ["date", "amount", "bank reference", "payer"]
    read = bank_file.read_rows([header, *rows])
    assert [row.number for row in read] == list(range(2, len(rows) + 2))
    assert all(row.date and row.amount > 0 and row.reference for row in read if not row.problem)
