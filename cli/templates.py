"""The databases that others are copied from, and the one that `run` shows.

    base      Odoo's own modules that our addons stand on, no demo     made once for each Odoo version
    chinese   base with Odoo's Chinese                                 made once for each Odoo version
    suite     base and our addons, no demo                             where the tests run
    bridged   suite and the bridges to Odoo modules that base lacks    where the tests of these bridges run
    demo      chinese and our addons with the demo story               what `run` shows and the browser tests use

A template is found again by its mark: the Odoo version, Odoo's modules, a hash of each addon and, because the demo
story is told relative to today, the day. When some addons changed, those alone are updated in a copy of the last
template, unless the demo story changed, which is told at installation only; `fresh` asks for a new installation.
"""

import hashlib
import json
import re
import time
from dataclasses import dataclass

from cli import addons as tree
from cli import console, locks, odoo, postgres
from cli.database import Databases
from cli.settings import Fault, check_disk

LANGUAGE = "zh_CN"
# Odoo's robot greets everybody at the first log-in with a window that covers a phone's screen.
NO_GREETINGS = "UPDATE res_users SET odoobot_state = 'disabled'"
KEPT = 3
PREFIXES = {kind: f"sales_cloud_{kind}_" for kind in ("base", "chinese", "suite", "bridged", "demo")}
# Python's word that Odoo or one of its libraries uses something old; in our addons it counts.
FOREIGN_DEPRECATION = re.compile(r" py\.warnings: (?!\S*/sales_cloud_)\S+:\d+: \w*DeprecationWarning: ")
WARNING = re.compile(r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ (WARNING|ERROR|CRITICAL) ", re.M)


@dataclass
class Templates:
    """Makes and finds the databases of one checkout."""

    odoo: object

    def __post_init__(self):
        self.settings = self.odoo.settings
        self.databases = Databases(self.settings, self.odoo.postgres)
        self.addons = tree.discover(self.settings.addons)
        self.bridges = tree.bridges(self.addons)
        self.main = [addon for addon in self.addons if addon not in self.bridges]

    def base(self):
        mark = {"kind": "base", "odoo": self.odoo.source.version, "modules": tree.core_modules(self.main)}
        name = PREFIXES["base"] + _short(mark)
        with locks.exclusive(self.settings, name, "making the base database"):
            if self.databases.mark_of(name) is None:
                check_disk(self.settings)
                self._make_base(name, mark)
        return name

    def chinese(self):
        base = self.base()
        mark = {"kind": "chinese", "base": base}
        name = PREFIXES["chinese"] + _short(mark)
        with locks.exclusive(self.settings, name, "loading Chinese"):
            if self.databases.mark_of(name) is None:
                self._make_chinese(base, name, mark)
        return name

    def suite(self, fresh=False):
        return self._template("suite", fresh)

    def bridged(self, fresh=False):
        suite = self.suite(fresh)
        if not self.bridges:
            return suite
        mark = {"kind": "bridged", "suite": suite, "addons": {addon.name: addon.digest for addon in self.bridges}}
        name = PREFIXES["bridged"] + _short(mark)
        with locks.exclusive(self.settings, name, "making the database of the bridges"):
            if self.databases.mark_of(name) is None:
                self._make_bridged(suite, name, mark)
        return name

    def demo(self, fresh=False):
        return self._template("demo", fresh)

    def install_log(self, kind):
        """The log of the last installation or update of a template."""
        return self.settings.log(f"install-{kind}")

    def run_database(self, with_demo):
        """The database of `run`, made from a template or updated to the addons as they are now."""
        name = self.settings.database if with_demo else f"{self.settings.database}_plain"
        with locks.exclusive(self.settings, name, f"preparing the database {name}"):
            mark = self.databases.mark_of(name)
            if mark is None:
                self._make_run_database(name, with_demo)
            else:
                self._update_run_database(name, mark)
        postgres.check_trigrams(self.odoo.postgres, name)
        return name

    def _make_base(self, name, mark):
        log = self.install_log("base")
        self.databases.create_empty(name)
        postgres.check_trigrams(self.odoo.postgres, name)
        with console.step("Installing Odoo's modules into the base database", lambda: odoo.loading(log)):
            self._odoo(name, ["-i", ",".join(mark["modules"])], log, "Installing Odoo's modules")
        self.databases.mark(name, mark)
        self._drop_old("base")

    def _make_chinese(self, base, name, mark):
        log = self.settings.log("language")
        with console.step("Loading Chinese into a copy of the base database"):
            self.databases.copy(base, name)
            self._odoo(name, ["--load-language", LANGUAGE], log, "Loading Chinese")
        self.databases.mark(name, mark)
        self._drop_old("chinese")

    def _make_bridged(self, suite, name, mark):
        log = self.install_log("bridged")
        title = f"Installing the bridges {', '.join(mark['addons'])}"
        with console.step(title, lambda: odoo.loading(log)):
            self.databases.copy(suite, name)
            self._odoo(name, ["-i", ",".join(mark["addons"])], log, title)
        self.databases.mark(name, {**mark, "warnings": warnings_in(log.read_text(errors="replace"))})
        self._drop_old("bridged")

    def _template(self, kind, fresh):
        mark = self._mark(kind)
        name = PREFIXES[kind] + _short(mark)
        with locks.exclusive(self.settings, name, f"making the {kind} database"):
            found = self.databases.mark_of(name)
            if found is None or (fresh and not found["fresh"]):
                older = None if fresh else self._older(kind, mark)
                self._make(kind, name, mark, found, older)
        return name

    def _make(self, kind, name, mark, found, older):
        check_disk(self.settings)
        if found:
            self.databases.drop(name)
        if older:
            self._renew(kind, name, mark, older)
        else:
            self._install(kind, name, mark)
        self._drop_old(kind)

    def _drop_old(self, kind):
        """Keep the newest few: another command may be about to copy one of them."""
        for name in self.databases.names(PREFIXES[kind])[KEPT:]:
            self.databases.drop(name)

    def _install(self, kind, name, mark):
        self.databases.copy(self.chinese() if kind == "demo" else self.base(), name)
        extra = []
        if kind == "demo":
            self.odoo.postgres.query("UPDATE ir_module_module SET demo = true", name)
            extra = ["--with-demo"]
        log = self.install_log(kind)
        title = f"Installing our {len(self.main)} addons {'with demo' if kind == 'demo' else 'without demo'}"
        with console.step(title, lambda: odoo.loading(log)):
            self._odoo(name, ["-i", ",".join(mark["addons"]), *extra], log, title)
        if kind == "demo":
            self.odoo.postgres.query(NO_GREETINGS, name)
        self.databases.mark(name, {**mark, "fresh": True, "warnings": warnings_in(log.read_text(errors="replace"))})

    def _renew(self, kind, name, mark, older):
        before = self.databases.mark_of(older)
        self.databases.copy(older, name)
        self._update(name, before["addons"], mark["addons"], self.install_log(kind), demo=kind == "demo")
        self.databases.mark(name, {**mark, "fresh": False, "warnings": []})

    def _make_run_database(self, name, with_demo):
        source = self.demo() if with_demo else self.suite()
        with console.step(f"Making the database {name}"):
            self.databases.copy(source, name)
            if not with_demo:
                log = self.settings.log("language")
                self._odoo(name, ["--load-language", LANGUAGE], log, "Loading Chinese")
        self.databases.mark(name, {**self._mark("demo"), "kind": "run", "with_demo": with_demo})

    def _update_run_database(self, name, mark):
        wanted = self._mark("demo")
        gone = sorted(mark["addons"].keys() - wanted["addons"].keys())
        if gone:
            raise Fault(
                f"The database {name} has the addons {', '.join(gone)}, which this checkout does not have. "
                "`./sales-cloud reset` makes it anew (what was typed into it is lost)."
            )
        if mark["with_demo"] and mark.get("demo", wanted["demo"]) != wanted["demo"]:
            console.say("The demo story has changed; `./sales-cloud reset` tells it anew (what was typed is lost).")
        if mark["addons"] == wanted["addons"] and mark["odoo"] == wanted["odoo"]:
            return
        before = mark["addons"] if mark["odoo"] == wanted["odoo"] else {}
        log = self.settings.log("update")
        self._add_modules(name, sorted(set(wanted["base"]) - set(mark["base"])), log)
        self._update(name, before, wanted["addons"], log, demo=mark["with_demo"], known=mark["addons"])
        self.databases.mark(name, {**mark, **{key: wanted[key] for key in ("addons", "odoo", "base")}})

    def _add_modules(self, name, modules, log):
        """Install what our addons newly depend on: first and without demo, which only our addons tell."""
        if modules:
            title = f"Installing {', '.join(modules)} into {name}"
            with console.step(title, lambda: odoo.loading(log)):
                self._odoo(name, ["-i", ",".join(modules)], log, title)

    def _update(self, name, before, after, log, demo, known=None):
        """Install the new addons and update the changed ones."""
        known = known or before
        new = [addon for addon in after if addon not in known]
        changed = [addon for addon in after if addon in known and before.get(addon) != after[addon]]
        arguments = ["--with-demo"] if demo else []
        arguments += ["-i", ",".join(new)] if new else []
        arguments += ["-u", ",".join(changed), "--i18n-overwrite"] if changed else []
        title = f"Updating {', '.join(new + changed)} in {name}"
        with console.step(title, lambda: odoo.loading(log)):
            self._odoo(name, arguments, log, title)

    def _older(self, kind, mark):
        """The newest template of this kind on the same Odoo modules, with the same story, whose addons still exist."""
        for name in self.databases.names(PREFIXES[kind]):
            found = self.databases.mark_of(name)
            same_ground = found and all(found.get(key) == mark.get(key) for key in ("odoo", "base", "day", "demo"))
            if same_ground and found["addons"].keys() <= mark["addons"].keys():
                return name
        return None

    def _mark(self, kind):
        mark = {
            "kind": kind,
            "odoo": self.odoo.source.version,
            "base": tree.core_modules(self.main),
            "addons": {addon.name: addon.digest for addon in self.main},
        }
        if kind == "demo":
            mark["addons"] = {addon.name: addon.digest_translated for addon in self.main}
            mark["day"] = time.strftime("%Y-%m-%d")
            mark["demo"] = {addon.name: addon.digest_demo for addon in self.main}
        return mark

    def _odoo(self, name, arguments, log, what):
        command = ["-d", name, "--no-http", "--stop-after-init", *arguments]
        self.odoo.run(command, log, what)


def warnings_in(log):
    """The first lines of all records above INFO in an Odoo log, but for deprecations in code that is not ours.

    >>> warnings_in("2026-01-01 00:00:00,000 1 INFO db x: fine\\n2026-01-01 00:00:00,001 1 WARNING db x: bad\\n")
    ['2026-01-01 00:00:00,001 1 WARNING db x: bad']
    >>> warnings_in("2026-01-01 00:00:00,000 1 WARNING db py.warnings: /odoo/base/a.py:8: DeprecationWarning: old\\n")
    []
    """
    return [line for line in log.splitlines() if WARNING.match(line) and not FOREIGN_DEPRECATION.search(line)]


def _short(mark):
    return hashlib.sha256(json.dumps(mark, sort_keys=True).encode()).hexdigest()[:10]
