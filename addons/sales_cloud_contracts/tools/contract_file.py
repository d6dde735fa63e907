"""Read a file of contracts that were signed before: a row for each instalment, those of one contract together."""

from dataclasses import dataclass
from datetime import date as Date

from .table_file import as_amount, as_date, as_text, rows_of

HEADERS = {
    "number": ("number", "contract", "contract number", "合同编号", "合同号"),
    "customer": ("customer", "客户", "客户名称", "甲方"),
    "subject": ("subject", "合同名称", "项目", "标的"),
    "owner": ("owner", "负责人", "业务员", "销售员"),
    "signed": ("signed on", "signed", "签订日期", "签约日期"),
    "start": ("start", "开始日期", "生效日期"),
    "end": ("end", "结束日期", "终止日期"),
    "state": ("status", "state", "状态", "合同状态"),
    "currency": ("currency", "币种"),
    "tax": ("tax", "税率", "税"),
    "instalment": ("instalment", "期次", "款项", "回款期次"),
    "due": ("due", "due date", "应收日期", "计划回款日期", "到期日"),
    "amount": ("amount", "金额", "应收金额", "计划金额"),
    "paid": ("paid", "已收", "已收金额", "已回款"),
    "paid_on": ("paid on", "收款日期", "回款日期"),
}
REQUIRED = ("number", "customer", "signed", "instalment", "amount")
# What all rows of a contract say alike; a row may leave it empty, except for the first.
SHARED = ("customer", "subject", "owner", "signed", "start", "end", "state", "currency", "tax")
STATES = {
    "running": ("", "running", "in force", "执行中", "履行中", "生效"),
    "signed": ("signed", "已签订", "已签署"),
    "suspended": ("suspended", "暂停", "已暂停", "中止"),
    "done": ("done", "completed", "已完成", "完成"),
}


@dataclass
class Row:
    """One instalment of the file with its contract; ``problem`` is a code, '' when it can be brought in."""

    number: int
    contract: str = ""
    customer: str = ""
    subject: str = ""
    owner: str = ""
    signed: Date | None = None
    start: Date | None = None
    end: Date | None = None
    state: str = ""
    currency: str = ""
    tax: str = ""
    instalment: str = ""
    due: Date | None = None
    amount: float = 0.0
    paid: float = 0.0
    paid_on: Date | None = None
    problem: str = ""


def read_rows(cells):
    """Return the `Row`s below the header, each with what is wrong with it.

    :param list cells: rows of cells, the header first; numbers and dates may be typed already

    >>> head = ["合同编号", "客户", "签订日期", "期次", "应收金额", "已收", "收款日期", "状态"]
    >>> rows = read_rows([head, ["HT1", "Dragon", "2025-03-01", "预付款", "300", "300", "2025-03-05", "执行中"],
    ...                   ["HT1", "", "", "尾款", "700", "", "", ""], ["HT2", "Dragon", "x", "全款", "9", "", "", ""],
    ...                   ["HT3", "Dragon", "2025-03-01", "全款", "9", "10", "", ""], ["", "", "", "", "5", "", "", ""],
    ...                   ["HT4", "Dragon", "2025-03-01", "全款", "9", "", "", "lost"], ["HT1", "Other", "", "x", "1"]])
    >>> [(row.number, row.contract, row.state, row.problem) for row in rows]  # doctest: +NORMALIZE_WHITESPACE
    [(2, 'HT1', 'running', ''), (3, 'HT1', 'running', ''), (4, 'HT2', 'running', 'signed'),
     (5, 'HT3', 'running', 'paid'), (6, '', 'running', 'contract'), (7, 'HT4', '', 'state'),
     (8, 'HT1', 'running', 'differs')]
    """
    first, rows = {}, []
    for number, values in rows_of(cells, HEADERS):
        key = as_text(values.get("number"))
        shared = first.setdefault(key, values)
        row = _read_row(number, {**values, **{name: values.get(name) or shared.get(name) for name in SHARED}})
        told = (name for name in SHARED if as_text(values.get(name)))
        if not row.problem and any(as_text(values[name]) != as_text(shared.get(name)) for name in told):
            row.problem = "differs"
        rows.append(row)
    return rows


def _read_row(number, values):
    texts = {name: as_text(values.get(name)) for name in ("customer", "subject", "owner", "tax", "instalment")}
    days = {name: as_date(values.get(name)) for name in ("signed", "start", "end", "due", "paid_on")}
    row = Row(number, as_text(values.get("number")), currency=as_text(values.get("currency")).upper(), **texts, **days)
    amount, paid = as_amount(values.get("amount")), as_amount(values.get("paid") or 0)
    row.amount, row.paid = amount or 0.0, paid or 0.0
    word = as_text(values.get("state")).lower()
    row.state = next((state for state, words in STATES.items() if word in words), "")
    unread = [name for name in days if as_text(values.get(name)) and not days[name]]
    problems = {
        "contract": not row.contract,
        "customer": not row.customer,
        "signed": row.signed is None,
        "date": bool(unread),
        "state": not row.state,
        "instalment": not row.instalment,
        "amount": row.amount <= 0,
        "paid": paid is None or not 0 <= row.paid <= row.amount,
    }
    row.problem = next((code for code, holds in problems.items() if holds), "")
    return row


def rate_of(text):
    """Return the percentage that a tax is written as, None when it is written as a name.

    >>> rate_of("13%"), rate_of("0.13"), rate_of("6"), rate_of("VAT 13 %"), rate_of("")
    (13.0, 13.0, 6.0, None, None)
    """
    number = as_amount(text.rstrip("%％ "))
    if number is None:
        return None
    return round(number * 100, 6) if 0 < number < 1 else number
