"""Install, uninstall, reinstall: what our addons leave behind in a database must be nothing."""

import re
import time

from cli import console
from cli.report import Outcome
from cli.templates import warnings_in

# What a database of public schema is made of, one readable line each.
STRUCTURE = """
SELECT 'table ' || table_name FROM information_schema.tables WHERE table_schema = 'public'
UNION ALL SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable
  FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'index ' || indexname FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'constraint ' || conrelid::regclass || '.' || conname || ' ' || pg_get_constraintdef(oid)
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
UNION ALL SELECT 'sequence ' || sequencename FROM pg_sequences WHERE schemaname = 'public'
UNION ALL SELECT 'trigger ' || tgname FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'function ' || oid::regprocedure FROM pg_proc WHERE pronamespace = 'public'::regnamespace
UNION ALL SELECT 'model ' || model FROM ir_model
UNION ALL SELECT 'field ' || model || '.' || name FROM ir_model_fields
UNION ALL SELECT 'xml id ' || module || '.' || name FROM ir_model_data WHERE module <> '__export__'
UNION ALL SELECT 'parameter ' || key FROM ir_config_parameter
"""
TABLES = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
# Rows that say that a module is known, was loaded, or that a job ran: no business of an uninstallation. Odoo leaves the
# notes of foreign keys in ir_model_constraint, of its own modules too (the keys themselves are gone, see STRUCTURE).
FLOATING_TABLES = re.compile(
    r"^(ir_module_module.*|module_country|ir_logging|ir_profile|bus_.*|ir_cron_(trigger|progress)|res_users_log|"
    r"ir_model_data|ir_model_constraint|ir_model_fields.*|ir_model|ir_attachment|mail_.*|orm_signaling_.*|res_device.*)$"
)
# Every addon stays in the list of modules. And Odoo's own modules note what they add to a model of ours (the chatter's
# selections) in their name, and forget these notes, not the things, when our model goes. Rules and groups declare their
# common table each in its own way: the one that was set up last stays, which any addon that extends all models changes.
KNOWN_LINES = re.compile(
    r"^constraint rule_group_rel\.rule_group_rel_group_id_fkey |"
    r"^xml id (base\.module_sales_cloud_\w+|(?!sales_cloud_)\w+\.(selection|model_inherit|constraint)__sales_\w+)$"
)


def outcomes(context):
    """Uninstall all addons from a copy of the suite, compare with the base, install again."""
    start = time.monotonic()
    ready = context.ready
    databases = ready.templates.databases
    base, suite = ready.templates.base(), ready.templates.suite()
    database = databases.scratch_name("cycle")
    databases.copy(suite, database)
    try:
        checks = [
            ("uninstall leaves nothing behind", _uninstall(ready, database, base)),
            ("reinstall works without warning", _reinstall(ready, database)),
        ]
    finally:
        databases.drop(database)
    bad = [f"{title}:\n" + "\n".join(lines) for title, lines in checks if lines]
    log = ready.settings.log("cycle")
    return [Outcome("cycle", len(checks) - len(bad), len(bad), 0, "\n".join(bad), log, time.monotonic() - start)]


def differences(before, after):
    """What an uninstallation left or took, as lines.

    >>> differences({"table a", "table b"}, {"table b", "table c"})
    ['left behind: table c', 'lost: table a']
    """
    before, after = ({line for line in lines if not KNOWN_LINES.match(line)} for lines in (before, after))
    return [f"left behind: {line}" for line in sorted(after - before)] + [
        f"lost: {line}" for line in sorted(before - after)
    ]


def row_differences(before, after):
    """Tables whose number of rows changed, as lines.

    >>> row_differences({"res_groups": 40, "bus_bus": 1}, {"res_groups": 41, "bus_bus": 9})
    ['rows of res_groups: 40 before, 41 after']
    """
    return [
        f"rows of {table}: {count} before, {after.get(table, 0)} after"
        for table, count in sorted(before.items())
        if after.get(table, 0) != count and not FLOATING_TABLES.match(table)
    ]


def _uninstall(ready, database, base):
    names = [addon.name for addon in ready.templates.main]
    log = ready.settings.log("cycle")
    with console.step("Uninstalling our addons"):
        ready.odoo.run(["module", "uninstall", "-d", database, *names], log, "Uninstalling our addons")
    postgres = ready.postgres
    structure = differences(_structure(postgres, base), _structure(postgres, database))
    return structure + row_differences(_rows(postgres, base), _rows(postgres, database))


def _reinstall(ready, database):
    names = ",".join(addon.name for addon in ready.templates.main)
    log = ready.settings.log("cycle-reinstall")
    with console.step("Installing our addons again"):
        arguments = ["-d", database, "-i", names, "--no-http", "--stop-after-init"]
        ready.odoo.run(arguments, log, "Installing our addons again")
    return warnings_in(log.read_text(errors="replace"))


def _structure(postgres, database):
    return {line for (line,) in postgres.query(STRUCTURE, database)}


def _rows(postgres, database):
    tables = [name for (name,) in postgres.query(TABLES, database)]
    counts = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM \"{name}\"" for name in tables)
    return {table: int(count) for table, count in postgres.query(counts, database)}
