"""PostgreSQL is restarted in the middle, as by a power cut; on a cluster of its own, which disturbs nobody else."""

import random
import tempfile
import time
import urllib.error

import own_cluster
import pytest
import staging
from crowd import Crowd
from e2e.json2 import Client, Refused
from test_claiming import make_leads, make_pool, read_owners
from test_reclaiming import check_told_once, check_whole, make_due_leads, reclaiming

LEADS = 600


@pytest.fixture(scope="module")
def cluster(machine):
    # Not a folder of pytest: the next pytest takes away the rights that the server's own user needs on the way there.
    with tempfile.TemporaryDirectory() as folder, own_cluster.running(machine, folder) as running:
        yield running


@pytest.fixture(scope="module")
def database(machine, cluster):
    name = machine.templates.databases.scratch_name("restarting")
    cluster.take(own_cluster.Source(machine.postgres, machine.templates.demo()), name)
    return name


@pytest.fixture(scope="module")
def crowd(open_registry, cluster, database):
    with open_registry(cluster.machine, database) as registry:
        yield Crowd(registry)


def crash(cluster, database):
    """Crash the server; the test's own connections end with it."""
    from odoo.sql_db import close_db

    cluster.crash()
    close_db(database)


def crash_and_finish(crowd, cluster, database, lead_ids, crashes):
    """Crash PostgreSQL during reclaim, several times; then let it finish. Returns what was free after each crash."""
    free = []
    for _crash in range(crashes):
        with reclaiming(cluster.machine, database):
            time.sleep(random.uniform(0.1, 1.5))  # the moment of the crash is what is tried out
            crash(cluster, database)
        free.append(check_whole(crowd, lead_ids))
    with crowd.alone() as env:
        env["sales.pool"]._cron_reclaim()
    assert check_whole(crowd, lead_ids) == len(lead_ids)
    check_told_once(crowd, lead_ids)
    return free


def test_a_crash_of_postgres_during_reclaim_leaves_every_lead_in_one_state(crowd, cluster, database):
    free = crash_and_finish(crowd, cluster, database, make_due_leads(crowd, LEADS), crashes=2)
    assert free == sorted(free)


@pytest.mark.long
def test_twenty_crashes_of_postgres_during_reclaim_leave_every_lead_in_one_state(crowd, cluster, database):
    free = crash_and_finish(crowd, cluster, database, make_due_leads(crowd, 8_000), crashes=20)
    assert free == sorted(free)


def test_the_server_goes_on_after_a_crash_of_postgres(crowd, cluster, database):
    pool_id, (user_id,) = make_pool(crowd, "After the crash", people=1)
    before, after = make_leads(crowd, pool_id, 2)
    with crowd.alone() as env:
        login = env["res.users"].browse(user_id).login
    key = staging.create_api_keys(cluster.machine, database, [login])[login]
    # One process: the parent of Odoo's workers ends itself when it asks in the very moment of the crash, and is started
    # again by the system's supervisor, which is not there.
    with staging.server(cluster.machine, database) as running:
        client = Client(running.url, key)
        client.call("crm.lead", "action_pool_claim", ids=[before])
        crash(cluster, database)
        claim_again(client, after)
    assert read_owners(crowd, [before, after]) == {before: user_id, after: user_id}


def claim_again(client, lead_id):
    """Claim as a person does who is shown an error: try again."""
    for attempt in range(5):
        time.sleep(attempt)
        if was_claimed(client, lead_id):
            return
    raise AssertionError("The server did not recover from the crash of PostgreSQL")


def was_claimed(client, lead_id):
    try:
        client.call("crm.lead", "action_pool_claim", ids=[lead_id])
    except (Refused, urllib.error.URLError, ConnectionError):
        return False
    return True
