"""The order of groups that a database made, without Odoo."""


def in_order(groups, ranks):
    """Return groups, which come in the order of their values, in the order of the ranks of these values.

    :param list groups: tuples that begin with as many values as there are ranks
    :param list ranks: for each value {value: rank}, in which a missing one comes last, or None: it keeps its place

    >>> in_order([(None, "b", 4), (1, "a", 1), (1, "b", 2), (2, "a", 3)], [{2: 0, 1: 1}, None])
    [(2, 'a', 3), (1, 'a', 1), (1, 'b', 2), (None, 'b', 4)]
    >>> in_order([("a", 1), ("a", 2), ("b", 1)], [None, {2: 0, 1: 1}])
    [('a', 2), ('a', 1), ('b', 1)]
    """
    first = {}
    for place, group in enumerate(groups):
        for depth in range(len(ranks)):
            first.setdefault(group[: depth + 1], place)

    def key(group):
        return [
            first[group[: depth + 1]] if ranked is None else ranked.get(group[depth], len(ranked))
            for depth, ranked in enumerate(ranks)
        ]

    return sorted(groups, key=key)
