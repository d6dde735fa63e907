"""Automatic assignment is killed in the middle, and two workers assign at once."""

import random
import time

import pytest
from test_claiming import make_leads, make_pool
from test_reclaiming import working

LEADS = 1_500
PEOPLE = 10
ASSIGN = """
print("READY", flush=True)
env["sales.pool"]._cron_assign()
env.cr.commit()
print({mark!r} + "true")
"""


def make_waiting_leads(crowd, count, **settings):
    """Return (pool id, ids of free leads) of a pool that assigns by itself, in turn."""
    pool_id, _people = make_pool(
        crowd, f"Assigns {random.random()}", people=PEOPLE, assign_method="round_robin", **settings
    )
    return pool_id, make_leads(crowd, pool_id, count)


def check_whole(crowd, lead_ids):
    """Check that every lead is either free or held once; return how many each person holds."""
    with crowd.alone() as env:
        leads = env["crm.lead"].browse(lead_ids)
        by_lead = env["sales.pool.holding"].search([("lead_id", "in", lead_ids)]).grouped("lead_id")
        for lead in leads:
            holdings = by_lead.get(lead, env["sales.pool.holding"])
            assert [(row.user_id, row.source, row.date_end) for row in holdings] == (
                [(lead.user_id, "auto", False)] if lead.user_id else []
            )
        return {user.id: len(held) for user, held in leads.grouped("user_id").items() if user}


def kill_and_finish(crowd, machine, database, lead_ids, kills):
    """Kill assignment at a random moment, several times; then let it finish. Returns what was held after each kill."""
    held = []
    for _kill in range(kills):
        with working(machine, database, ASSIGN):
            time.sleep(random.uniform(0.1, 2.5))  # the moment of the kill is what is tried out
        held.append(sum(check_whole(crowd, lead_ids).values()))
    with crowd.alone() as env:
        env["sales.pool"]._cron_assign()
    shares = check_whole(crowd, lead_ids)
    assert sum(shares.values()) == len(lead_ids)
    assert max(shares.values()) - min(shares.values()) <= 1 and len(shares) == PEOPLE
    return held


def test_an_assignment_that_is_killed_three_times_gives_every_lead_to_one_person(crowd, machine, database):
    _pool_id, lead_ids = make_waiting_leads(crowd, LEADS)
    held = kill_and_finish(crowd, machine, database, lead_ids, kills=3)
    assert held == sorted(held)


@pytest.mark.long
def test_an_assignment_that_is_killed_twenty_times_gives_every_lead_to_one_person(crowd, machine, database):
    _pool_id, lead_ids = make_waiting_leads(crowd, 10_000)
    held = kill_and_finish(crowd, machine, database, lead_ids, kills=20)
    assert held == sorted(held)
    assert held[-1] > 0


def test_two_workers_who_assign_at_once_pass_nobodys_limit(crowd):
    _pool_id, lead_ids = make_waiting_leads(crowd, 200, daily_claim_limit=7)
    outcomes = crowd.at_once([(1, lambda env: env["sales.pool"]._cron_assign())] * 2)
    assert outcomes == [None, None]
    assert sorted(check_whole(crowd, lead_ids).values()) == [7] * PEOPLE
