"""What has to be there before a command can run, in the order in which it is made."""

import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cli import apt, cluster, console, odoo_source, postgres, venv
from cli.odoo import Odoo
from cli.settings import Fault, Settings
from cli.templates import Templates

# reportlab embeds TrueType outlines only, which Noto's Chinese letters are not.
PDF_FONT = "fonts-wqy-microhei"
BROWSER_PACKAGES = ("chromium", "fonts-noto-cjk", PDF_FONT)
# What a running server is poorer without, and why.
WISHES = {
    PDF_FONT: "PDF exports will lack Chinese letters.",
    "wkhtmltopdf": "Contracts, quotations and invoices will print as web pages, not as PDF.",
}
# These may also have come another way than with apt.
PROGRAMS_ON_PATH = ("chromium", "wkhtmltopdf")
# What a reset removes from the cache, named so that a wrongly chosen cache folder loses nothing else.
DATA = ("pg", "data", "logs", "bin")
PROGRAMS = ("odoo", "odoo.new", "odoo-installed", "venv", "apt", "npm-*", "locks")


@dataclass(frozen=True)
class Setup:
    """A prepared machine: settings, Python, Odoo, PostgreSQL, databases."""

    settings: Settings
    python: Path
    odoo: Odoo
    templates: Templates

    @property
    def postgres(self):
        return self.odoo.postgres


@contextmanager
def ready(settings=None):
    """Python, Odoo and a running PostgreSQL; PostgreSQL stops with the block when nobody else uses it."""
    settings = settings or Settings.from_environment()
    python = venv.ensure(settings)
    source = odoo_source.find(settings)
    with postgres.server(settings, python) as server:
        odoo = Odoo(settings, python, source, server)
        templates = Templates(odoo)
        templates.databases.drop_leftovers()
        yield Setup(settings, python, odoo, templates)


def need_browser(settings):
    """Chromium and fonts with Chinese letters, installed with apt when missing."""
    missing = [package for package in BROWSER_PACKAGES if not _has(package)]
    if missing:
        apt.install(missing, settings.log("apt-system"))


def wish_for_printing(settings):
    """What prints documents well. Where it cannot be installed, which is tried once, the rest works all the same."""
    for package, loss in WISHES.items():
        tried = settings.locks / f"wished-{package}"
        if not _has(package) and not tried.exists():
            try:
                apt.install([package], settings.log("apt-system"))
            except Fault as fault:
                tried.touch()
                console.say(f"{loss} {fault}")


def _has(package):
    return bool(package in PROGRAMS_ON_PATH and shutil.which(package)) or apt.is_installed(package)


def reset(everything):
    """Drop all databases and files, or the whole cache. Refused while another command works with them."""
    settings = Settings.from_environment()
    if "PGHOST" in os.environ:
        _drop_from_given_server(settings)
    if cluster.is_running(settings):
        cluster.release(settings, venv.ensure(settings))
    if cluster.is_running(settings):
        raise Fault("Another sales-cloud command is running: stop it first (Ctrl-C in its terminal), then reset.")
    names = (*DATA, *PROGRAMS) if everything else DATA
    with console.step(f"Emptying {settings.cache}"):
        for path in [path for name in names for path in settings.cache.glob(name)]:
            shutil.rmtree(path)
    return 0


def _drop_from_given_server(settings):
    with ready(settings) as machine:
        databases = machine.templates.databases
        for name in databases.names(settings.database):
            if databases.mark_of(name):
                console.say(f"Dropping {name}.")
                databases.drop(name)
