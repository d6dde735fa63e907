"""What a benchmark is, and how it is measured.

A benchmark is a function ``(env, volume)`` that seeds its data and returns a `Case`: what is measured and the reference
that it is compared with. Everything happens in one transaction that is rolled back, so any database will do and none
is changed.
"""

import time
import tracemalloc
from collections.abc import Callable
from dataclasses import asdict, dataclass

BENCHMARKS = {}


@dataclass(frozen=True)
class Case:
    """``subject`` and ``reference`` take nothing and do the same work, ours and the plain way."""

    subject: Callable
    reference: Callable
    limit: float  # at most so many times the reference ...
    constant: float = 0.0  # ... and so many seconds
    repeat: int = 3


@dataclass(frozen=True)
class Measure:
    seconds: float  # the best of the repetitions
    queries: int
    peak_mb: float  # Python memory above what was there before, in a pass of its own


@dataclass(frozen=True)
class Result:
    name: str
    volume: int
    subject: Measure
    reference: Measure
    ratio: float
    limit: float
    constant: float
    passed: bool

    def as_dict(self):
        return asdict(self)


def benchmark(volume):
    """Register a function as a benchmark with its usual volume."""

    def register(function):
        BENCHMARKS[function.__name__] = (function, volume)
        return function

    return register


def run(env, name, scale=1.0):
    """Run one benchmark at ``scale`` times its usual volume and return its `Result`."""
    function, volume = BENCHMARKS[name]
    volume = max(1, int(volume * scale))
    with _undone(env):
        case = function(env, volume)
        env.flush_all()
        env.cr.execute("ANALYZE")
        subject, reference = measure(env, case.subject, case.repeat), measure(env, case.reference, case.repeat)
    allowed = case.limit * reference.seconds + case.constant
    ratio = round(subject.seconds / max(reference.seconds, 1e-6), 3)
    return Result(name, volume, subject, reference, ratio, case.limit, case.constant, subject.seconds <= allowed)


def measure(env, work, repeat):
    """Return the `Measure` of ``work``, each pass from cold caches of the ORM and undone afterwards."""
    passes = [_time(env, work) for _pass in range(repeat + 1)][1:]  # the first fills the caches of the registry
    tracemalloc.start()
    _time(env, work)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return Measure(round(min(seconds for seconds, _queries in passes), 4), passes[-1][1], round(peak / 2**20, 2))


def _time(env, work):
    with _undone(env):
        queries, start = env.cr.sql_log_count, time.perf_counter()
        work()
        env.flush_all()
        return time.perf_counter() - start, env.cr.sql_log_count - queries


class _undone:
    """Undo in the end what is written inside, in the database and in the ORM's caches."""

    def __init__(self, env):
        self.env = env

    def __enter__(self):
        self.env.flush_all()
        self.env.invalidate_all()
        self.savepoint = self.env.cr.savepoint(flush=False)

    def __exit__(self, *_error):
        self.env.clear()
        self.savepoint.close(rollback=True)
