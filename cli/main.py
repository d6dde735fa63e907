"""The commands of `./sales-cloud` and their options."""

import argparse
import shlex
import signal
import sys

from cli import cluster, console, coretests, i18n, lint, processes, running, setup, testing, venv
from cli.settings import HTTP_PORT, Fault, Settings

STOPPED = 130
# Commands with a program of its own behind them, and the words that are nevertheless ours.
PASSING_ON = {"odoo": (), "shell": (), "bench": (("--help",),), "faults": (("--long",), ("--help",))}


def main(arguments):
    """Run one command; its exit code: 0 good, 1 something failed, 2 a sentence says what to put right."""
    own, passed_on = _split(arguments)
    options = _parser().parse_args(own)
    options.arguments = passed_on
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        return options.run(options)
    except Fault as fault:
        console.say(f"sales-cloud: {fault}")
        return 2
    except KeyboardInterrupt:
        processes.stop_all()
        console.say("Stopped.")
        return STOPPED


def _split(arguments):
    """Our own words and those for the program behind the command.

    >>> _split(["odoo", "-d", "x"]), _split(["faults", "--long", "-k", "y"]), _split(["test", "-k", "y"])
    ((['odoo'], ['-d', 'x']), (['faults', '--long'], ['-k', 'y']), (['test', '-k', 'y'], []))
    """
    if not arguments or arguments[0] not in PASSING_ON:
        return arguments, []
    own = 2 if tuple(arguments[1:2]) in PASSING_ON[arguments[0]] else 1
    return arguments[:own], arguments[own:]


def _interrupt(_number, _frame):
    raise KeyboardInterrupt


def _parser():
    parser = argparse.ArgumentParser(prog="sales-cloud", description="Sales Cloud for Odoo 19: run it, test it.")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_run(commands)
    _add_test(commands)
    _add_checks(commands)
    _add_tools(commands)
    return parser


def _add_run(commands):
    run = commands.add_parser("run", help="start the product with its demo story, until Ctrl-C")
    run.add_argument("--port", type=int, default=HTTP_PORT, help="port on loopback (default: %(default)s)")
    run.add_argument("--no-demo", dest="demo", action="store_false", help="an empty company instead of the demo story")
    run.add_argument("--lang", metavar="CODE", help="language of everybody's screens: en_US or zh_CN")
    run.set_defaults(run=lambda options: running.run(options.port, options.demo, options.lang))


def _add_test(commands):
    test = commands.add_parser("test", help="run the tests: all of them, an addon, a part, a path, a word")
    test.add_argument("what", nargs="*", help="addons (pools), parts (lint, e2e, ...) or paths below tests/")
    test.add_argument("-k", dest="keyword", metavar="WORD", help="only tests with WORD in their name")
    test.add_argument("--core", action="store_true", help="Odoo's own suites with and without the addons")
    test.set_defaults(
        run=lambda options: coretests.run() if options.core else testing.run(options.what, options.keyword)
    )


def _add_checks(commands):
    lint_command = commands.add_parser("lint", help="ruff, pylint-odoo, the OCA's checks, prettier")
    lint_command.add_argument("--fix", action="store_true", help="put right what can be put right mechanically")
    lint_command.set_defaults(run=lambda options: lint.run(options.fix))
    bench = commands.add_parser("bench", help="run the benchmarks; further words go to pytest")
    bench.set_defaults(run=lambda options: testing.bench(options.arguments))
    faults = commands.add_parser("faults", help="run the fault tests; further words go to pytest")
    faults.add_argument("--long", action="store_true", help="also those that take minutes")
    faults.set_defaults(run=lambda options: testing.faults(options.arguments, options.long))
    words = commands.add_parser("i18n", help="export the translations and check that Chinese is complete")
    words.add_argument("addons", nargs="*", help="addons (default: all)")
    words.add_argument("--check", action="store_true", help="write nothing, only check")
    words.set_defaults(run=lambda options: i18n.run(options.addons, options.check))


def _add_tools(commands):
    tool = commands.add_parser("odoo", help="Odoo's own command line on this set-up")
    tool.set_defaults(run=lambda options: _odoo(options.arguments))
    shell = commands.add_parser("shell", help="Odoo's Python shell on the database of `run`")
    shell.set_defaults(run=lambda options: _shell(options.arguments))
    env = commands.add_parser("env", help="print shell exports for other scripts; PostgreSQL keeps running")
    env.add_argument("--port", type=int, default=HTTP_PORT, help="port of the address in SALES_CLOUD_URL")
    env.set_defaults(run=lambda options: _env(options.port))
    commands.add_parser("stop", help="stop the PostgreSQL that `env` left running").set_defaults(run=lambda _: _stop())
    reset = commands.add_parser("reset", help="drop all databases; what was typed into `run` is lost")
    reset.add_argument("--all", action="store_true", help="the whole cache: Odoo and the Python packages too")
    reset.set_defaults(run=lambda options: setup.reset(options.all))


def _odoo(arguments):
    with setup.ready() as ready:
        return processes.foreground(ready.odoo.command(*arguments), env=ready.odoo.environment)


def _shell(arguments):
    with setup.ready() as ready:
        database = [] if "-d" in arguments else ["-d", ready.templates.run_database(with_demo=True)]
        command = ready.odoo.command("shell", *database, "--no-http", *arguments)
        return processes.foreground(command, ready.odoo.environment)


def _env(port):
    """Exports that stay true after this command: unless another one holds PostgreSQL, it is left running."""
    settings = Settings.from_environment()
    was_running = cluster.is_running(settings)
    with setup.ready(settings) as ready:
        if ready.postgres.embedded and not was_running:
            cluster.keep_running(settings)
        values = {
            "SALES_CLOUD_PYTHON": ready.python,
            "SALES_CLOUD_ODOO": ready.odoo.write_launcher(),
            "SALES_CLOUD_ADDONS_PATH": ready.odoo.addons_path,
            "SALES_CLOUD_DB": settings.database,
            "SALES_CLOUD_URL": f"http://127.0.0.1:{port}",
            **ready.postgres.environment,
        }
    for name, value in values.items():
        console.result(f"export {name}={shlex.quote(str(value))}")
    return 0


def _stop():
    settings = Settings.from_environment()
    stopped = cluster.release(settings, venv.ensure(settings))
    idle = "PostgreSQL was not running, or another command uses it."
    console.say("PostgreSQL has been stopped." if stopped else idle)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
