"""Whose customer is it that comes back? Who works with it now, else who let it go not long ago and not by neglect."""

from collections import namedtuple

#: A holding that ended. ``moment`` in UTC, ``user`` who held, ``reason`` how it ended.
Release = namedtuple("Release", "moment user reason")

#: Who lost a record like this is not asked again.
NEGLECT_REASONS = frozenset({"reclaimed", "taken_back"})


def returning_owner(present, releases, since):
    """Return (user, moment of the release) of the person to whom a customer comes back, (None, None) without one.

    Only the last release speaks: who held it before did not have it any more.

    >>> returning_owner(7, [], 0)
    (7, None)
    >>> returning_owner(None, [Release(3, 1, "return"), Release(5, 2, "lost")], since=4)
    (2, 5)
    >>> returning_owner(None, [Release(3, 1, "return"), Release(5, 2, "reclaimed")], since=0)
    (None, None)

    :param present: who works with the customer now, or None
    :param releases: list of Release
    :param since: releases before this moment do not count
    """
    if present:
        return present, None
    last = max(releases, default=None)
    if last is None or last.moment < since or last.reason in NEGLECT_REASONS:
        return None, None
    return last.user, last.moment


def known_by_name(workers, releases):
    """Return (worker, releases) that the name of a company tells: nothing where several people dealt with the name.

    >>> known_by_name([7], [])
    (7, [])
    >>> known_by_name([7, 8], []), known_by_name([], [Release(3, 1, "return"), Release(5, 2, "lost")])
    ((None, []), (None, []))

    :param workers: ids of who works with companies of that name now
    :param releases: list of Release of companies of that name
    """
    if len(set(workers)) > 1 or len({release.user for release in releases}) > 1:
        return None, []
    return next(iter(workers), None), releases
