"""`./sales-cloud run`: the product on this machine, until Ctrl-C."""

import time

from cli import console, locks, odoo, ports, setup
from cli.postgres import quoted
from cli.settings import HTTP_PORT, Fault, Settings, check_disk

# One person of each role of the demo story (the addons' demo data holds them all).
PEOPLE = (
    ("sales operations", "lin", "demo"),
    ("sales manager", "chen", "demo"),
    ("representative", "li", "demo"),
    ("finance", "sun", "demo"),
    ("general manager", "gao", "demo"),
)
ADMINISTRATOR = ("administrator", "admin", "admin")
RUN_DISK_GB = 1


def run(port=HTTP_PORT, with_demo=True, language=None):
    """The command; it ends with Ctrl-C or SIGTERM (exit code 0), or when Odoo ends by itself (1)."""
    settings = Settings.from_environment()
    with locks.only_one(settings, f"run-{port}") as alone:
        if not alone:
            raise Fault(f"Another `./sales-cloud run` has port {port}: see http://127.0.0.1:{port}, or take --port.")
        _free_the_port(settings, port)
        with setup.ready(settings) as ready:
            check_disk(settings, RUN_DISK_GB)
            setup.wish_for_printing(settings)
            database = ready.templates.run_database(with_demo)
            if language:
                _speak(ready.postgres, database, language)
            return _serve(ready, database, port, with_demo)


def _serve(ready, database, port, with_demo):
    log = ready.settings.log("odoo")
    start = time.monotonic()
    console.say("Starting Odoo ...")
    try:
        with odoo.serving(ready.odoo, database, port, log, ["--max-cron-threads", "1"]) as running:
            console.say(f"Starting Odoo: done in {console.duration(time.monotonic() - start)}")
            _tell(running, with_demo)
            code = _wait(running.process)
    except KeyboardInterrupt:
        return 0
    console.say(f"Odoo ended by itself (exit code {code}). See {log}.")
    return 1


def _wait(process):
    try:
        return process.wait()
    except KeyboardInterrupt:
        console.say("\nStopping Odoo and PostgreSQL ...")
        raise


def _free_the_port(settings, port):
    if ports.is_free(port):
        return
    if odoo.stop_stale(settings, port):
        console.say("An Odoo of an earlier start was still running and has been stopped.")
    if not ports.is_free(port):
        raise Fault(f"Port {port} is used by another program. Choose another one: ./sales-cloud run --port {port + 1}")


def _speak(postgres, database, language):
    """Every person's screens in `language`."""
    known = postgres.query(f"SELECT 1 FROM res_lang WHERE active AND code = {quoted(language)}", database)
    if not known:
        codes = [code for (code,) in postgres.query("SELECT code FROM res_lang WHERE active ORDER BY code", database)]
        raise Fault(f"The language {language} is not in the database {database}. It has {', '.join(codes)}.")
    people = "SELECT partner_id FROM res_users"
    postgres.query(f"UPDATE res_partner SET lang = {quoted(language)} WHERE id IN ({people})", database)


def _tell(running, with_demo):
    people = [*(PEOPLE if with_demo else ()), ADMINISTRATOR]
    console.result(f"\nSales Cloud is running at {running.url}\n")
    for row in (("who", "login", "password"), *people):
        console.result("  {:<18} {:<8} {}".format(*row))
    console.result(f"\nOdoo writes its log to {running.log}. Ctrl-C stops everything.")
