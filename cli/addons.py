"""The addons of this checkout: what they depend on and whether they changed."""

import ast
import hashlib
import re
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from cli.settings import Fault

PREFIX = "sales_cloud_"
# Odoo's own modules that every database gets beside those the addons depend on: automation rules and spreadsheet
# dashboards watch our models in real installations, so the tests run beside them.
ALWAYS = ("base_automation", "spreadsheet_dashboard")
# A change in these folders needs no update of a database.
NOT_LOADED = ("tests", "readme", "static/src", "static/tests", "__pycache__")
TRANSLATIONS = ("i18n",)


@dataclass(frozen=True)
class Addon:
    """One addon. The digests change when something changed that a database without or with translations holds, and
    when the demo story is told anew, which an update of a database does not do.
    """

    name: str
    path: Path
    depends: tuple
    digest: str
    digest_translated: str
    digest_demo: str = ""
    installs_itself: bool = False


def discover(folder):
    """All addons below `folder`, each after the ones that it depends on."""
    manifests = sorted(Path(folder).glob("*/__manifest__.py"))
    found = {path.parent.name: _read(path) for path in manifests}
    graph = {name: [other for other in addon.depends if other in found] for name, addon in found.items()}
    try:
        return [found[name] for name in TopologicalSorter(graph).static_order()]
    except CycleError as error:
        raise Fault(f"The addons depend on each other in a circle: {' -> '.join(error.args[1])}.") from error


def core_modules(addons):
    """Odoo's modules that the addons depend on, with those that every database gets."""
    own = {addon.name for addon in addons}
    return sorted({name for addon in addons for name in addon.depends if name not in own} | set(ALWAYS))


def bridges(addons):
    """The addons that install themselves beside an Odoo module that nothing else needs.

    The other addons are installed and tested without that module, as most people use them.
    """
    ground = {addon.name for addon in addons} | set(
        core_modules([addon for addon in addons if not addon.installs_itself])
    )
    return [addon for addon in addons if addon.installs_itself and not set(addon.depends) <= ground]


def named(addons, word):
    """The addon that `word` means (`pools` or `sales_cloud_pools`), or None."""
    return next((addon for addon in addons if word in (addon.name, addon.name.removeprefix(PREFIX))), None)


def digest(path, left_out=()):
    """A hash of the names and contents of an addon's files.

    Compiled files, hidden files and the folders of `left_out` do not count.
    """
    state = hashlib.sha256()
    for file in sorted(Path(path).rglob("*")):
        inside = file.relative_to(path).as_posix()
        if file.is_file() and not _is_left_out(inside, left_out):
            state.update(inside.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return state.hexdigest()[:16]


def _is_left_out(inside, left_out):
    """
    >>> _is_left_out("tests/test_a.py", ("tests",)), _is_left_out("tests.py", ("tests",))
    (True, False)
    >>> _is_left_out("models/__pycache__/a.pyc", ()), _is_left_out("models/.a.py.swp", ())
    (True, True)
    """
    return any(inside.startswith(folder + "/") for folder in left_out) or bool(re.search(r"\.pyc$|(^|/)\.", inside))


def _read(manifest):
    try:
        facts = ast.literal_eval(manifest.read_text())
        depends = tuple(facts["depends"])
    except (SyntaxError, ValueError, KeyError, TypeError) as error:
        raise Fault(f"{manifest} is no Odoo manifest with `depends`: {error!r}.") from error
    path = manifest.parent
    return Addon(
        name=path.name,
        path=path,
        depends=depends,
        digest=digest(path, (*NOT_LOADED, *TRANSLATIONS)),
        digest_translated=digest(path, NOT_LOADED),
        digest_demo=digest(path / "demo"),
        installs_itself=bool(facts.get("auto_install")),
    )
