"""Python stays small and in its room."""

import ast
import sys

import pytest
from tree import ADDONS, ROOT, ids, models, parse, python_files

PRODUCT = [path for path in python_files() if "tests" not in path.relative_to(ROOT).parts]
MODEL_FILES = [path for path in PRODUCT if {"models", "wizards", "report"} & set(path.relative_to(ROOT).parts)]
TOOLS = list(python_files("tools"))
SCRIPTS = sorted((ROOT / "cli").rglob("*.py"))
ALLOWED_IN_TOOLS = {"dateutil"} | set(sys.stdlib_module_names)


def functions(path):
    return [node for node in ast.walk(parse(path)) if isinstance(node, ast.FunctionDef)]


@pytest.mark.parametrize("path", PRODUCT + SCRIPTS, ids=ids(PRODUCT + SCRIPTS))
def test_no_function_is_longer_than_40_lines(path):
    long = {
        node.name: node.end_lineno - node.lineno + 1
        for node in functions(path)
        if node.end_lineno - node.lineno + 1 > 40
    }
    assert not long


def test_most_functions_are_shorter_than_20_lines():
    lengths = [node.end_lineno - node.lineno + 1 for path in PRODUCT for node in functions(path)]
    assert sum(length < 20 for length in lengths) / len(lengths) > 0.85


@pytest.mark.parametrize("path", PRODUCT + SCRIPTS, ids=ids(PRODUCT + SCRIPTS))
def test_no_file_is_longer_than_300_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", MODEL_FILES, ids=ids(MODEL_FILES))
def test_a_file_holds_one_model(path):
    assert len([model for model in models() if model.path == path]) <= 1


@pytest.mark.parametrize("path", TOOLS, ids=ids(TOOLS))
def test_tools_import_the_standard_library_and_dateutil_only(path):
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            # relative imports are for siblings in tools/; another addon's tools stay pure, too
            is_tools = node.level == 1 or (node.module or "").startswith("odoo.addons.sales_cloud_")
            names = [] if is_tools else [node.module or ""]
        else:
            continue
        assert {name.split(".")[0] for name in names} <= ALLOWED_IN_TOOLS, names


@pytest.mark.parametrize("path", PRODUCT, ids=ids(PRODUCT))
def test_nothing_peeks_commits_or_talks_raw_sql(path):
    source = path.read_text(encoding="utf-8")
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id != "hasattr", f"hasattr in line {node.lineno}"
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], (ast.In, ast.NotIn)):
            right = ast.unparse(node.comparators[0])
            assert right not in ("self.env", "self._fields"), f"peeks upward in line {node.lineno}"
    assert "cr.commit(" not in source, "crons commit through _commit_progress"


@pytest.mark.parametrize("path", PRODUCT, ids=ids(PRODUCT))
def test_sudo_says_why_it_is_safe(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    for function in functions(path):
        body = "\n".join(lines[function.lineno - 1 : function.end_lineno])
        elevates = ".sudo()" in body or "su=True" in body
        assert not elevates or "# sudo" in body, f"{function.name} uses sudo without a comment beginning with '# sudo'"


def test_pools_and_contracts_do_not_know_each_other():
    forbidden = {"sales_cloud_pools": "sales_cloud_contracts", "sales_cloud_contracts": "sales_cloud_pools"}
    for addon in ADDONS:
        for name in [forbidden.get(addon.name)] if addon.name in forbidden else []:
            for path in list(addon.rglob("*.py")) + list(addon.rglob("*.xml")):
                assert name not in path.read_text(encoding="utf-8"), f"{path} names {name}"
