"""Whose money came in: which open instalment a bank line probably pays, and why; which claims compete."""

from dataclasses import dataclass

# What each sign is worth; together they order the suggestions, nothing else.
WEIGHTS = {"reference": 60, "account": 50, "partner": 40, "name": 30, "amount": 25, "contract": 15, "due": 10}
ENOUGH = 25
DUE_DAYS = 15
# A payment that was registered by hand is the one of a bank line only so many days around it.
LINK_DAYS = 15
# Last day of age of each bucket, youngest first; the oldest has no end.
_AGES = (("d0_3", 3), ("d4_7", 7), ("d8_30", 30), ("d31", None))


@dataclass(frozen=True)
class Line:
    """A bank line: ``payer_key`` is the payer's name without legal form, ``text`` all that the bank wrote."""

    amount: float
    date: object = None
    payer_key: str = ""
    partner_id: int | None = None
    is_account_known: bool = False
    text: str = ""


@dataclass(frozen=True)
class Open:
    """An open instalment."""

    id: int
    amount: float
    contract_amount: float
    contract_number: str
    partner_id: int
    partner_key: str = ""
    date_due: object = None


def reasons_for(line, candidate, rounding=0.01):
    """Return which signs say that ``line`` pays ``candidate``, strongest first.

    >>> line = Line(300.0, payer_key="dragon", text="HT/2026/0001 deposit")
    >>> reasons_for(line, Open(7, 300.0, 1000.0, "HT/2026/0001", 5, "dragon machines"))
    ['reference', 'name', 'amount']
    >>> reasons_for(line, Open(8, 200.0, 300.0, "HT/2026/0002", 6, "tiger"))
    ['contract']
    """
    same = lambda one, other: abs(one - other) < rounding / 2  # noqa: E731
    is_partner = bool(line.partner_id) and line.partner_id == candidate.partner_id
    signs = {
        "reference": bool(candidate.contract_number) and candidate.contract_number.lower() in line.text.lower(),
        "account": is_partner and line.is_account_known,
        "partner": is_partner and not line.is_account_known,
        "name": not is_partner and is_same_name(line.payer_key, candidate.partner_key),
        "amount": same(line.amount, candidate.amount),
        "contract": not same(line.amount, candidate.amount) and same(line.amount, candidate.contract_amount),
        "due": bool(line.date and candidate.date_due) and abs((line.date - candidate.date_due).days) <= DUE_DAYS,
    }
    return [sign for sign, holds in signs.items() if holds]


def is_same_name(payer_key, partner_key):
    """Say whether a payer's name is that of a partner, written shorter or longer.

    >>> is_same_name("dragon", "dragon machines"), is_same_name("", "dragon"), is_same_name("dr", "dragon")
    (True, False, False)
    >>> is_same_name("东莞精锐模具", "东莞精锐模具"), is_same_name("精锐", "东莞精锐模具")
    (True, False)
    """
    if not payer_key or not partner_key:
        return False
    if payer_key == partner_key:
        return True
    short, long = sorted((payer_key, partner_key), key=len)
    return len(short) >= 4 and short in long


def suggest(line, candidates, limit=3, rounding=0.01):
    """Return the most probable instalments as (score, id, reasons), best first; the oldest due wins a tie.

    >>> cheap = Open(1, 300.0, 900.0, "A1", 5, "dragon")
    >>> exact = Open(2, 500.0, 900.0, "A2", 5, "dragon")
    >>> suggest(Line(500.0, payer_key="dragon"), [cheap, exact])
    [(55, 2, ['name', 'amount']), (30, 1, ['name'])]
    >>> suggest(Line(1.0, payer_key="nobody"), [cheap, exact])
    []
    """
    scored = []
    for candidate in candidates:
        reasons = reasons_for(line, candidate, rounding)
        score = sum(WEIGHTS[reason] for reason in reasons)
        if score >= ENOUGH:
            scored.append((score, candidate, reasons))
    scored.sort(key=lambda row: (-row[0], str(row[1].date_due or "9"), row[1].id))
    return [(score, candidate.id, reasons) for score, candidate, reasons in scored[:limit]]


@dataclass(frozen=True)
class Registered:
    """A payment that was registered by hand; ``day`` is when its money was to come."""

    id: int
    day: object
    partner_id: int | None = None
    partner_key: str = ""
    reference: str = ""
    amount: float = 0.0


def find_registered(line, reference, candidates):
    """Return the id of the payment that ``line`` probably is the money of, None when none is or two are as good.

    The bank's reference decides; else the payer has to be the customer, and the payment within `LINK_DAYS`. Of several
    the nearest day wins.

    :param Line line: with the day of the bank
    :param str reference: of the bank
    :param list candidates: `Registered` payments of exactly this amount

    >>> from datetime import date
    >>> near = Registered(1, date(2026, 3, 1), 5, "dragon", "B1")
    >>> far = Registered(2, date(2026, 3, 9), 5, "dragon", "B2")
    >>> line = Line(10.0, date(2026, 3, 2), "dragon")
    >>> find_registered(line, "", [near, far]), find_registered(line, "B2", [near, far])
    (1, 2)
    >>> find_registered(line, "", [near, Registered(3, date(2026, 3, 3), 5, "dragon")])
    >>> find_registered(Line(10.0, date(2026, 5, 2), "dragon"), "", [near, far])
    """
    same = [each for each in candidates if reference and each.reference == reference]
    if same:
        return same[0].id if len(same) == 1 else None
    ranked = sorted(
        (abs((line.date - each.day).days), each.id) for each in candidates if line.date and is_payer(line, each)
    )
    if not ranked or ranked[0][0] > LINK_DAYS or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
        return None
    return ranked[0][1]


def is_payer(line, registered):
    """Say whether a `Registered` payment is of the customer whom a `Line` names as payer."""
    if line.partner_id:
        return line.partner_id == registered.partner_id
    return is_same_name(line.payer_key, registered.partner_key)


def is_third_party(payer_partner_id, payer_key, partner_ids, partner_keys):
    """Say whether somebody else than the customer paid, so that a claim needs proof.

    Nobody known as payer, neither by account nor by name, is nobody else.

    >>> is_third_party(7, "", {5}, ["dragon"]), is_third_party(5, "tiger", {5}, ["dragon"])
    (True, False)
    >>> is_third_party(None, "tiger", {5}, ["dragon"]), is_third_party(None, "", {5}, ["dragon"])
    (True, False)
    """
    if payer_partner_id:
        return payer_partner_id not in partner_ids
    return bool(payer_key) and not any(is_same_name(payer_key, key) for key in partner_keys)


def state_of(amount, claimed, customers, compare):
    """Return the state of a bank line with these pending claims.

    :param float amount: of the line
    :param list claimed: what each claim asks for, in the currency of the line
    :param int customers: how many customers the claims name
    :param compare: function (a, b) -> -1, 0, 1

    >>> compare = lambda a, b: (a > b) - (a < b)
    >>> state_of(100, [], 0, compare), state_of(100, [60, 40], 1, compare)
    ('unclaimed', 'claimed')
    >>> state_of(100, [100, 100], 1, compare), state_of(100, [50, 50], 2, compare)
    ('disputed', 'disputed')
    """
    if not claimed:
        return "unclaimed"
    return "disputed" if customers > 1 or compare(sum(claimed), amount) > 0 else "claimed"


def age_of(days):
    """Return the age of a line that waits ``days`` days.

    >>> [age_of(days) for days in (0, 3, 4, 7, 8, 30, 31)]
    ['d0_3', 'd0_3', 'd4_7', 'd4_7', 'd8_30', 'd8_30', 'd31']
    """
    return next(age for age, last in _AGES if last is None or days <= last)


def age_ranges():
    """Return each age as (age, first day, last day), in days; the last day of the oldest is None.

    >>> list(age_ranges())
    [('d0_3', 0, 3), ('d4_7', 4, 7), ('d8_30', 8, 30), ('d31', 31, None)]
    """
    first = 0
    for age, last in _AGES:
        yield age, first, last
        first = (last or 0) + 1
