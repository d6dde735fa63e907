"""Odoo inside this process, on the machine that `./sales-cloud env` describes."""

import os
import sys
from contextlib import contextmanager
from pathlib import Path

from . import frame, ledger, territories  # noqa: F401 (the benchmarks register themselves)


@contextmanager
def environment(database):
    """Yield an environment of the superuser on ``database``; nothing is committed."""
    _import_odoo()
    from odoo.api import Environment
    from odoo.modules.registry import Registry
    from odoo.tools import config

    arguments = ["-d", database, "--no-http", "--log-level", "critical"]
    if "SALES_CLOUD_ADDONS_PATH" in os.environ:
        arguments += ["--addons-path", os.environ["SALES_CLOUD_ADDONS_PATH"]]
    config.parse_config([*arguments, *_database_arguments()])
    with Registry(database).cursor() as cr:
        yield _in_a_company(Environment(cr, 1, {"tracking_disable": True}))
        cr.rollback()


def _in_a_company(env):
    """Return the environment inside the company of the demo story, where there is one."""
    company = env.ref("sales_cloud_core.company_huaxin", raise_if_not_found=False) or env.company
    return env(context={**env.context, "allowed_company_ids": company.ids})


def _import_odoo():
    """Put Odoo on the path: the folder in SALES_CLOUD_ODOO, else the one that holds Odoo's own addons."""
    candidates = [Path(os.environ.get("SALES_CLOUD_ODOO", ""))]
    candidates += [Path(part).parent.parent for part in os.environ.get("SALES_CLOUD_ADDONS_PATH", "").split(",")]
    found = next((path for path in candidates if (path / "odoo" / "tools").is_dir()), None)
    if found and str(found) not in sys.path:
        sys.path.append(str(found))


def _database_arguments():
    options = {"PGHOST": "--db_host", "PGPORT": "--db_port", "PGUSER": "--db_user"}
    return [f"{option}={os.environ[name]}" for name, option in options.items() if os.environ.get(name)]


def run(database, names=(), scale=1.0):
    """Run the named benchmarks (all by default) and return their results."""
    with environment(database) as env:
        return [frame.run(env, name, scale) for name in names or frame.BENCHMARKS]
