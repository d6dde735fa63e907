"""Who gets which share when a template is applied to a document."""

from collections import namedtuple

#: ``who``: key of a person in ``people``; ``is_revenue``: the owner gets what leads to nobody
Line = namedtuple("Line", "who type is_revenue role percent")
#: one share; ``sources``: the indexes of the lines that it comes from
Share = namedtuple("Share", "person type role percent sources")


def resolve(lines, people):
    """Turn the lines of a template into shares of real people.

    A person that two lines of the same type lead to gets one share with both percentages. Where a line leads to nobody
    (no manager, no specialist), a revenue share goes to the owner, so that the total stays 100 %, and another share is
    left out.

    :param lines: list of `Line`
    :param people: {who: person or None}; 'owner' is the owner of the document
    :return: (list of `Share` in the order of the lines, indexes of the lines that led to nobody)

    >>> people = {"owner": "li", "manager": None}
    >>> lines = [Line("owner", "rev", True, "owner", 80), Line("manager", "rev", True, "manager", 20)]
    >>> resolve(lines, people)
    ([Share(person='li', type='rev', role='owner', percent=100, sources=(0, 1))], [1])
    """
    shares, missing = {}, []
    for index, line in enumerate(lines):
        person = people.get(line.who)
        if not person:
            missing.append(index)
            person = people.get("owner") if line.is_revenue else None
        if person:
            key = (person, line.type)
            before = shares.get(key) or Share(person, line.type, line.role, 0, ())
            shares[key] = before._replace(percent=before.percent + line.percent, sources=(*before.sources, index))
    return list(shares.values()), missing
