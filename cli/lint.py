"""`./sales-cloud lint`: each linter is one check, its words are shown as it said them."""

import hashlib
import shutil
import subprocess
import time

from cli import console, locks, odoo_source, processes, report, venv
from cli.report import Outcome
from cli.settings import Settings

# pylint-odoo's opinions that are not ours: the readme is assembled from readme/ when an addon is published, a big
# model is extended in several files on purpose, and a hook that returns nothing needs no `return super()`.
NOT_OURS = "missing-readme,consider-merging-classes-inherited,missing-return"
FORMATTED = "addons/**/*.{xml,js}"


def run(fix):
    """The command; its exit code. With `fix` what can be put right mechanically is put right first."""
    settings = Settings.from_environment()
    python = venv.ensure(settings)
    odoo_source.find(settings)
    outcomes = _outcomes(settings, python, fix)
    for outcome in outcomes:
        report.tell(outcome)
    return report.close(outcomes)


def outcomes(context):
    """The linters as a part of a test run."""
    return _outcomes(context.settings, context.ready.python, fix=False)


def _outcomes(settings, python, fix):
    return [
        _ruff(settings, python, ["check", *(["--fix"] if fix else [])], "ruff"),
        _ruff(settings, python, ["format", *([] if fix else ["--check"])], "ruff format"),
        _pylint(settings, python),
        _oca_modules(settings, python, fix),
        _oca_translations(settings, python, fix),
        *_prettier(settings, fix),
    ]


def _ruff(settings, python, arguments, name):
    return _check(settings, name, [python, "-m", "ruff", *arguments, "."])


def _pylint(settings, python):
    addons = [manifest.parent for manifest in _manifests(settings)]
    command = [python, "-m", "pylint", "--rcfile", settings.root / ".pylintrc", f"--disable={NOT_OURS}", *addons]
    return _check(settings, "pylint-odoo", command)


def _oca_modules(settings, python, fix):
    program = python.parent / "oca-checks-odoo-module"
    command = [program, "--config", settings.root / ".oca_hooks.cfg", *(["--fix"] if fix else [])]
    return _check(settings, "oca-checks-odoo-module", [*command, *_manifests(settings)])


def _oca_translations(settings, python, fix):
    files = sorted([*settings.addons.glob("*/i18n/*.po"), *settings.addons.glob("*/i18n/*.pot")])
    command = [
        python.parent / "oca-checks-po",
        "--config",
        settings.root / ".oca_hooks.cfg",
        *(["--fix"] if fix else []),
    ]
    return _check(settings, "oca-checks-po", [*command, *files] if files else ["true"])


def _prettier(settings, fix):
    folder = _npm_packages(settings)
    if folder is None:
        return []
    plugin = folder / "node_modules/@prettier/plugin-xml/src/plugin.js"
    command = [folder / "node_modules/.bin/prettier", "--plugin", plugin, "--log-level", "warn"]
    return [_check(settings, "prettier", [*command, "--write" if fix else "--check", FORMATTED])]


def _npm_packages(settings):
    """The folder with prettier, or None (after saying so) where there is no npm or no network."""
    if not shutil.which("npm"):
        console.say("prettier is left out: it needs npm (Debian's packages nodejs and npm), which is not installed.")
        return None
    wanted = settings.config / "prettier" / "package.json"
    folder = settings.cache / f"npm-{hashlib.sha256(wanted.read_bytes()).hexdigest()[:8]}"
    with locks.exclusive(settings, "npm", "installing prettier"):
        if (folder / "node_modules/.bin/prettier").exists():
            return folder
        folder.mkdir(exist_ok=True)
        shutil.copy(wanted, folder)
        command = ["npm", "install", "--no-audit", "--no-fund", "--no-package-lock"]
        with console.step("Installing prettier"):
            code = processes.run(command, settings.log("npm"), "npm", cwd=folder, accept=None)
    if code:
        shutil.rmtree(folder, ignore_errors=True)
        console.say(f"prettier is left out: npm could not install it (no network?), see {settings.log('npm')}.")
        return None
    return folder


def _check(settings, name, command):
    start = time.monotonic()
    command = list(map(str, command))
    done = subprocess.run(command, cwd=settings.root, capture_output=True, text=True, check=False)
    words = "\n".join(line for line in (done.stdout + done.stderr).splitlines() if line.strip())
    log = settings.log(f"lint-{name.replace(' ', '-')}")
    log.write_text(words)
    failed = int(done.returncode != 0)
    return Outcome(f"lint: {name}", 1 - failed, failed, 0, words, log, time.monotonic() - start)


def _manifests(settings):
    return sorted(settings.addons.glob("*/__manifest__.py"))
