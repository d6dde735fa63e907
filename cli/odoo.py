"""Odoo as a child process: its settings, its one-off commands, its server."""

import configparser
import hashlib
import json
import os
import re
import threading
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cli import processes
from cli.settings import Fault

START_TIMEOUT = 180.0
# Links in mails and the styles of printed documents are fetched from the address that the database knows.
OWN_ADDRESS = """
UPDATE ir_config_parameter SET value = '{url}'
 WHERE key = 'web.base.url' AND value ~ '^http://(localhost|127\\.0\\.0\\.1)'
"""
LAUNCHER = '''#!{python}
"""Odoo's command line on the set-up of {root}; written by ./sales-cloud."""

import os
import sys

sys.path.insert(0, {path!r})
os.environ.setdefault("ODOO_RC", {config!r})
import odoo.cli

odoo.cli.main()
'''


@dataclass(frozen=True)
class Odoo:
    """Everything that is needed to start an Odoo process of this checkout."""

    settings: object
    python: Path
    source: object
    postgres: object

    @property
    def addons_path(self):
        return ",".join(map(str, [*self.source.addons, self.settings.addons]))

    @property
    def environment(self):
        """The environment of Odoo and of tests that import it."""
        inherited = {key: value for key, value in os.environ.items() if not key.startswith(("PG", "ODOO_"))}
        return {
            **inherited,
            **self.postgres.environment,
            **{key: os.environ[key] for key in ("PGPASSWORD", "PGPASSFILE", "PGSSLMODE") if key in os.environ},
            "PYTHONPATH": str(self.source.path),
            "ODOO_RC": str(self.write_config()),
            "PATH": os.pathsep.join([str(self.python.parent), os.environ.get("PATH", "")]),
        }

    def write_config(self):
        """config/odoo.conf with the paths of this machine, one file for each checkout that shares the cache."""
        parser = configparser.RawConfigParser()
        parser.read(self.settings.config / "odoo.conf")
        parser["options"]["addons_path"] = self.addons_path
        parser["options"]["data_dir"] = str(self.settings.data)
        target = self._own_file("odoo", ".conf")
        fresh = target.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
        with open(fresh, "w") as file:
            parser.write(file)
        fresh.rename(target)
        return target

    def write_launcher(self):
        """A script that is Odoo's command line on this set-up, for `env` and other people's scripts."""
        target = self._own_file("odoo", "")
        config = str(self.write_config())
        text = LAUNCHER.format(python=self.python, root=self.settings.root, path=str(self.source.path), config=config)
        fresh = target.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
        fresh.write_text(text)
        fresh.chmod(0o755)
        fresh.rename(target)
        return target

    def command(self, *arguments):
        """Odoo's command line, started by a script: with `--workers` Odoo starts its evented process by that file.

        `python -m odoo` would be started anew as `python .../odoo/__main__.py`, which cannot be run as a script.
        """
        return [self.python, self.write_launcher(), *arguments]

    def run(self, arguments, log, what, accept=(0,), program=None):
        """A one-off Odoo command, logged to `log`; `program` is a script to start in place of Odoo's command line."""
        command = [self.python, program, *arguments] if program else self.command(*arguments)
        return processes.run(command, log, what, env=self.environment, cwd=self.settings.cache, accept=accept)

    def _own_file(self, name, suffix):
        folder = self.settings.cache / "bin"
        folder.mkdir(exist_ok=True)
        return folder / f"{name}-{hashlib.sha256(str(self.settings.root).encode()).hexdigest()[:8]}{suffix}"


@dataclass(frozen=True)
class Running:
    """An Odoo server that answers."""

    url: str
    database: str
    log: Path
    process: object


@contextmanager
def serving(odoo, database, port, log, extra=()):
    """Odoo's web server on `database`, from the moment it answers to the end of the block."""
    url = f"http://127.0.0.1:{port}"
    odoo.postgres.query(OWN_ADDRESS.format(url=url), database)
    arguments = ["-d", database, "--db-filter", f"^{re.escape(database)}$", "--http-port", str(port), *extra]
    command = odoo.command(*arguments)
    with processes.background(command, log, env=odoo.environment, cwd=odoo.settings.cache) as process:
        _note(odoo, database, port, process)
        running = Running(url, database, Path(log), process)
        _wait_until_it_answers(running)
        try:
            yield running
        finally:
            processes.stop(process)
            _note_file(odoo.settings, port).unlink(missing_ok=True)


def stop_stale(settings, port):
    """End an Odoo that an earlier command left on this port; whether there was one."""
    note = _note_file(settings, port)
    try:
        facts = json.loads(note.read_text())
    except (OSError, ValueError):
        return False
    note.unlink(missing_ok=True)
    if not processes.alive(facts["pid"], facts["database"]):
        return False
    processes.stop_foreign(facts["pid"])
    return True


def loading(log):
    """Which module Odoo is loading, from its log, to show that something moves.

    The answer is empty when nothing is being loaded.
    """
    counts = re.findall(r"Loading module (\w+) \((\d+)/(\d+)\)", processes.tail(log, 200))
    return "{} ({} of {})".format(*counts[-1]) if counts else ""


def _wait_until_it_answers(running):
    deadline = time.monotonic() + START_TIMEOUT
    while time.monotonic() < deadline:
        if running.process.poll() is not None:
            raise Fault(f"Odoo stopped while starting. The end of {running.log}:\n{processes.tail(running.log)}")
        if _answers(f"{running.url}/web/login"):
            return
        time.sleep(0.3)
    raise Fault(f"Odoo does not answer at {running.url} after {START_TIMEOUT:.0f} s. See {running.log}.")


def _answers(url):
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:
            return answer.status == 200
    except (OSError, urllib.error.URLError):
        return False


def _note(odoo, database, port, process):
    facts = {"pid": process.pid, "database": database}
    _note_file(odoo.settings, port).write_text(json.dumps(facts))


def _note_file(settings, port):
    return settings.locks / f"odoo-{port}.json"
