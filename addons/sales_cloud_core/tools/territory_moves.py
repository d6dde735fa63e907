"""What a plan of territories moves: who gains, and who loses."""

COUNTED = ("customers", "leads", "opportunities", "amount")


def gains_and_losses(moves, holders):
    """Return {holder: {'gained': {...}, 'lost': {...}}} of moves between territories.

    What moves between two territories of one holder changes nothing for that holder.

    >>> move = {"from_id": 1, "to_id": 2, "customers": 3, "leads": 0, "opportunities": 1, "amount": 10.0}
    >>> result = gains_and_losses([move], {1: ["ann"], 2: ["ann", "bob"]})
    >>> result["bob"]["gained"]["amount"], result["bob"]["lost"]["amount"], "ann" in result
    (10.0, 0, False)

    :param moves: dicts with ``from_id``, ``to_id`` (None for none) and the numbers `COUNTED`
    :param holders: {territory id: those who hold it}
    """
    result = {}
    for move in moves:
        before, after = set(holders.get(move["from_id"], ())), set(holders.get(move["to_id"], ()))
        for side, changed in (("gained", after - before), ("lost", before - after)):
            for holder in changed:
                nothing = {"gained": dict.fromkeys(COUNTED, 0), "lost": dict.fromkeys(COUNTED, 0)}
                sums = result.setdefault(holder, nothing)
                for name in COUNTED:
                    sums[side][name] += move[name]
    return result
