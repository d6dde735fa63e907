"""Read the lines of a bank's file: which column is what, and what is wrong in which row."""

from dataclasses import dataclass
from datetime import date as Date

from .table_file import as_amount, as_date, as_text, read_once

HEADERS = {
    "date": ("date", "value date", "booking date", "日期", "交易日期", "记账日期", "入账日期"),
    "amount": ("amount", "credit", "金额", "收入金额", "收入", "贷方发生额", "交易金额"),
    "payer": ("payer", "counterparty", "payer name", "付款人", "付款方", "对方户名", "对方名称"),
    "account": ("payer account", "account", "counterparty account", "付款账号", "对方账号"),
    "reference": ("bank reference", "reference", "transaction number", "流水号", "交易流水号", "银行流水号"),
    "label": ("purpose", "description", "memo", "摘要", "附言", "用途"),
    "currency": ("currency", "币种"),
    "foreign": ("amount in currency", "foreign amount", "外币金额"),
}
REQUIRED = ("date", "amount", "reference")


@dataclass
class Row:
    """One line of the file; ``problem`` is a code, '' when it can be imported."""

    number: int
    date: Date | None = None
    amount: float = 0.0
    payer: str = ""
    account: str = ""
    reference: str = ""
    label: str = ""
    currency: str = ""
    foreign: float = 0.0
    problem: str = ""


def read_rows(cells):
    """Return the `Row`s below the header, each with what is wrong with it.

    :param list cells: rows of cells, the header first; numbers and dates may be typed already

    >>> rows = read_rows([["date", "amount", "reference"], ["2026-03-01", "1,200.50", "B1"], ["x", "5", "B2"],
    ...                   ["2026-03-01", "-7", "B3"], ["2026-03-02", "8", "B1"], ["2026-03-02", "8", ""]])
    >>> [(row.number, row.amount, row.problem) for row in rows]
    [(2, 1200.5, ''), (3, 5.0, 'date'), (4, -7.0, 'outgoing'), (5, 8.0, 'repeated'), (6, 8.0, 'reference')]
    """
    return read_once(cells, HEADERS, _read_row)


def _read_row(number, values):
    texts = {name: as_text(values.get(name)) for name in ("payer", "account", "reference", "label", "currency")}
    row = Row(number, as_date(values.get("date")), currency=texts.pop("currency").upper(), **texts)
    amount, foreign = as_amount(values.get("amount")), as_amount(values.get("foreign") or 0)
    row.amount, row.foreign = amount or 0.0, foreign or 0.0
    problems = {
        "date": row.date is None,
        "amount": amount is None or foreign is None,
        "outgoing": amount is not None and amount <= 0,
        "reference": not row.reference,
    }
    row.problem = next((code for code, holds in problems.items() if holds), "")
    return row
