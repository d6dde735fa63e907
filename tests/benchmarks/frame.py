"""What a benchmark is, and how it is measured.

A benchmark is a function ``(env, volume)``, or ``(env, reference_env, volume)`` if it needs a second database. It seeds
data and returns a `Case`: what is measured and the reference that it is compared with; or several, as a dict of
names and cases. Everything happens in one transaction that is rolled back, or on copies that are dropped, so any
database will do and none is changed.
"""

import gc
import re
import resource
import statistics
import time
import tracemalloc
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass
from pathlib import Path

BENCHMARKS = {}


@dataclass(frozen=True)
class Case:
    """``subject`` and ``reference`` take nothing and do the same work, ours and the plain way."""

    subject: Callable
    reference: Callable
    limit: float | None  # at most so many times the reference (None: only reported) ...
    constant: float = 0.0  # ... and so much
    repeat: int = 3
    reference_repeat: int | None = None  # 1 for a reference that takes minutes
    memory: bool = True  # whether to measure it, in a pass that takes several times as long
    unit: str = "cpu_seconds"  # what is compared: a figure of `Measure`
    share: float = 1.0  # the subject does so many times the work of the reference
    growth: float | None = None  # so many megabytes at most may the process grow in the subject's pass


@dataclass(frozen=True)
class Measure:
    cpu_seconds: float  # of this process and of its database backend; the best of the repetitions, as the next
    seconds: float
    median_seconds: float
    queries: int
    peak_mb: float | None  # Python memory above what was there before, in a pass of its own
    growth_mb: float  # how far the process grew beyond its size before the pass


@dataclass(frozen=True)
class Result:
    name: str
    volume: int
    subject: Measure
    reference: Measure
    unit: str
    ratio: float  # of the same work
    limit: float | None
    constant: float
    passed: bool

    def as_dict(self):
        return asdict(self)


@dataclass(frozen=True)
class Benchmark:
    function: Callable
    volume: int
    beside: str | None
    is_settled: bool


def benchmark(volume, beside=None, is_settled=False):
    """Register a function as a benchmark with its usual volume.

    :param beside: the second database it needs: "odoo" (Odoo's modules without our addons) or "copy" (like the first)
    :param is_settled: whether it measures on data at rest: the function calls `settle`, on copies that are dropped
    """

    def register(function):
        BENCHMARKS[function.__name__] = Benchmark(function, volume, beside, is_settled)
        return function

    return register


def run(name, env, reference_env=None, scale=1.0):
    """Run one benchmark at ``scale`` times its usual volume and return the `Result` of each of its cases."""
    chosen = BENCHMARKS[name]
    volume = max(1, int(chosen.volume * scale))
    environments = [env, reference_env] if chosen.beside else [env]
    with ExitStack() as undone:
        for each in environments if not chosen.is_settled else ():
            undone.enter_context(_undone(each))
        made = chosen.function(*environments, volume)
        for each in environments:
            _analyse(each)
        cases = made if isinstance(made, dict) else {name: made}
        return [_judge(label, volume, case, *measure(case, env, environments[-1])) for label, case in cases.items()]


def settle(env, table, every=100):
    """Commit what was seeded and let it come to rest, as a database does by itself; then change some rows.

    :param every: which rows of the table have been changed since, as in a day of work: every hundredth
    """
    env.flush_all()
    env.cr.commit()
    with closing(env.registry.cursor()) as cr:
        cr.connection.autocommit = True
        cr.execute("VACUUM (ANALYZE)")
        cr.execute(f"UPDATE {table} SET write_date = now() AT TIME ZONE 'UTC' WHERE id % {every} = 0")
        cr.connection.autocommit = False


def _analyse(env):
    """Let the planner know the volume; of our tables only, for those of the whole cluster stay locked."""
    env.flush_all()
    env.cr.execute("SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables WHERE schemaname = 'public'")
    env.cr.execute(f"ANALYZE {env.cr.fetchone()[0]}")


def _judge(name, volume, case, subject, reference):
    ours, theirs = getattr(subject, case.unit) / case.share, getattr(reference, case.unit)
    passed = case.limit is None or ours <= case.limit * theirs + case.constant
    passed = passed and (case.growth is None or subject.growth_mb <= case.growth)
    ratio = round(ours / max(theirs, 1e-6), 4)
    return Result(name, volume, subject, reference, case.unit, ratio, case.limit, case.constant, passed)


def measure(case, env, reference_env):
    """Return the `Measure` of subject and reference.

    They take turns, so that a busy machine slows both; each pass starts from cold caches of the ORM and is undone.
    """
    repeats = {case.subject: case.repeat, case.reference: case.reference_repeat or case.repeat}
    works = [(case.subject, env), (case.reference, reference_env)]
    passes = {work: [] for work, _env in works}
    for turn in range(max(repeats.values()) + 1):
        for work, its_env in works:
            # The first pass fills the caches of the registry; a single one has to do without.
            if turn <= repeats[work] and (turn or repeats[work] > 1):
                passes[work].append(_time(its_env, work))
    return [
        _summarise(passes[work], _measure_memory(its_env, work) if case.memory and repeats[work] > 1 else None)
        for work, its_env in works
    ]


def _summarise(passes, peak):
    counted = passes[1:] or passes
    cpu, seconds, queries, growth = zip(*counted, strict=True)
    median = statistics.median(seconds)
    return Measure(round(min(cpu), 4), round(min(seconds), 4), round(median, 4), queries[-1], peak, max(growth))


def _measure_memory(env, work):
    gc.collect()
    tracemalloc.start()
    _time(env, work)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return round(peak / 2**20, 2)


def _time(env, work):
    """Return what one pass of the work takes: (seconds of CPU, seconds, queries, growth of the process in MB)."""
    with _undone(env):
        queries, size, cpu, start = env.cr.sql_log_count, _size(is_start=True), _cpu(env), time.perf_counter()
        work()
        env.cr.flush()  # with what waits for the commit
        seconds = time.perf_counter() - start
        return _cpu(env) - cpu, seconds, env.cr.sql_log_count - queries, round(_size() - size, 1)


def _cpu(env):
    """Return the seconds that this process and, on this machine, the database backend have worked so far.

    On a machine that others use the clock tells more about them than about the work.
    """
    backend = Path(f"/proc/{env.cr.connection.info.backend_pid}/schedstat")
    worked = int(backend.read_text().split()[0]) / 1e9 if backend.exists() else 0.0
    return time.process_time() + worked


def _size(is_start=False):
    """Return the largest size of this process in megabytes: since the start of a pass, where the system can tell."""
    reset, status = Path("/proc/self/clear_refs"), Path("/proc/self/status")
    if not reset.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if is_start:
        reset.write_text("5", encoding="ascii")
    return int(re.search(r"VmHWM:\s+(\d+)", status.read_text(encoding="ascii"))[1]) / 1024


class _undone:
    """Undo in the end what is written inside, in the database and in the ORM's caches."""

    def __init__(self, env):
        self.env = env

    def __enter__(self):
        self.env.flush_all()
        self.env.invalidate_all()
        self.savepoint = self.env.cr.savepoint(flush=False)

    def __exit__(self, *_error):
        self.env.cr.clear()
        self.savepoint.close(rollback=True)
