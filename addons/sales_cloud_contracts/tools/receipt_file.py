"""Read a file of receipts that were kept by hand: which column is what, and what is wrong in which row."""

from dataclasses import dataclass
from datetime import date as Date

from .table_file import as_amount, as_date, as_text, read_once

HEADERS = {
    "date": ("date", "received on", "日期", "收款日期", "到账日期"),
    "amount": ("amount", "金额", "收款金额", "到账金额"),
    "contract": ("contract", "contract number", "合同", "合同编号", "合同号"),
    "instalment": ("instalment", "期次", "款项", "回款期次"),
    "reference": ("reference", "bank reference", "流水号", "凭证号", "银行流水号"),
    "means": ("means", "means of payment", "收款方式", "方式"),
    "bill": ("bill number", "票据号", "票号"),
    "maturity": ("maturity", "到期日", "票据到期日"),
}
REQUIRED = ("date", "amount", "contract", "reference")
MEANS = {
    "transfer": ("", "transfer", "转账", "银行转账", "电汇"),
    "bill": ("bill", "bank acceptance bill", "承兑", "承兑汇票", "银行承兑汇票"),
}


@dataclass
class Row:
    """One receipt of the file; ``problem`` is a code, '' when it can be registered."""

    number: int
    date: Date | None = None
    amount: float = 0.0
    contract: str = ""
    instalment: str = ""
    reference: str = ""
    means: str = ""
    bill: str = ""
    maturity: Date | None = None
    problem: str = ""


def read_rows(cells):
    """Return the `Row`s below the header, each with what is wrong with it.

    :param list cells: rows of cells, the header first; numbers and dates may be typed already

    >>> rows = read_rows([["日期", "金额", "合同编号", "流水号", "收款方式", "到期日"],
    ...                   ["2026-03-01", "1,200.50", "HT1", "R1", "", ""], ["x", "5", "HT1", "R2", "", ""],
    ...                   ["2026-03-01", "-7", "HT1", "R3", "", ""], ["2026-03-02", "8", "HT1", "R1", "", ""],
    ...                   ["2026-03-02", "8", "", "R4", "", ""], ["2026-03-02", "8", "HT1", "R5", "cheque", ""],
    ...                   ["2026-03-02", "8", "HT1", "R6", "承兑", ""]])
    >>> [(row.number, row.amount, row.means, row.problem) for row in rows]  # doctest: +NORMALIZE_WHITESPACE
    [(2, 1200.5, 'transfer', ''), (3, 5.0, 'transfer', 'date'), (4, -7.0, 'transfer', 'amount'),
     (5, 8.0, 'transfer', 'repeated'), (6, 8.0, 'transfer', 'contract'), (7, 8.0, '', 'means'),
     (8, 8.0, 'bill', 'bill')]
    """
    return read_once(cells, HEADERS, _read_row)


def _read_row(number, values):
    texts = {name: as_text(values.get(name)) for name in ("contract", "instalment", "reference", "bill")}
    amount, word = as_amount(values.get("amount")), as_text(values.get("means")).lower()
    row = Row(number, as_date(values.get("date")), amount or 0.0, maturity=as_date(values.get("maturity")), **texts)
    row.means = next((means for means, words in MEANS.items() if word in words), "")
    problems = {
        "date": row.date is None,
        "amount": row.amount <= 0,
        "contract": not row.contract,
        "reference": not row.reference,
        "means": not row.means,
        "bill": row.means == "bill" and not (row.bill and row.maturity),
    }
    row.problem = next((code for code, holds in problems.items() if holds), "")
    return row
