"""Reclaim is killed in the middle, and two workers reclaim at once."""

import random
import re
import time
from contextlib import contextmanager

import pytest
import staging
from test_claiming import make_pool

LEADS = 1_200
QUIET = {"tracking_disable": True, "mail_create_nolog": True, "mail_create_nosubscribe": True}
RECLAIM = """
print("READY", flush=True)
env["sales.pool"]._cron_reclaim()
env.cr.commit()
print({mark!r} + "true")
"""


@pytest.fixture
def due_leads(crowd):
    """The ids of leads that two people hold and nobody has followed up in time."""
    return make_due_leads(crowd, LEADS)


def make_due_leads(crowd, count):
    pool_id, people = make_pool(
        crowd,
        f"Nobody cares {random.random()}",
        people=2,
        rule_ids=[(0, 0, {"name": "Untouched", "followup_days": 5, "is_working_time": False})],
    )
    with crowd.alone() as env:
        pool = env["sales.pool"].browse(pool_id)
        leads = (
            env["crm.lead"]
            .with_context(**QUIET)
            .create(
                [
                    {
                        "name": f"Untouched {number}",
                        "type": "lead",
                        "pool_id": pool.id,
                        "company_id": pool.company_id.id,
                        "team_id": pool.team_id.id,
                        "user_id": people[number % 2],
                    }
                    for number in range(count)
                ]
            )
        )
        holdings = leads.pool_holding_ids
        assert len(holdings) == count
        env.flush_all()
        env.cr.execute(
            "UPDATE sales_pool_holding SET date_start = date_start - interval '9 days' WHERE id = ANY(%s)",
            [holdings.ids],
        )
        env.invalidate_all()
        holdings._recompute_deadlines()
        return leads.ids


def check_whole(crowd, lead_ids):
    """Check that every lead is either held or free, never both and never neither; return how many are free."""
    with crowd.alone() as env:
        leads = env["crm.lead"].browse(lead_ids)
        holdings = env["sales.pool.holding"].search([("lead_id", "in", lead_ids)])
        by_lead = holdings.grouped("lead_id")
        for lead in leads:
            (holding,) = by_lead[lead]
            if lead.user_id:
                assert (holding.date_end, holding.user_id) == (False, lead.user_id)
            else:
                assert (holding.end_reason, bool(lead.pool_id)) == ("reclaimed", True)
                assert holding.end_explanation.startswith("Untouched: ")
                assert lead.pool_entry_reason == holding.end_explanation
        return sum(not lead.user_id for lead in leads)


def check_told_once(crowd, lead_ids):
    """Check that the message of the day to the previous holders counts every lead, and that there is only one."""
    with crowd.alone() as env:
        env["sales.pool"]._cron_warn()
        env["sales.pool"]._cron_warn()
        holdings = env["sales.pool.holding"].search([("lead_id", "in", lead_ids)])
        assert all(holdings.mapped("is_notified"))
        for user, lost in holdings.grouped("user_id").items():
            messages = env["mail.message"].search([("partner_ids", "in", user.partner_id.ids)])
            counts = [int(re.match(r"(\d+) records went back", subject)[1]) for subject in messages.mapped("subject")]
            assert sum(counts) == len(lost)


@contextmanager
def reclaiming(machine, database):
    """A process that has just begun to reclaim; it is killed without a chance to clean up."""
    with working(machine, database, RECLAIM) as process:
        yield process


@contextmanager
def working(machine, database, script):
    """A process of Odoo that has just begun with a script; in the end it is killed."""
    process = staging.start_shell(machine, database, script.format(mark=staging.MARK))
    for line in process.stdout:
        if "READY" in line:
            break
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def kill_and_finish(crowd, machine, database, lead_ids, kills):
    """Kill reclaim at a random moment, several times; then let it finish. Returns what was free after each kill."""
    free = []
    for _kill in range(kills):
        with reclaiming(machine, database):
            time.sleep(random.uniform(0.1, 2.5))  # the moment of the kill is what is tried out
        free.append(check_whole(crowd, lead_ids))
    with crowd.alone() as env:
        env["sales.pool"]._cron_reclaim()
    assert check_whole(crowd, lead_ids) == len(lead_ids)
    check_told_once(crowd, lead_ids)
    return free


def test_a_reclaim_that_is_killed_three_times_leaves_every_lead_in_one_state(crowd, machine, database, due_leads):
    free = kill_and_finish(crowd, machine, database, due_leads, kills=3)
    assert free == sorted(free)


@pytest.mark.long
def test_a_reclaim_that_is_killed_twenty_times_leaves_every_lead_in_one_state(crowd, machine, database):
    lead_ids = make_due_leads(crowd, 8_000)
    free = kill_and_finish(crowd, machine, database, lead_ids, kills=20)
    assert free == sorted(free)
    assert free[-1] > 0


def test_two_workers_who_reclaim_at_once_take_different_batches(crowd, due_leads):
    outcomes = crowd.at_once([(1, lambda env: env["crm.lead"].browse(due_leads).pool_id._reclaim_batch())] * 2)

    assert outcomes == [500, 500]
    assert check_whole(crowd, due_leads) == 1_000


def test_two_whole_reclaim_runs_at_once_take_nothing_twice(crowd, due_leads):
    outcomes = crowd.at_once([(1, lambda env: env["sales.pool"]._cron_reclaim())] * 2)

    assert outcomes == [None, None]
    assert check_whole(crowd, due_leads) == LEADS
    check_told_once(crowd, due_leads)
