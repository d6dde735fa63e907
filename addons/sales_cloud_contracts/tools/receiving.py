"""How money that came in is laid out over instalments, their invoices, and what is left."""

from dataclasses import dataclass, field
from datetime import date as Date
from decimal import Decimal


@dataclass
class Share:
    """What one instalment gets of a receipt.

    ``amount`` is in the currency of the contract, ``paid`` in that of the receipt; ``discount`` (contract currency) is
    given up because of an early payment, and closes an invoice together with ``amount``.
    """

    collection: object
    amount: float
    paid: float
    discount: float = 0.0


@dataclass
class Receipt:
    """Money that came in: ``amount`` in ``currency``; ``balance`` is its worth in the company's currency, if known."""

    date: Date
    journal: object
    currency: object
    amount: float
    memo: str = ""
    balance: float | None = None
    from_bank: bool = False
    values: dict = field(default_factory=dict)


@dataclass
class Item:
    """One journal item to make: an amount of an instalment on an open invoice item, or as an advance."""

    share: object
    target: object
    amount: float
    paid: float
    balance: float = 0.0


def pieces_of(amount, open_amounts):
    """Fill open amounts in their order; what they do not take is a piece without target.

    :param amount: what there is
    :param list open_amounts: what each target still takes, oldest first
    :return: list of (index of the target or None, amount)

    >>> pieces_of(100, [30, 0, 50])
    [(0, 30.0), (2, 50.0), (None, 20.0)]
    >>> pieces_of(25, [30])
    [(0, 25.0)]
    >>> pieces_of(0.3, [0.1, 0.2])
    [(0, 0.1), (1, 0.2)]
    """
    left = Decimal(str(amount))
    pieces = []
    for index, wanted in enumerate(open_amounts):
        part = min(left, max(Decimal(str(wanted)), Decimal(0)))
        left -= part
        if part:
            pieces.append((index, float(part)))
    if left:
        pieces.append((None, float(left)))
    return pieces
