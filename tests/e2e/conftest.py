"""Fixtures for tests against a running server: `office` opens a browser for a person, `clients` a JSON-2 client.

Each test module works on its own copy of the demo database. Screenshots of every step, and what the browser said when
something failed, are kept in build/e2e.
"""

import os
import re
import sys
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import staging  # noqa: E402 (tests/ has to be on the path first)
from browser import Office  # noqa: E402
from json2 import Client  # noqa: E402

PEOPLE = ("lin", "chen", "zhou", "li", "wang", "zhang", "liu", "zhao", "sun", "gao")
BROWSER_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# A statement that failed to serialise is logged before the request is tried again; that is no error. Odoo's websocket
# logs it in its own words when two tabs tell at once that their user is there.
RETRIED = r"odoo\.sql_db: bad query|odoo\.addons\.bus\.websocket: could not serialize access"
ERROR_RECORD = re.compile(rf"^[\d-]+ [\d:,]+ \d+ (?:ERROR|CRITICAL) (?!\S+ (?:{RETRIED})).*$", re.M)


@pytest.fixture(scope="session")
def machine():
    with staging.machine_ready() as ready:
        staging.machine.need_browser(ready.settings)
        yield ready


@pytest.fixture(scope="module")
def server(machine, request):
    """A server on a fresh copy of the demo database; errors in its log fail the module."""
    with staging.demo_database(machine, request.module.__name__) as database:
        with staging.server(machine, database) as running:
            yield running
        errors = ERROR_RECORD.findall(running.log.read_text(errors="replace"))
    assert not errors, f"The server logged errors, see {running.log}"


@pytest.fixture(scope="module")
def clients(machine, server):
    """A JSON-2 client for each person of the demo company, by login."""
    keys = staging.create_api_keys(machine, server.database, PEOPLE)
    return {login: Client(server.url, key) for login, key in keys.items()}


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        executable = next(filter(os.path.exists, ("/usr/bin/chromium", "/usr/bin/chromium-browser")))
        browser = playwright.chromium.launch(executable_path=executable, args=BROWSER_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def office(chromium, server, request):
    """Opens a browser for a person: `office.screen("li")`, on a phone: `office.screen("li", phone=True)`."""
    opened = Office(chromium, server.url, staging.ARTEFACTS / "e2e" / request.module.__name__)
    yield opened
    opened.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    opened = item.funcargs.get("office") if hasattr(item, "funcargs") else None
    if report.when == "call" and opened:
        if report.failed:
            opened.keep_evidence(item.name)
        opened.forget_complaints()
    return report


@pytest.fixture(autouse=True)
def nothing_complained(request):
    """A test with a browser also fails when a page reported a JavaScript error."""
    yield
    if "office" in request.fixturenames:
        complaints = request.getfixturevalue("office").complaints()
        assert not complaints, "\n".join(complaints)
