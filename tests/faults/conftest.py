"""Odoo inside the test process, on a throwaway copy of the demo database, with many real transactions at once."""

import os
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS), str(TESTS / "faults")]

import staging  # noqa: E402 (tests/ has to be on the path first)
from crowd import Crowd  # noqa: E402


@pytest.fixture(scope="session")
def machine():
    with staging.machine_ready() as ready:
        yield ready


@pytest.fixture(scope="module")
def database(machine, request):
    with staging.demo_database(machine, request.module.__name__) as name:
        yield name


@pytest.fixture(scope="module")
def crowd(machine, database):
    """Many people at once on one database; see `crowd.Crowd`."""
    with _registry(machine, database) as registry:
        yield Crowd(registry)


@pytest.fixture(scope="session")
def open_registry():
    """Opens the registry of a database on any machine: `with open_registry(machine, database) as registry`."""
    return _registry


@contextmanager
def _registry(machine, database):
    registry = _open_registry(machine, database)
    try:
        yield registry
    finally:
        _close(database)


def _open_registry(machine, database):
    os.environ.update(machine.odoo.postgres.environment, ODOO_RC=str(machine.odoo.write_config()))
    if str(machine.odoo.source.path) not in sys.path:
        sys.path.append(str(machine.odoo.source.path))
    from odoo.modules.registry import Registry
    from odoo.tools import config

    quiet = ["--log-level", "critical", "--log-handler", "py.warnings:CRITICAL"]
    config.parse_config(["-d", database, "--no-http", "--db_maxconn", "128", *quiet], setup_logging=True)
    return Registry(database)


def _close(database):
    from odoo.modules.registry import Registry
    from odoo.sql_db import close_db

    Registry.delete(database)
    close_db(database)
