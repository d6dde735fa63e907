"""A short sign of what a document says, to notice that it changed."""

from hashlib import sha256


def fingerprint(*parts):
    """Return a digest of the parts; equal parts give equal digests, in any process.

    >>> fingerprint("Robot", 2, 9.5) == fingerprint("Robot", 2, 9.5)
    True
    >>> fingerprint("Robot", 2, 9.5) == fingerprint("Robot", 2, 9.51)
    False
    """
    return sha256(repr(parts).encode()).hexdigest()
