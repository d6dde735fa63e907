"""What a contract says at a moment, and how two such moments differ.

A snapshot is a JSON value::

    {
        "facts": {"amount_total": 1130.0, "date_end": "2026-12-31", ...},  # dates as ISO text, None when empty
        "lines": [{"key": 7, "name": "CNC machine", "quantity": 2.0, ...}],
        "plan": [{"key": 9, "name": "Deposit", "date_due": None, "amount": 339.0}],
    }

A row keeps its ``key`` as long as it is the same row.
"""

from dataclasses import dataclass

FACTS = ("date_start", "date_end", "amount_untaxed", "amount_tax", "amount_total", "note")
LINE = ("name", "quantity", "unit", "price_unit", "discount", "taxes", "amount")
INSTALMENT = ("name", "date_due", "amount")
ADDED, REMOVED, CHANGED = "added", "removed", "changed"
DIGITS = 6  # a difference of floats below this is none


@dataclass(frozen=True)
class Change:
    """One difference: of which section ('facts', 'lines' or 'plan') and row, in which field, from what to what.

    ``kind`` says what became of the row. An added or removed row has one change per row, with field 'amount'.
    """

    section: str
    kind: str
    name: str
    field: str
    before: object = None
    after: object = None


def compare(before, after):
    """Return the list of `Change` that leads from one snapshot to the other.

    >>> compare({"facts": {"amount_total": 100.0}}, {"facts": {"amount_total": 120.0}})
    [Change(section='facts', kind='changed', name='', field='amount_total', before=100.0, after=120.0)]
    >>> new = {"lines": [{"key": 2, "name": "Robot", "amount": 50.0}]}
    >>> [(change.kind, change.name, change.after) for change in compare({"lines": []}, new)]
    [('added', 'Robot', 50.0)]
    """
    facts = _compare_fields("facts", "", FACTS, before.get("facts", {}), after.get("facts", {}))
    lines = _compare_rows("lines", LINE, before.get("lines", []), after.get("lines", []))
    plan = _compare_rows("plan", INSTALMENT, before.get("plan", []), after.get("plan", []))
    return facts + lines + plan


def _compare_rows(section, fields, before, after):
    old = {row["key"]: row for row in before}
    new = {row["key"]: row for row in after}
    changes = []
    for key, row in old.items():
        if key in new:
            changes += _compare_fields(section, row["name"], fields, row, new[key])
        else:
            changes.append(Change(section, REMOVED, row["name"], "amount", before=row.get("amount")))
    changes += [
        Change(section, ADDED, row["name"], "amount", after=row.get("amount"))
        for key, row in new.items()
        if key not in old
    ]
    return changes


def _compare_fields(section, name, fields, before, after):
    return [
        Change(section, CHANGED, name, field, before.get(field), after.get(field))
        for field in fields
        if _differs(before.get(field), after.get(field))
    ]


def _differs(before, after):
    """Tell whether two values differ; empty ones are alike.

    >>> _differs(0.1 + 0.2, 0.3), _differs(None, ""), _differs(None, "2026-01-01"), _differs(0.0, 1)
    (False, False, True, True)
    """
    if isinstance(before, float) or isinstance(after, float):
        return round((before or 0.0) - (after or 0.0), DIGITS) != 0
    return (before or None) != (after or None)
