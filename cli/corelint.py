"""Odoo's module `test_lint` on a database with our addons: it judges every addon that it finds, ours among them."""

import time

from cli import odoo_tests, ports, processes, report

MODULE = "test_lint"
# It reads all of Odoo with pylint, for half an hour. `inside/odoo_pylint.py` runs it on our addons alone.
SLOW = "TestPyLint"


def outcome(ready):
    """All of Odoo's lint tests as one outcome; they pass on Odoo alone, so what fails is ours."""
    start = time.monotonic()
    log = ready.settings.log("core-lint")
    result, code = _tests(ready, log)
    found = report.of_odoo("Odoo's own lint", result, [MODULE], log, code)
    words = _pylint(ready)
    found.passed, found.failed = found.passed + (not words), found.failed + bool(words)
    found.detail = "\n\n".join(filter(None, [found.detail, words]))
    found.seconds = time.monotonic() - start
    return found


def _tests(ready, log):
    databases = ready.templates.databases
    database = databases.scratch_name("lint")
    databases.copy(ready.templates.suite(), database)
    tags = f"/{MODULE},-/{MODULE}:{SLOW}"
    arguments = ["-d", database, "-i", MODULE, "--test-tags", tags, "--stop-after-init"]
    try:
        arguments += ["--http-port", str(ports.any_free())]
        code = ready.odoo.run(arguments, log, "Odoo's lint", accept=None)
    finally:
        databases.drop(database)
    return odoo_tests.read_log(log.read_text(errors="replace")), code


def _pylint(ready):
    """What Odoo's pylint test says of our addons; nothing when it is content."""
    log = ready.settings.log("core-pylint")
    script = ready.settings.root / "cli" / "inside" / "odoo_pylint.py"
    command = [ready.python, script, ready.settings.addons]
    code = processes.run(command, log, "Odoo's pylint", env=ready.odoo.environment, accept=None)
    return log.read_text() if code else ""
