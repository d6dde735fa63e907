"""The examples in the docstrings of the addons' tools are true."""

import doctest
import importlib
from pathlib import Path

import pytest

ADDONS = Path(__file__).resolve().parents[2] / "addons"
MODULES = sorted(
    ".".join(path.relative_to(ADDONS).with_suffix("").parts)
    for path in ADDONS.glob("*/tools/**/*.py")
    if path.name != "__init__.py"
)


@pytest.mark.parametrize("name", MODULES)
def test_examples_are_true(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_there_are_examples():
    finder = doctest.DocTestFinder()
    examples = [test for name in MODULES for test in finder.find(importlib.import_module(name)) if test.examples]
    assert len(examples) > len(MODULES)
