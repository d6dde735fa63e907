"""Odoo's module `test_lint` on a database with our addons: it judges every addon that it finds, ours among them."""

import time

from cli import odoo_tests, ports, processes, report

MODULE = "test_lint"
# It reads all of Odoo with pylint, for half an hour. `inside/odoo_pylint.py` runs it on our addons alone.
SLOW = "TestPyLint"
# Fields that lead a unique index over all their values: they need no index of their own.
COVERED = r"""
    SELECT model.model || '.' || field.attname
      FROM pg_index AS idx
      JOIN pg_class AS tab ON tab.oid = idx.indrelid
      JOIN pg_attribute AS field ON field.attrelid = tab.oid AND field.attnum = idx.indkey[0]
      JOIN ir_model AS model ON replace(model.model, '.', '_') = tab.relname
     WHERE idx.indisunique
       AND coalesce(pg_get_expr(idx.indpred, tab.oid), '') IN ('', format('(%I IS NOT NULL)', field.attname))
"""


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
    database, suite = databases.scratch_name("lint"), ready.templates.suite()
    covered = ",".join(field for (field,) in ready.odoo.postgres.query(COVERED, suite))
    program = ready.settings.root / "cli" / "inside" / "odoo_lint.py"
    databases.copy(suite, database)
    tags = f"/{MODULE},-/{MODULE}:{SLOW}"
    arguments = [covered, "-d", database, "-i", MODULE, "--test-tags", tags, "--stop-after-init"]
    try:
        arguments += ["--http-port", str(ports.any_free())]
        code = ready.odoo.run(arguments, log, "Odoo's lint", accept=None, program=program)
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
