"""The examples in the command line's docstrings are true."""

import doctest
import importlib
from pathlib import Path

import pytest

CLI = Path(__file__).resolve().parents[2] / "cli"
MODULES = sorted(path.stem for path in CLI.glob("*.py"))


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_are_true(name):
    module = importlib.import_module(f"cli.{name}".removesuffix(".__init__"))
    assert doctest.testmod(module).failed == 0
