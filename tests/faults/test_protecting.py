"""More time and locks are asked for many times at the same moment: no limit is exceeded."""

import pytest
from crowd import refusals, winners
from test_claiming import make_pool

RULE = (0, 0, {"name": "Untouched", "followup_days": 5, "is_working_time": False})


def make_held(crowd, name, count=1, managers=0, **settings):
    """Return (ids of leads that one person holds, the person, ids of new managers of their pool)."""
    pool_id, (holder, *others) = make_pool(crowd, name, people=1 + managers, rule_ids=[RULE], **settings)
    with crowd.alone() as env:
        pool = env["sales.pool"].browse(pool_id)
        pool.manager_ids = env["res.users"].browse(others)
        leads = env["crm.lead"].create(
            [
                {
                    "name": f"{name} {number}",
                    "type": "lead",
                    "pool_id": pool.id,
                    "company_id": pool.company_id.id,
                    "user_id": holder,
                }
                for number in range(count)
            ]
        )
        return leads.ids, holder, others


def read_extension(crowd, lead_id):
    with crowd.alone() as env:
        holding = env["crm.lead"].browse(lead_id).holding_id
        return holding.extension_count, holding.extension_days


def ask(lead_id, days):
    return lambda env: env["crm.lead"].browse(lead_id).action_pool_request_extension(days, "At once")


@pytest.mark.parametrize(
    ("name", "limits", "expected", "sentence"),
    [
        ("number", {"extension_limit": 2}, (2, 6), "was extended 2 times"),
        ("total", {"extension_limit": 0, "extension_days_limit": 7}, (2, 6), "extends by 7 days in all: 1 are left"),
    ],
)
def test_requests_at_once_stay_within_the_limits_of_the_pool(crowd, name, limits, expected, sentence):
    settings = {"is_extension_allowed": True, "is_extension_approved": False}
    (lead_id,), holder, _managers = make_held(crowd, f"Limit of the {name}", **settings, **limits)
    outcomes = crowd.at_once([(holder, ask(lead_id, 3))] * 4)
    assert len(winners(outcomes)) == expected[0]
    assert not [told for told in refusals(outcomes) if sentence not in told]
    assert read_extension(crowd, lead_id) == expected


def test_one_request_waits_however_often_it_is_sent(crowd):
    settings = {"is_extension_allowed": True, "is_extension_approved": True}
    (lead_id,), holder, _managers = make_held(crowd, "Sent often", managers=1, **settings)
    outcomes = crowd.at_once([(holder, ask(lead_id, 3))] * 4)
    assert len(winners(outcomes)) == 1
    assert not [told for told in refusals(outcomes) if "is asked for" not in told]


def test_managers_who_grant_at_once_give_the_days_once(crowd):
    settings = {"is_extension_allowed": True, "is_extension_approved": True}
    (lead_id,), holder, managers = make_held(crowd, "Granted at once", managers=3, **settings)
    with crowd.alone(holder) as env:
        ask(lead_id, 3)(env)
    with crowd.alone() as env:
        approval_id = env["crm.lead"].browse(lead_id).holding_id.approval_ids.id
    outcomes = crowd.at_once(
        [(user, lambda env: env["sales.approval"].browse(approval_id).action_approve()) for user in managers]
    )
    assert winners(outcomes) == [True]
    assert len(refusals(outcomes)) == 2
    assert read_extension(crowd, lead_id) == (1, 3)


def test_locks_at_once_stay_within_the_cap(crowd):
    leads, holder, _managers = make_held(crowd, "Locked at once", 6, is_owner_lock_allowed=True, lock_limit=2)

    def lock(lead_id):
        return lambda env: env["crm.lead"].browse(lead_id).action_pool_lock("Mine") and True

    outcomes = crowd.at_once([(holder, lock(lead_id)) for lead_id in leads])
    assert len(winners(outcomes)) == 2
    assert all("allows 2 locked records" in told for told in refusals(outcomes))
    with crowd.alone() as env:
        assert sum(env["crm.lead"].browse(leads).holding_id.mapped("is_locked")) == 2
