"""`./sales-cloud i18n`: write the templates and the Chinese files of the addons, and say what is not translated."""

import tempfile
from pathlib import Path

from cli import addons as tree
from cli import console, po, processes, report, setup
from cli.report import Outcome
from cli.settings import Fault
from cli.templates import LANGUAGE


def run(words, check_only):
    """The command; its exit code. With `check_only` the files stay as they are."""
    with setup.ready() as ready, tempfile.TemporaryDirectory() as folder:
        chosen = _chosen(words, ready.templates.addons)
        _export(ready, chosen, folder)
        outcomes = [_compare(addon, Path(folder), check_only) for addon in chosen]
    for outcome in outcomes:
        report.tell(outcome)
    return report.close(outcomes)


def _chosen(words, addons):
    chosen = [tree.named(addons, word) for word in words]
    if None in chosen:
        raise Fault(f"`{words[chosen.index(None)]}` is no addon. There are {', '.join(a.name for a in addons)}.")
    return chosen or addons


def _export(ready, chosen, folder):
    """Let Odoo write the files, from a copy of what has all addons (without demo, whose texts are data) in Chinese."""
    databases, log = ready.templates.databases, ready.settings.log("i18n")
    database = databases.scratch_name("i18n")
    databases.copy(ready.templates.bridged(), database)
    try:
        with console.step("Loading Chinese"):
            ready.odoo.run(["i18n", "loadlang", "-d", database, "-l", LANGUAGE], log, "Loading Chinese")
        script = ready.settings.root / "cli" / "inside" / "export_translations.py"
        command = [ready.python, script, database, LANGUAGE, folder, *(addon.name for addon in chosen)]
        with console.step("Exporting the translations"):
            processes.run(command, log, "Exporting the translations", env=ready.odoo.environment)
    finally:
        databases.drop(database)


def _compare(addon, folder, check_only):
    """Whether the addon's files are complete and up to date; the exported ones take their place if asked."""
    exported = [folder / f"{addon.name}.pot", folder / f"{addon.name}.{LANGUAGE}.po"]
    if not exported[0].exists() or not exported[0].stat().st_size:
        return Outcome(addon.name, 2)  # a bridge of rights alone has nothing to translate
    own = [addon.path / "i18n" / f"{addon.name}.pot", addon.path / "i18n" / f"{LANGUAGE}.po"]
    old = [path.read_text() if path.exists() else "" for path in own]
    texts = [path.read_text() for path in exported]
    texts[1] = po.keep_identical(texts[1], po.entries(old[1]))
    missing = po.untranslated(*texts)
    stale = sorted(po.entries(texts[0]).keys() ^ po.entries(old[0]).keys())
    if not check_only:
        _replace(own, old, texts)
    detail = [f"not in {LANGUAGE}: {term!r}" for term in missing]
    detail += [f"the template was out of date: {term!r}" for term in stale]
    failed = bool(missing) + bool(stale)
    return Outcome(addon.name, 2 - failed, failed, 0, "\n".join(detail))


def _replace(paths, old, new):
    """Write what changed in more than its date."""
    for path, before, after in zip(paths, old, new, strict=True):
        if not po.same_but_dates(before, after):
            path.parent.mkdir(exist_ok=True)
            path.write_text(after)
