"""Odoo inside this process, on the machine that `./sales-cloud env` describes."""

import os
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path

from . import (  # noqa: F401 (the benchmarks register themselves)
    assigning,
    collecting,
    frame,
    ledger,
    listing,
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
        with ExitStack() as opened:
            env = opened.enter_context(environment(databases[None]))
            beside = frame.BENCHMARKS[name].beside
            reference = opened.enter_context(environment(databases[beside])) if beside else None
            results += frame.run(name, env, reference, scale)
    return results


@contextmanager
def environment(database):
    """Yield an environment of the superuser on ``database``; nothing is committed."""
    from odoo.api import Environment
    from odoo.modules.registry import Registry

    registry = Registry(database)
    with registry.cursor() as cr:
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
