"""Every benchmark stays within its limit; the figures go to build/benchmarks.json."""

import json
import os
import subprocess
import sys
from contextlib import contextmanager

import pytest

from tests import staging

from . import claiming

ROOT = staging.ROOT
OUTPUT = ROOT / "build" / "benchmarks.json"
NAMES = [
    "note",
    "everyday_work_in_queries",
    "saving_customers_in_queries",
    "assigning_beside_plain_writes",
    "assigning_without_automation",
    "assigning_beside_bare_sql",
    "assigning_beside_odoo",
    "assigning_stays_flat",
    "reclaiming_among_many_held",
    "pool_screens_among_many_leads",
    "customer_screens_among_many",
    "leads_of_the_teams_below",
    "dashboard_over_the_ledger",
    "booking_won_opportunities",
    "booking_receipts",
    "collection_screens",
    "reminding_what_is_due",
    "registering_receipts",
    "registering_one_receipt",
    "running_territory_rules",
    "previewing_a_territory_model",
]


@pytest.fixture(scope="module")
def machine():
    with staging.machine_ready() as ready:
        OUTPUT.parent.mkdir(exist_ok=True)
        OUTPUT.write_text("[]\n", encoding="utf-8")
        yield ready
    print(_table(json.loads(OUTPUT.read_text(encoding="utf-8"))))


def _table(results):
    """Return what was seen beside what is promised, a line for each figure."""
    lines = [f"{'':7}{'what':34}{'volume':>9}{'seen':>10}{'reference':>11}{'ratio':>8}  promise"]
    for result in results:
        unit = result["unit"]
        seen, reference = (f"{result[side][unit]:.4g}" for side in ("subject", "reference"))
        promise = "only told" if result["limit"] is None else f"{result['limit']:g} x + {result['constant']:g} {unit}"
        verdict = "ok" if result["passed"] else "BROKEN"
        name, volume = result["name"], result["volume"]
        lines.append(f"{verdict:7}{name:34}{volume:>9,}{seen:>10}{reference:>11}{result['ratio']:>8.3f}  {promise}")
    return "\n" + "\n".join(lines)


@contextmanager
def _databases(ready):
    """Yield three databases: with our addons and the demo story, with Odoo's modules only, another like the first."""
    databases = ready.templates.databases
    sources = [ready.templates.demo(), ready.templates.base(), ready.templates.demo()]
    names = [databases.scratch_name(f"bench_{number}") for number in range(len(sources))]
    try:
        for source, name in zip(sources, names, strict=True):
            databases.copy(source, name)
        yield names
    finally:
        for name in names:
            databases.drop(name)


@pytest.fixture(scope="module")
def databases(machine):
    with _databases(machine) as names:
        yield names


def _run(machine, databases, name):
    """Run a benchmark in a process of its own and return its results."""
    ours, odoo, copy = databases
    output = OUTPUT.with_name(f"benchmark-{name}.json")
    output.unlink(missing_ok=True)
    command = [sys.executable, "-m", "tests.benchmarks", name, "--database", ours, "--odoo-database", odoo]
    command += ["--copy-database", copy, "--output", str(output)]
    env = {**os.environ, **machine.odoo.environment, "SALES_CLOUD_ADDONS_PATH": machine.odoo.addons_path}
    subprocess.run(command, cwd=ROOT, env=env, check=False, stdout=subprocess.DEVNULL)
    assert output.exists(), f"{name} broke off; the error is above."
    return json.loads(output.read_text(encoding="utf-8"))


def _judge(results):
    """Keep the figures, say them, and fail on those beyond their limits."""
    kept = json.loads(OUTPUT.read_text(encoding="utf-8"))
    OUTPUT.write_text(json.dumps(kept + results, indent=2) + "\n", encoding="utf-8")
    for result in results:
        sides = [
            f"{result[side]['seconds']:.3f} s, {result[side]['queries']} queries" for side in ("subject", "reference")
        ]
        print(f"\n{result['name']}: {' beside '.join(sides)}; ratio {result['ratio']:.3f} (limit {result['limit']})")
    missed = [result for result in results if not result["passed"]]
    assert not missed, json.dumps(missed, indent=2)


@pytest.mark.parametrize("name", NAMES)
def test_a_benchmark_stays_within_its_limit(machine, databases, name):
    _judge(_run(machine, databases, name))


def test_one_claim_over_http_stays_within_its_limit(machine, databases):
    _judge([claiming.claim_over_http(machine, *databases[:2]).as_dict()])
