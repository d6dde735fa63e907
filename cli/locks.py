"""Locks between commands that run at the same time. The kernel drops them when a process dies."""

import fcntl
from contextlib import contextmanager

from cli import console


@contextmanager
def exclusive(settings, name, waiting_for=""):
    """Hold the lock `name`; when another command has it, say what is waited for and wait."""
    with open(settings.locks / f"{name}.lock", "a") as handle:
        if not _try(handle):
            console.say(f"Waiting for another sales-cloud command to finish {waiting_for or name} ...")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@contextmanager
def only_one(settings, name):
    """Yield whether this process now holds the lock `name`, without waiting."""
    with open(settings.locks / f"{name}.lock", "a") as handle:
        yield _try(handle)


def _try(handle):
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
