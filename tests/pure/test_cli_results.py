"""What Odoo's and pytest's runners report is counted once, and silence counts as failure."""

from pathlib import Path

import pytest

from cli import odoo_tests, report
from cli.addons import Addon

HEAD = "2026-01-01 00:00:00,000 1 {} db {}: {}\n"


def line(text, level="INFO", logger="odoo.tests.stats"):
    return HEAD.format(level, logger, text)


def closing(failed, errors, run):
    return line(
        f"{failed} failed, {errors} error(s) of {run} tests when loading database 'db'", "INFO", "odoo.tests.result"
    )


def outcome(log, expected=("sales_cloud_core",), code=0):
    return report.of_odoo("addons", odoo_tests.read_log(log), list(expected), Path("x.log"), code)


def test_a_clean_run_passes():
    result = outcome(line("sales_cloud_core: 3 tests 1.0s 9 queries") + closing(0, 0, 3))
    assert (result.passed, result.failed) == (3, 0)


def test_failures_and_errors_are_told_with_their_texts():
    bad = line("FAIL: TestA.test_b\nAssertionError: 1 != 2", "ERROR", "odoo.addons.sales_cloud_core.tests.test_a")
    result = outcome(bad + line("sales_cloud_core: 3 tests 1.0s 9 queries") + closing(1, 1, 3), code=1)
    assert (result.passed, result.failed) == (1, 2)
    assert "AssertionError: 1 != 2" in result.detail


def test_a_run_that_never_closed_fails():
    result = outcome(line("sales_cloud_core: 3 tests 1.0s 9 queries"), code=-9)
    assert result.failed == 1 and "before it closed" in result.detail


def test_an_addon_whose_tests_did_not_run_fails():
    result = outcome(line("sales_cloud_core: 3 tests 1.0s 9 queries") + closing(0, 0, 3), ["sales_cloud_core", "other"])
    assert result.failed == 1 and "No test of other was run." in result.detail


def test_an_exit_code_without_a_failing_test_fails():
    assert outcome(line("sales_cloud_core: 3 tests 1.0s 9 queries") + closing(0, 0, 3), code=255).failed == 1


def test_a_skipped_test_is_neither_passed_nor_failed():
    skipped = line("skipped TestA.test_c : no browser", logger="odoo.addons.sales_cloud_core.tests.test_a")
    result = outcome(skipped + line("sales_cloud_core: 3 tests 1.0s 9 queries") + closing(0, 0, 3))
    assert (result.passed, result.failed, result.skipped) == (2, 0, 1)


def test_a_broken_set_up_is_named_by_its_class():
    text = "ERROR: setUpClass (odoo.addons.crm.tests.test_a.TestA)\nValueError"
    result = odoo_tests.read_log(line(text, "ERROR", "odoo.tests.suite") + closing(0, 1, 0))
    assert list(result.failing) == ["crm:TestA"]


@pytest.mark.parametrize(
    ("keyword", "tags"),
    [
        (None, "/sales_cloud_x"),
        ("claim", "/sales_cloud_x:TestPool.test_claim_is_atomic"),
        ("POOL", "/sales_cloud_x:TestPool"),
        ("nothing", ""),
    ],
)
def test_tags_follow_the_word(tmp_path, keyword, tags):
    tests = tmp_path / "tests"
    tests.mkdir()
    (tests / "test_one.py").write_text(
        "class TestPool(X):\n"
        "    def test_claim_is_atomic(self): ...\n"
        "    def test_return(self): ...\n"
        "    def helper_claim(self): ...\n"
        "@tagged('-standard')\n"
        "class TestClaimSlowly(X):\n"
        "    def test_claim(self): ...\n"
    )
    addon = Addon("sales_cloud_x", tmp_path, (), "", "")
    assert odoo_tests.tags([addon], keyword) == tags
    assert odoo_tests.has_tests(addon)


def junit(folder, **counts):
    values = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0, **counts}
    attributes = " ".join(f'{key}="{value}"' for key, value in values.items())
    path = folder / "report.xml"
    path.write_text(f"<testsuites><testsuite {attributes}/></testsuites>")
    log = folder / "pytest.log"
    log.write_text("collected\n==== FAILURES ====\nbad\n")
    return path, log


def test_pytest_is_counted_from_its_report(tmp_path):
    path, log = junit(tmp_path, tests=5, failures=1, errors=1, skipped=1)
    result = report.of_pytest("pure", path, log, 1, may_be_empty=False)
    assert (result.passed, result.failed, result.skipped) == (2, 2, 1)
    assert result.detail.startswith("= FAILURES")


@pytest.mark.parametrize(("may_be_empty", "failed"), [(True, 0), (False, 1)])
def test_a_pytest_run_without_tests_fails_unless_a_word_chose(tmp_path, may_be_empty, failed):
    path, log = junit(tmp_path)
    assert report.of_pytest("pure", path, log, 5, may_be_empty).failed == failed


def test_a_pytest_that_died_fails(tmp_path):
    result = report.of_pytest("pure", tmp_path / "missing.xml", tmp_path / "x.log", -9, may_be_empty=True)
    assert result.failed == 1


def test_the_closing_line_stands_alone(capsys):
    code = report.close([report.Outcome("a", 3, 0), report.Outcome("b", 2, 1, 4)])
    assert code == 1
    assert capsys.readouterr().out == "5 passed, 1 failed, 4 skipped\n"


def test_a_run_in_which_nothing_matched_is_no_success(capsys):
    assert report.close([report.Outcome("a")]) == 1
    assert capsys.readouterr().out == "0 passed, 1 failed\n"
