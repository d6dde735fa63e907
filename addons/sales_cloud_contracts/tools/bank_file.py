"""Read the lines of a bank's file: which column is what, and what is wrong in which row."""

import csv
import io
import re
from dataclasses import dataclass
from datetime import date as Date
from datetime import datetime

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
DATE_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y.%m.%d", "%Y年%m月%d日")


@dataclass
class Row:
    """One line of the file; ``problem`` is a code of `PROBLEMS`, '' when it can be imported."""

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


def read_csv(content):
    """Return the cells of a CSV file in UTF-8 or GB18030, whatever separates them.

    >>> read_csv("日期;金额\\n2026-03-01;5".encode("gb18030"))
    [['日期', '金额'], ['2026-03-01', '5']]
    """
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise ValueError("encoding")
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    return [row for row in csv.reader(io.StringIO(text), delimiter=delimiter) if any(cell.strip() for cell in row)]


def find_columns(header):
    """Return {name: position} of the known columns of a header.

    >>> find_columns(["交易日期", "对方户名", "收入金额", "流水号", "余额"])
    {'date': 0, 'amount': 2, 'payer': 1, 'reference': 3}
    """
    cells = [str(cell or "").strip().lower() for cell in header]
    found = {
        name: next((cells.index(alias) for alias in known if alias in cells), None) for name, known in HEADERS.items()
    }
    return {name: position for name, position in found.items() if position is not None}


def missing_columns(columns):
    """Return the names of required columns that are not there.

    >>> missing_columns({"date": 0, "amount": 1})
    ['reference']
    """
    return [name for name in REQUIRED if name not in columns]


def read_rows(cells):
    """Return the `Row`s below the header, each with what is wrong with it.

    :param list cells: rows of cells, the header first; numbers and dates may be typed already

    >>> rows = read_rows([["date", "amount", "reference"], ["2026-03-01", "1,200.50", "B1"], ["x", "5", "B2"],
    ...                   ["2026-03-01", "-7", "B3"], ["2026-03-02", "8", "B1"], ["2026-03-02", "8", ""]])
    >>> [(row.number, row.amount, row.problem) for row in rows]
    [(2, 1200.5, ''), (3, 5.0, 'date'), (4, -7.0, 'outgoing'), (5, 8.0, 'repeated'), (6, 8.0, 'reference')]
    """
    columns = find_columns(cells[0])
    seen, rows = set(), []
    for number, line in enumerate(cells[1:], start=2):
        row = _read_row(number, {name: line[at] if at < len(line) else "" for name, at in columns.items()})
        if not row.problem and row.reference in seen:
            row.problem = "repeated"
        seen.add(row.reference)
        rows.append(row)
    return rows


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


def as_text(value):
    """Return a cell as text; a whole number has no decimals.

    >>> as_text(12.0), as_text(None), as_text(" a ")
    ('12', '', 'a')
    """
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def as_date(value):
    """Return a cell as a day, None when it is none.

    >>> as_date("2026/3/1"), as_date("20260301 10:22"), as_date(datetime(2026, 3, 1, 9)), as_date("soon")
    (datetime.date(2026, 3, 1), datetime.date(2026, 3, 1), datetime.date(2026, 3, 1), None)
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, Date):
        return value
    words = as_text(value).split()
    found = (_parse_date(words[0], pattern) for pattern in DATE_FORMATS) if words else ()
    return next((day for day in found if day), None)


def _parse_date(word, pattern):
    try:
        return datetime.strptime(word, pattern).date()
    except ValueError:
        return None


def as_amount(value):
    """Return a cell as a number, None when it is none.

    >>> as_amount("¥1,200.50"), as_amount(7), as_amount("(3)"), as_amount("")
    (1200.5, 7.0, None, None)
    """
    if isinstance(value, int | float):
        return float(value)
    text = re.sub(r"[,\s¥￥$€]", "", as_text(value))
    return float(text) if re.fullmatch(r"[+-]?\d+(\.\d+)?", text) else None
