"""Child processes: none outlives the command, and a failure shows the end of its log."""

import os
import shutil
import signal
import subprocess
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path

from cli.settings import Fault

GRACE = 20.0
TAIL_LINES = 25
_running = set()
_lock = threading.Lock()
_stopping = threading.Event()


def tail(path, lines=TAIL_LINES):
    """The last lines of a log, for a message."""
    text = Path(path).read_text(errors="replace") if Path(path).exists() else ""
    return "\n".join(text.splitlines()[-lines:])


def run(command, log, what, env=None, cwd=None, accept=(0,), append=False):
    """Run `command` into `log` and return its exit code.

    `what` names the step in the sentence of the Fault that any exit code outside of `accept` raises
    (`accept=None`: any is fine).
    """
    with background(command, log, env=env, cwd=cwd, append=append) as process:
        code = process.wait()
    if accept is not None and code not in accept:
        raise Fault(f"{what} failed (exit code {code}). The end of {log}:\n{tail(log)}")
    return code


def output(command, env=None, what=None):
    """The standard output of a short command."""
    result = subprocess.run(command, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    if result.returncode:
        words = (result.stderr or result.stdout).strip()
        raise Fault(f"{what or Path(command[0]).name} failed (exit code {result.returncode}): {words}")
    return result.stdout


@contextmanager
def background(command, log, env=None, cwd=None, append=False):
    """A child that writes to `log` and is stopped, politely first, when the block ends."""
    if _stopping.is_set():
        raise Fault("The command is being stopped.")
    with open(log, "ab" if append else "wb") as sink:
        process = subprocess.Popen(
            _tied_to_us(command),
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            env=env,
            cwd=cwd,
            start_new_session=True,
        )
    with _lock:
        _running.add(process)
    try:
        yield process
    finally:
        stop(process)
        with _lock:
            _running.discard(process)


def foreground(command, env=None, cwd=None):
    """A child with our own terminal; its exit code."""
    process = subprocess.Popen(list(map(str, command)), env=env, cwd=cwd)
    try:
        return process.wait()
    except BaseException:
        _let_end(process)
        raise


def stop(process, grace=GRACE):
    """End a child and what it started: SIGTERM, and SIGKILL to the group after `grace` seconds."""
    if process.poll() is None:
        _let_end(process, grace)
    _kill_group(process.pid)


def stop_all():
    """End every child and start none, when the command itself is being stopped."""
    _stopping.set()
    with _lock:
        children = list(_running)
    for process in children:
        stop(process)


def alive(pid, word):
    """Whether process `pid` exists and has `word` in its command line (a number may have been reused)."""
    try:
        return word.encode() in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _let_end(process, grace=GRACE):
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(grace)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _kill_group(pid):
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _tied_to_us(command):
    """Have the kernel stop the child if we are killed without a chance to do it."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM", *map(str, command)] if setpriv else list(map(str, command))


def stop_foreign(pid, grace=GRACE):
    """End a process that an earlier command started: SIGTERM, and SIGKILL after `grace` seconds."""
    deadline = time.monotonic() + grace
    try:
        os.kill(pid, signal.SIGTERM)
        while time.monotonic() < deadline:
            os.kill(pid, 0)
            time.sleep(0.2)
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
