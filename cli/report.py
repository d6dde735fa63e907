"""The outcomes of the parts of a test run, and how they are told."""

import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

from cli import console

SHOWN_LINES = 60


@dataclass
class Outcome:
    """One part of a test run. `detail` is shown when something failed."""

    name: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    detail: str = ""
    log: Path | None = None
    seconds: float = 0.0

    @property
    def counts(self):
        text = f"{self.passed} passed, {self.failed} failed"
        return f"{text}, {self.skipped} skipped" if self.skipped else text


def of_pytest(name, junit, log, code, may_be_empty):
    """The outcome of a pytest run, from its XML report; a run that tested nothing failed."""
    if not Path(junit).exists():
        return Outcome(name, failed=1, detail=f"pytest ended with exit code {code} before it could report.", log=log)
    suite = ElementTree.parse(junit).getroot().find("testsuite")
    total, failures, errors, skipped = (int(suite.get(key)) for key in ("tests", "failures", "errors", "skipped"))
    failed = failures + errors
    if not total and may_be_empty:
        return Outcome(name, log=log)
    if code and not failed:
        failed = 1
    if not total:
        return Outcome(name, failed=1, detail="No test was run.", log=log)
    return Outcome(name, max(total - failures - errors - skipped, 0), failed, skipped, pytest_failures(log), log)


def pytest_failures(log):
    """The part of a pytest log that tells of failures."""
    text = Path(log).read_text(errors="replace")
    starts = [place for title in ("= FAILURES =", "= ERRORS =") if (place := text.find(title)) >= 0]
    return text[min(starts) :] if starts else text


def of_odoo(name, result, expected, log, code):
    """The outcome of an Odoo test run; an addon of `expected` whose tests did not run failed."""
    silent = [addon for addon in expected if not result.by_module[addon]]
    problems = [text for texts in result.failing.values() for text in texts]
    if not result.closed:
        problems.append(f"Odoo ended with exit code {code} before it closed the test run.")
    problems += [f"No test of {addon} was run." for addon in silent]
    bad = result.failed + len(silent) + (not result.closed)
    if code and not bad:
        bad = 1
    if bad:
        problems += result.complaints
    passed = max(result.run - result.failed - result.skipped, 0)
    return Outcome(name, passed, bad, result.skipped, "\n\n".join(problems), log)


def shorten(text, lines=SHOWN_LINES):
    """Enough of a long text: its beginning and its end.

    >>> shorten("a\\nb\\nc\\nd\\ne", lines=2)
    'a\\n[... 3 lines left out]\\ne'
    """
    rows = text.splitlines()
    if len(rows) <= lines:
        return text
    head, foot = (lines + 1) // 2, lines // 2
    return "\n".join([*rows[:head], f"[... {len(rows) - lines} lines left out]", *rows[-foot:]])


def tell(outcome):
    """Show one outcome, with what failed in full view."""
    state = "FAILED" if outcome.failed else "ok"
    console.say(f"{outcome.name}: {outcome.counts} in {console.duration(outcome.seconds)} ({state})")
    if outcome.failed:
        console.say("-" * 100)
        console.say(shorten(outcome.detail, 4 * SHOWN_LINES))
        if outcome.log:
            console.say(f"The whole log is {outcome.log}")
        console.say("-" * 100)


def close(outcomes):
    """The table of all parts and the closing line; the exit code."""
    console.say()
    for outcome in outcomes:
        mark = "FAILED" if outcome.failed else "ok"
        console.say(f"  {outcome.name:<32} {outcome.counts:<40} {console.duration(outcome.seconds):>12}  {mark}")
    passed, failed, skipped = (sum(getattr(o, key) for o in outcomes) for key in ("passed", "failed", "skipped"))
    if not passed + failed:
        console.say("No test matched.")
        failed = 1
    console.say()
    console.result(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed else 0
