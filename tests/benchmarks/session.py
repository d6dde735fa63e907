"""Odoo inside this process, on the machine that `./sales-cloud env` describes."""

import os
import sys
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from . import (  # noqa: F401 (the benchmarks register themselves)
    assigning,
    collecting,
    customers,
    frame,
    ledger,
    listing,
    reach,
    receipts,
    receiving,
    reclaiming,
    saving,
    territories,
)


def run(databases, names=(), scale=1.0):
    """Run the named benchmarks (all by default), those whose databases are there, and return their results.

    :param dict databases: {None: with our addons, "odoo": with Odoo's modules only, "copy": another like the first}
    """
    _prepare_odoo()
    results = []
    for name in names or frame.BENCHMARKS:
        chosen = frame.BENCHMARKS[name]
        needed = [databases[None], databases[chosen.beside]] if chosen.beside else [databases[None]]
        with ExitStack() as opened:
            if chosen.is_settled:
                needed = [opened.enter_context(_copy(database)) for database in needed]
            environments = [opened.enter_context(environment(database)) for database in needed]
            results += frame.run(name, *environments, scale=scale)
    return results


@contextmanager
def _copy(database):
    """Yield the name of a copy of a database that is dropped in the end."""
    from odoo import sql_db
    from odoo.modules.registry import Registry

    name = f"{database}_settled"
    sql_db.close_db(database)  # nobody may be connected to what is copied
    _execute_apart(f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}" TEMPLATE "{database}"')
    try:
        yield name
    finally:
        Registry.delete(name)
        sql_db.close_db(name)
        _execute_apart(f'DROP DATABASE "{name}" WITH (FORCE)')


def _execute_apart(*statements):
    """Execute what PostgreSQL does in no transaction."""
    from odoo.sql_db import db_connect

    with closing(db_connect("postgres").cursor()) as cr:
        cr.connection.autocommit = True
        for statement in statements:
            cr.execute(statement)


@contextmanager
def environment(database):
    """Yield an environment of the superuser on ``database``; nothing is committed."""
    from odoo.api import Environment
    from odoo.modules.registry import Registry

    registry = Registry(database)
    with registry.cursor() as cr:
        cr.execute("SET max_parallel_workers_per_gather = 0")  # the work of other processes would not be counted
        cr.commit()
        yield _in_a_company(Environment(cr, 1, {"tracking_disable": True}))
        cr.rollback()
    registry.clear_all_caches()  # they know what was just undone


def _in_a_company(env):
    """Return the environment inside the company of the demo story, where there is one."""
    company = env.ref("sales_cloud_core.company_huaxin", raise_if_not_found=False) or env.company
    return env(context={**env.context, "allowed_company_ids": company.ids})


def _prepare_odoo():
    """Import and configure Odoo: from the folder in SALES_CLOUD_ODOO, else from the one that holds its own addons."""
    candidates = [Path(os.environ.get("SALES_CLOUD_ODOO", ""))]
    candidates += [Path(part).parent.parent for part in os.environ.get("SALES_CLOUD_ADDONS_PATH", "").split(",")]
    found = next((path for path in candidates if (path / "odoo" / "tools").is_dir()), None)
    if found and str(found) not in sys.path:
        sys.path.append(str(found))
    from odoo.tools import config

    arguments = ["--no-http", "--log-level", "critical"]
    if "SALES_CLOUD_ADDONS_PATH" in os.environ:
        arguments += ["--addons-path", os.environ["SALES_CLOUD_ADDONS_PATH"]]
    config.parse_config([*arguments, *_database_arguments()])


def _database_arguments():
    options = {"PGHOST": "--db_host", "PGPORT": "--db_port", "PGUSER": "--db_user"}
    return [f"{option}={os.environ[name]}" for name, option in options.items() if os.environ.get(name)]
