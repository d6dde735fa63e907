"""May this person take these records now? The facts are counted elsewhere; here is the decision, in one place."""

from collections import namedtuple

#: Why a claim is refused. ``code`` names the rule, ``items`` the records it stops, ``limit``, ``used`` and
#: ``asked`` the numbers behind it.
Refusal = namedtuple("Refusal", "code items limit used asked", defaults=((), 0, 0, 0))


def over_limit(limit, used, asked):
    """Say whether ``asked`` more are too many; a limit of 0 is no limit, and what does not count is never too much.

    >>> [over_limit(10, 8, 2), over_limit(10, 8, 3), over_limit(0, 8, 3), over_limit(10, 12, 0)]
    [False, True, False, False]
    """
    return bool(limit and asked) and used + asked > limit


def first_refusal(items, *, member, exempt=False, closed=(), fresh=(), cooling=(), daily=(0, 0), holding=(0, 0, 0)):
    """Return the Refusal that a person should hear first, None if the claim is fine.

    :param items: the records asked for
    :param member: whether the person belongs to the pool
    :param exempt: whether limits do not bind this person (managers, where the pool says so)
    :param closed: records that are not open for claiming yet
    :param fresh: records still in their freshness window
    :param cooling: records whose previous owner may not take them back yet
    :param daily: (limit, used) of the day
    :param holding: (limit, held, asked) at once, in whatever the pool counts: records, weighed by customer tier

    >>> first_refusal([1, 2], member=True, daily=(5, 4)).code
    'daily'
    >>> first_refusal([1, 2], member=True, exempt=True, daily=(5, 4)) is None
    True
    >>> first_refusal([1], member=True, holding=(10, 8, 3))
    Refusal(code='holding', items=(1,), limit=10, used=8, asked=3)
    """
    if not member:
        return Refusal("member")
    if exempt:
        return None
    for code, stopped in (("closed", closed), ("fresh", fresh), ("cooling", cooling)):
        if stopped:
            return Refusal(code, tuple(stopped))
    for code, (limit, used, asked) in (("daily", (*daily, len(items))), ("holding", holding)):
        if over_limit(limit, used, asked):
            return Refusal(code, tuple(items), limit, used, asked)
    return None
