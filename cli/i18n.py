"""`./sales-cloud i18n`: write the templates and the Chinese files of the addons, and say what is not translated."""

from cli import addons as tree
from cli import console, po, report, setup
from cli.report import Outcome
from cli.settings import Fault
from cli.templates import LANGUAGE


def run(words, check_only):
    """The command; its exit code. With `check_only` the files stay as they are."""
    with setup.ready() as ready:
        chosen = _chosen(words, ready.templates.addons)
        before = {path: path.read_bytes() for addon in chosen for path in _files(addon) if path.exists()}
        try:
            _export(ready, chosen)
            outcomes = [_outcome(addon, before) for addon in chosen]
        except BaseException:
            _put_back(chosen, before)
            raise
        if check_only:
            _put_back(chosen, before)
        else:
            _keep_old_dates(before)
    for outcome in outcomes:
        report.tell(outcome)
    return report.close(outcomes)


def _chosen(words, addons):
    chosen = [tree.named(addons, word) for word in words]
    if None in chosen:
        raise Fault(f"`{words[chosen.index(None)]}` is no addon. There are {', '.join(a.name for a in addons)}.")
    return chosen or addons


def _files(addon):
    folder = addon.path / "i18n"
    return folder / f"{addon.name}.pot", folder / f"{LANGUAGE}.po"


def _export(ready, chosen):
    """Let Odoo write the files, from a copy of the suite (without demo, whose texts are data) in Chinese."""
    databases, log = ready.templates.databases, ready.settings.log("i18n")
    database = databases.scratch_name("i18n")
    databases.copy(ready.templates.suite(), database)
    try:
        with console.step("Loading Chinese"):
            ready.odoo.run(["i18n", "loadlang", "-d", database, "-l", LANGUAGE], log, "Loading Chinese")
        names = [addon.name for addon in chosen]
        arguments = ["i18n", "export", "-d", database, *names, "-l", "pot", LANGUAGE]
        with console.step("Exporting the translations"):
            ready.odoo.run(arguments, log, "Exporting the translations")
    finally:
        databases.drop(database)


def _outcome(addon, before):
    """Whether the files that were there are complete and up to date with the addon."""
    template, translation = (path.read_text() for path in _files(addon))
    missing = po.untranslated(template, translation)
    old = before.get(_files(addon)[0], b"").decode()
    stale = sorted(po.entries(template).keys() ^ po.entries(old).keys())
    detail = [f"not in {LANGUAGE}: {term!r}" for term in missing]
    detail += [f"the template was out of date: {term!r}" for term in stale]
    checks = [missing, stale]
    failed = sum(map(bool, checks))
    return Outcome(addon.name, len(checks) - failed, failed, 0, "\n".join(detail))


def _keep_old_dates(before):
    for path, content in before.items():
        if po.same_but_dates(path.read_text(), content.decode()):
            path.write_bytes(content)


def _put_back(chosen, before):
    for addon in chosen:
        for path in _files(addon):
            if path in before:
                path.write_bytes(before[path])
            else:
                path.unlink(missing_ok=True)
