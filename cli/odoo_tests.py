"""Odoo's test runner: what to ask of it, and what its log says."""

import ast
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

RECORD = re.compile(r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ (?P<level>[A-Z]+) \S+ (?P<logger>\S+): (?P<text>.*)", re.S)
CLOSING = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests when loading database")
MODULE_COUNT = re.compile(r"odoo\.tests\.stats: (\w+): (\d+) tests ")
BAD_TEST = re.compile(r"^(?:FAIL|ERROR): (?:Subtest )?(?:setUpClass \(odoo\.addons\.)?([\w.]+)")


@dataclass
class OdooResult:
    """What a test log says. `failing` maps `addon:Class.method` to the texts of its failures."""

    run: int = 0
    failed: int = 0
    skipped: int = 0
    closed: bool = False
    by_module: Counter = field(default_factory=Counter)
    failing: dict = field(default_factory=dict)
    complaints: list = field(default_factory=list)


def records(text):
    """The records of an Odoo log, each with its continuation lines.

    >>> log = '''2026-01-01 00:00:00,000 1 INFO db odoo.x: one
    ... 2026-01-01 00:00:00,001 1 ERROR db odoo.y: two
    ... and more
    ... '''
    >>> [(record["level"], record["text"]) for record in records(log)]
    [('INFO', 'one'), ('ERROR', 'two\\nand more')]
    """
    lines = []
    for line in text.splitlines():
        if lines and RECORD.match(line):
            yield from _parsed(lines)
            lines = []
        lines.append(line)
    yield from _parsed(lines)


def read_log(text):
    """The result that a test log tells.

    >>> log = '''2026-01-01 00:00:00,000 1 ERROR db odoo.addons.sales_cloud_core.tests.test_a: FAIL: TestA.test_b
    ... AssertionError: 1 != 2
    ... 2026-01-01 00:00:00,001 1 INFO db odoo.tests.stats: sales_cloud_core: 3 tests 0.10s 5 queries
    ... 2026-01-01 00:00:00,002 1 ERROR db odoo.tests.result: 1 failed, 0 error(s) of 3 tests when loading database 'db'
    ... '''
    >>> result = read_log(log)
    >>> result.run, result.failed, result.by_module["sales_cloud_core"], list(result.failing)
    (3, 1, 3, ['sales_cloud_core:TestA.test_b'])
    """
    result = OdooResult()
    for record in records(text):
        bad = BAD_TEST.match(record["text"])
        if bad and ".tests." in record["logger"]:
            result.failing.setdefault(_test_name(record["logger"], bad[1]), []).append(record["text"])
        elif record["level"] in ("ERROR", "CRITICAL") and record["logger"] != "odoo.tests.result":
            result.complaints.append(record["text"])
        result.skipped += record["level"] == "INFO" and record["text"].startswith("skipped ")
    for failures, errors, run in CLOSING.findall(text):
        result.run += int(run)
        result.failed += int(failures) + int(errors)
        result.closed = True
    for module, count in MODULE_COUNT.findall(text):
        result.by_module[module] += int(count)
    return result


def _test_name(logger, name):
    """
    >>> _test_name("odoo.addons.crm.tests.test_a", "TestA.test_b")
    'crm:TestA.test_b'
    >>> _test_name("odoo.tests.suite", "crm.tests.test_a.TestA")
    'crm:TestA'
    """
    if logger.startswith("odoo.addons."):
        return f"{logger.split('.')[2]}:{name}"
    return f"{name.split('.')[0]}:{name.split('.')[-1]}"


def tags(addons, keyword=None):
    """The --test-tags for the tests of `addons`, or for those whose name contains `keyword`.

    The answer is empty when no test matches.
    """
    if not keyword:
        return ",".join(f"/{addon.name}" for addon in addons if has_tests(addon))
    found = [tag for addon in addons for file in _test_files(addon) for tag in _matching(addon.name, file, keyword)]
    return ",".join(found)


def has_tests(addon):
    """Whether an addon has a test file with at least one test that runs by default."""
    return any(_tests_in(file) for file in _test_files(addon))


def _matching(addon, file, keyword):
    """Tags for one file: the whole class when its name or the file's matches, else the matching methods."""
    word = keyword.lower()
    for name, methods in _tests_in(file).items():
        if word in name.lower() or word in file.stem.lower():
            yield f"/{addon}:{name}"
        else:
            yield from (f"/{addon}:{name}.{method}" for method in methods if word in method.lower())


def _tests_in(file):
    """The test classes of a file with their test methods, but for classes that only run when asked by a tag."""
    classes = [node for node in ast.parse(file.read_text()).body if isinstance(node, ast.ClassDef)]
    return {
        node.name: methods
        for node in classes
        if "'-standard'" not in "".join(map(ast.unparse, node.decorator_list))
        if (methods := [item.name for item in node.body if getattr(item, "name", "").startswith("test_")])
    }


def _test_files(addon):
    return sorted(Path(addon.path, "tests").glob("test_*.py"))


def _parsed(lines):
    found = RECORD.match("\n".join(lines))
    if found:
        yield found.groupdict()
