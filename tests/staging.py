"""The real thing for tests that need it: a copy of the demo story, a server on it, an API key for each person."""

import json
import subprocess
import sys
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from cli import odoo as odoo_server  # noqa: E402 (the checkout has to be on the path first)
from cli import ports  # noqa: E402
from cli import setup as machine  # noqa: E402

ARTEFACTS = ROOT / "build"
MARK = "RESULT "
KEYS_SCRIPT = """
import json
from datetime import datetime, timedelta
people = env["res.users"].search([("login", "in", {logins!r})])
tomorrow = datetime.now() + timedelta(days=1)
keys = {{user.login: env(user=user)["res.users.apikeys"]._generate("rpc", "tests", tomorrow) for user in people}}
env.cr.commit()
print({mark!r} + json.dumps(keys))
"""
LET_DAYS_PASS = """
holdings = env["sales.pool.holding"].search([("lead_id", "in", {lead_ids!r}), ("date_end", "=", False)])
env.cr.execute(
    "UPDATE sales_pool_holding SET date_start = date_start - %s * interval '1 day', day = day - %s WHERE id = ANY(%s)",
    [{days}, {days}, holdings.ids],
)
env.invalidate_all()
holdings._recompute_deadlines()
env.cr.commit()
print({mark!r} + str(len(holdings)))
"""


@contextmanager
def machine_ready():
    """Odoo, Python and a running PostgreSQL, prepared as by any `./sales-cloud` command."""
    with machine.ready() as ready:
        yield ready


@contextmanager
def demo_database(ready, purpose):
    """The name of a copy of the demo database that is dropped in the end."""
    databases = ready.templates.databases
    name = databases.scratch_name(purpose)
    databases.copy(ready.templates.demo(), name)
    try:
        yield name
    finally:
        databases.drop(name)


@contextmanager
def server(ready, database, extra=()):
    """An Odoo server on `database`, on a free port; its log is kept beside the screenshots."""
    log = ARTEFACTS / "logs" / f"{database}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with odoo_server.serving(ready.odoo, database, ports.any_free(), log, extra) as running:
        yield running


def run_in_shell(ready, database, script):
    """Run Python in Odoo's shell (as superuser) and return what it printed as JSON after `RESULT `."""
    process = start_shell(ready, database, script)
    out = process.communicate(timeout=300)[0]
    for line in out.splitlines():
        if MARK in line:
            return json.loads(line.split(MARK, 1)[1])
    raise AssertionError(f"The shell did not answer:\n{out[-4000:]}")


def start_shell(ready, database, script):
    """A process of Odoo's shell that runs a script; its output is a pipe of text."""
    process = subprocess.Popen(
        list(map(str, ready.odoo.command("shell", "-d", database, "--no-http", "--log-level", "error"))),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=ready.odoo.environment,
    )
    process.stdin.write(script)
    process.stdin.close()
    process.stdin = None
    return process


def create_api_keys(ready, database, logins):
    """Return {login: API key} for JSON-2."""
    return run_in_shell(ready, database, KEYS_SCRIPT.format(logins=list(logins), mark=MARK))


def let_days_pass(ready, database, lead_ids, days):
    """Make the present holdings of leads look as if they had begun days earlier."""
    assert run_in_shell(ready, database, LET_DAYS_PASS.format(lead_ids=lead_ids, days=days, mark=MARK)) == len(lead_ids)


def today():
    """The day in the demo company's time zone, as Odoo writes it."""
    return str(datetime.now(timezone(timedelta(hours=8))).date())
