"""Whether a customer may be given more credit."""

from dataclasses import dataclass, replace

OVERDUE, LIMIT = "overdue", "limit"


@dataclass(frozen=True)
class Standing:
    """What a customer owes; amounts in the currency of one company.

    ``owed`` is what is invoiced and open plus what is confirmed and not invoiced; ``limit`` is None without one.
    """

    overdue: float = 0.0
    owed: float = 0.0
    limit: float | None = None


@dataclass(frozen=True)
class Worth:
    """What a document gives whom: the id of the customer, and the total in the currency of the company."""

    customer: int
    amount: float


def judge(standing, amount, allowed_overdue=0.0, tolerance=0.005):
    """Return why ``amount`` more cannot be given, None when it can.

    >>> judge(Standing(overdue=10), 100)
    'overdue'
    >>> judge(Standing(overdue=10), 100, allowed_overdue=10) is None
    True
    >>> judge(Standing(owed=950, limit=1000), 100)
    'limit'
    >>> [judge(Standing(owed=900, limit=limit), 100) for limit in (1000, None)]
    [None, None]
    """
    if standing.overdue > allowed_overdue + tolerance:
        return OVERDUE
    if standing.limit is not None and standing.owed + amount > standing.limit + tolerance:
        return LIMIT
    return None


def grown(standing, amount):
    """Return the standing of a customer who owes ``amount`` more.

    >>> grown(Standing(owed=900, limit=1000), 50)
    Standing(overdue=0.0, owed=950, limit=1000)
    """
    return replace(standing, owed=standing.owed + amount)


def has_risen(before, after, tolerance=0.005):
    """Say whether a document gives its customer more than before; another customer had nothing before.

    >>> has_risen(Worth(1, 100), Worth(1, 100.01))
    True
    >>> has_risen(Worth(1, 100), Worth(1, 100)), has_risen(Worth(1, 100), Worth(1, 90))
    (False, False)
    >>> has_risen(Worth(1, 100), Worth(2, 90))
    True
    """
    former = before.amount if before.customer == after.customer else 0.0
    return after.amount > former + tolerance
