"""Read a table from a file that somebody made: CSV in any encoding that is usual, columns by name, cells by kind."""

import csv
import io
import re
from datetime import date as Date
from datetime import datetime

DATE_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y.%m.%d", "%Y年%m月%d日")


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


def find_columns(header, known):
    """Return {name: position} of the known columns of a header.

    :param dict known: {name: lower-case headings that mean it}

    >>> find_columns(["Date", "余额", "金额"], {"date": ("date",), "amount": ("amount", "金额"), "label": ("memo",)})
    {'date': 0, 'amount': 2}
    """
    cells = [str(cell or "").strip().lower() for cell in header]
    found = {
        name: next((cells.index(alias) for alias in aliases if alias in cells), None) for name, aliases in known.items()
    }
    return {name: position for name, position in found.items() if position is not None}


def rows_of(cells, known):
    """Return (number of the row, {name: cell}) of each row below the header; the first row of a file is number 1.

    >>> rows_of([["date", "amount"], ["2026-03-01"]], {"date": ("date",), "amount": ("amount",)})
    [(2, {'date': '2026-03-01', 'amount': ''})]
    """
    columns = find_columns(cells[0], known)
    return [
        (number, {name: line[at] if at < len(line) else "" for name, at in columns.items()})
        for number, line in enumerate(cells[1:], start=2)
    ]


def read_once(cells, known, read_row):
    """Return what is read of each row below the header; a reference that stood in a row before is a problem.

    :param read_row: function(number, {name: cell}) -> row with ``reference`` and ``problem``, a code or ''
    """
    seen, rows = set(), []
    for number, values in rows_of(cells, known):
        row = read_row(number, values)
        if not row.problem and row.reference in seen:
            row.problem = "repeated"
        seen.add(row.reference)
        rows.append(row)
    return rows


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
