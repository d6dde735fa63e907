"""`./sales-cloud test`: our tests in parts, two side by side, one closing line."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from cli import console, cycle, lint, odoo_tests, ports, processes, report, selection, setup
from cli.report import Outcome
from cli.settings import Fault

# Two parts run at a time, the parts of a lane one after the other. Both lanes take about as long.
LANES = (("install", "odoo", "cycle"), ("pure", "conventions", "lint", "faults", "e2e", "clicks"))
BROWSER_PARTS = ("odoo", "clicks", "e2e")


@dataclass
class Context:
    """What the parts share. `ready` is the prepared machine (see `setup`)."""

    ready: object
    chosen: selection.Selection

    @property
    def settings(self):
        return self.ready.settings


def run(words, keyword):
    """The command; its exit code."""
    with setup.ready() as ready:
        chosen = selection.choose(words, keyword, ready.templates.addons, ready.settings)
        if any(part in BROWSER_PARTS for part in chosen.parts):
            setup.need_browser(ready.settings)
        context = Context(ready, chosen)
        lanes = [[part for part in lane if part in chosen.parts] for lane in LANES]
        outcomes = _run_lanes(context, [lane for lane in lanes if lane])
    outcomes = [outcome for outcome in outcomes if outcome.passed or outcome.failed or outcome.skipped]
    return report.close(sorted(outcomes, key=lambda outcome: outcome.name))


def _run_lanes(context, lanes):
    with ThreadPoolExecutor(max_workers=2) as pool:
        futures = [pool.submit(_run_lane, context, lane) for lane in lanes]
        try:
            return [outcome for future in futures for outcome in future.result()]
        except BaseException:
            processes.stop_all()
            raise


def _run_lane(context, lane):
    return [outcome for part in lane for outcome in _run_part(context, part)]


def _run_part(context, part):
    """The outcomes of one part, told as soon as they are known."""
    start = time.monotonic()
    console.say(f"Testing: {part} ...")
    try:
        outcomes = RUNNERS[part](context)
    except Fault as fault:
        outcomes = [Outcome(part, failed=1, detail=str(fault))]
    for outcome in outcomes:
        outcome.seconds = outcome.seconds or time.monotonic() - start
        if outcome.passed or outcome.failed:
            report.tell(outcome)
    return outcomes


def _install(context):
    """Installing without and with demo, and the bridges, leaves nothing above INFO in the log."""
    kinds = ["suite", "demo", *(["bridged"] if context.ready.templates.bridges else [])]
    return [_install_one(context, kind) for kind in kinds]


def _install_one(context, kind):
    start = time.monotonic()
    templates = context.ready.templates
    name = {"suite": "install without demo", "demo": "install with demo", "bridged": "install bridges"}[kind]
    database = getattr(templates, kind)(fresh=True)
    bad = templates.databases.mark_of(database)["warnings"]
    detail = "The log of the installation should hold no warning:\n" + "\n".join(bad)
    seconds = time.monotonic() - start
    return Outcome(name, int(not bad), int(bool(bad)), 0, detail, templates.install_log(kind), seconds)


def _odoo(context):
    """The addons' own tests on copies of the suite; those of the bridges beside the modules that they join."""
    templates, chosen = context.ready.templates, context.chosen.addons
    bridges = [addon for addon in chosen if addon in templates.bridges]
    main = [addon for addon in chosen if addon not in bridges]
    outcomes = _odoo_on(context, "addons", main, templates.suite) if main else []
    return outcomes + (_odoo_on(context, "bridges", bridges, templates.bridged) if bridges else [])


def _odoo_on(context, title, addons, template):
    keyword = context.chosen.keyword
    tags = odoo_tests.tags(addons, keyword)
    if not tags:
        return [] if keyword else [Outcome(title, failed=1, detail="The addons have no tests.")]
    with_tests = [addon.name for addon in addons if odoo_tests.has_tests(addon)]
    result, log, code = run_odoo_tests(context.ready, template(), tags, f"odoo-tests-{title}")
    return [report.of_odoo(title, result, [] if keyword else with_tests, log, code)]


def _clicks(context):
    """Odoo's click-everywhere robot in our menus, on the demo story."""
    tags = "click_all/sales_cloud_reports"
    result, log, code = run_odoo_tests(context.ready, context.ready.templates.demo(), tags, "clicks")
    return [report.of_odoo("click everywhere", result, ["sales_cloud_reports"], log, code)]


def run_odoo_tests(ready, template, tags, name, program=None, statement=None):
    """Odoo's runner with `tags` on a copy of `template`: (OdooResult, log, exit code).

    `program` is a script to start instead of Odoo's own command line, `statement` SQL to run on the copy first.
    """
    databases = ready.templates.databases
    database = databases.scratch_name(name.replace("-", "_"))
    databases.copy(template, database)
    if statement:
        ready.postgres.query(statement, database)
    log = ready.settings.log(name)
    arguments = ["-d", database, "--test-tags", tags, "--stop-after-init", "--http-port", str(ports.any_free())]
    try:
        code = ready.odoo.run(arguments, log, "Odoo's test runner", accept=None, program=program)
    finally:
        databases.drop(database)
    return odoo_tests.read_log(log.read_text(errors="replace")), log, code


def _pytest(part):
    return lambda context: [run_pytest(context.ready, part, context.chosen.paths[part], _short_only(context))]


def _short_only(context):
    word = context.chosen.keyword
    return ["-m", "not long", *(["-k", word] if word else [])]


def run_pytest(ready, name, paths, options, may_be_empty=None):
    """pytest on `paths`; with a -k among the options nothing may match."""
    settings = ready.settings
    log, junit = settings.log(f"pytest-{name}"), settings.logs / f"pytest-{name}.xml"
    junit.unlink(missing_ok=True)
    command = [ready.python, "-m", "pytest", "-q", "-ra", f"--junitxml={junit}", *options, *paths]
    env = {**ready.odoo.environment, "SALES_CLOUD_CACHE": str(settings.cache)}
    code = processes.run(command, log, "pytest", env=env, cwd=settings.root, accept=None)
    empty_is_fine = "-k" in options if may_be_empty is None else may_be_empty
    return report.of_pytest(f"tests/{name}", junit, log, code, empty_is_fine)


def faults(arguments, long):
    """`./sales-cloud faults`: the whole of tests/faults, or its short part."""
    return _folder_command("faults", ["--disable-warnings", *([] if long else ["-m", "not long"]), *arguments])


def bench(arguments):
    """`./sales-cloud bench`: the benchmarks, shown as they run."""
    return _folder_command("benchmarks", arguments)


def _folder_command(folder, arguments):
    with setup.ready() as ready:
        env = {**ready.odoo.environment, "SALES_CLOUD_CACHE": str(ready.settings.cache)}
        command = [ready.python, "-m", "pytest", "-s", "-ra", f"tests/{folder}", *arguments]
        return processes.foreground(command, env=env, cwd=ready.settings.root)


RUNNERS = {
    "install": _install,
    "odoo": _odoo,
    "clicks": _clicks,
    "cycle": cycle.outcomes,
    "lint": lint.outcomes,
    **{part: _pytest(part) for part in selection.FOLDERS},
}
assert set(RUNNERS) == set(selection.PARTS) == {part for lane in LANES for part in lane}
