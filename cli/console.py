"""What the person sees: each long step with its name while it runs and its time when it is done."""

import sys
import threading
import time
from contextlib import contextmanager

HEARTBEAT = 30.0
_lock = threading.Lock()


def duration(seconds):
    """Readable elapsed time.

    >>> duration(4.26), duration(75), duration(3725)
    ('4.3 s', '1 min 15 s', '1 h 02 min')
    """
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest:02d} s"
    return f"{minutes // 60} h {minutes % 60:02d} min"


def say(text=""):
    with _lock:
        print(text, file=sys.stderr, flush=True)


def result(text):
    """A line that belongs to the command's output proper (standard output)."""
    with _lock:
        print(text, flush=True)


@contextmanager
def step(title, detail=lambda: ""):
    """Announce a long step, tell every half minute that it still runs (with `detail()`), close with its time."""
    start = time.monotonic()
    say(f"{title} ...")
    done = threading.Event()
    beat = threading.Thread(target=_beat, args=(title, detail, start, done), daemon=True)
    beat.start()
    try:
        yield
    except BaseException:
        done.set()
        raise
    done.set()
    say(f"{title}: done in {duration(time.monotonic() - start)}")


def _beat(title, detail, start, done):
    while not done.wait(HEARTBEAT):
        extra = detail()
        say(f"{title} ... {duration(time.monotonic() - start)}{', ' + extra if extra else ''}")
