"""How well does a person fit a record? Facts of the record against skills of the person."""


def matched(facts, skills):
    """Return {kind: values that fact and skill share}, kinds without any left out, in the order of the facts.

    >>> matched({"language": {1}, "industry": {7}}, {"industry": {7, 8}, "language": {2}})
    {'industry': {7}}

    :param facts: {kind: set of values}, the most telling kind first
    :param skills: {kind: set of values}
    """
    common = {kind: values & skills.get(kind, frozenset()) for kind, values in facts.items()}
    return {kind: values for kind, values in common.items() if values}


def score(kinds, order):
    """Return how much matches in these kinds count: one in a more telling kind outweighs all in less telling ones.

    >>> [score(kinds, ["territory", "language", "industry"]) for kinds in (["territory"], ["language", "industry"], [])]
    [4, 3, 0]

    :param kinds: the kinds that matched
    :param order: all kinds, the most telling first
    """
    return sum(1 << (len(order) - 1 - order.index(kind)) for kind in set(kinds))
