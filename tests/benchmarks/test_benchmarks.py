"""Every benchmark stays within its limit; the figures go to build/benchmarks.json."""

import json
import os
import subprocess
import sys

import pytest

from tests import staging

ROOT = staging.ROOT


@pytest.fixture(scope="module")
def results():
    """Run all benchmarks in a process of their own, on a copy of the demo database."""
    output = ROOT / "build" / "benchmarks.json"
    output.parent.mkdir(exist_ok=True)
    with staging.machine_ready() as machine, staging.demo_database(machine, "bench") as database:
        command = [sys.executable, "-m", "tests.benchmarks", "--database", database, "--output", str(output)]
        env = {**os.environ, **machine.odoo.environment, "SALES_CLOUD_ADDONS_PATH": machine.odoo.addons_path}
        subprocess.run(command, cwd=ROOT, env=env, check=False)
    return {result["name"]: result for result in json.loads(output.read_text(encoding="utf-8"))}


@pytest.mark.parametrize(
    "name",
    [
        "dashboard_over_the_ledger",
        "booking_won_opportunities",
        "running_territory_rules",
        "previewing_a_territory_model",
    ],
)
def test_a_benchmark_stays_within_its_limit(results, name):
    result = results[name]
    assert result["passed"], json.dumps(result, indent=2)
