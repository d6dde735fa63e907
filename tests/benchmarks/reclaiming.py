"""Taking back what is due, among many held records and among a tenth of them."""

from . import pool_seed, seed
from .frame import Case, benchmark

DUE = 10_000
PEOPLE = 40
SMALL = 10  # the reference holds so many times fewer


@benchmark(volume=1_000_000, beside="copy")
def reclaiming_among_many_held(env, small_env, volume):
    """Take back 10,000 due records among a million held ones, beside as many among 100,000."""
    due = min(DUE, volume // (2 * SMALL))
    _held_leads(env, volume, due)
    _held_leads(small_env, volume // SMALL, due)
    return Case(
        subject=lambda: _run_cron(env, due),
        reference=lambda: _run_cron(small_env, due),
        limit=1.5,
        repeat=2,
        memory=False,
    )


def _held_leads(env, volume, due):
    """Leads of one pool, each held by somebody; the due ones lie scattered among the others."""
    users = seed.people(env, PEOPLE)
    team = pool_seed.team(env, users[:1])
    pool = pool_seed.pool(env, team, users, rule_ids=[(0, 0, {"name": "Idle", "followup_days": 30})])
    holder = pool_seed.one_of(users)
    story = env["sales.pool.holding"].search([("date_end", "=", False)])
    leads = pool_seed.leads(env, volume, team_id=team.id, pool_id=pool.id, user_id=holder)
    first, step = leads.ids[0], volume // due
    pool_seed.insert(
        env,
        "sales_pool_holding",
        volume,
        {
            "pool_id": pool.id,
            "company_id": env.company.id,
            "lead_id": f"{first - 1} + n",
            "record_name": "'Bench lead ' || n",
            "user_id": holder,
            "source": "'claim'",
            "operator_id": env.uid,
            "date_start": "now() AT TIME ZONE 'UTC' - interval '40 days'",
            "day": "current_date - 40",
            "reclaim_rule_id": pool.rule_ids.id,
            "reclaim_at": "now() AT TIME ZONE 'UTC' + n %% 30 * interval '1 day'"
            f" - CASE WHEN n %% {step} = 0 THEN interval '31 days' ELSE interval '-1 day' END",
        },
    )
    # Rows changed before would make PostgreSQL leave the indexes aside that were made anew with the rows above.
    story.retry_at = "2100-01-01"


def _run_cron(env, due):
    with pool_seed.commits_undone(env):
        env["sales.pool"]._cron_reclaim()
    free = env["sales.pool.holding"].search_count([("end_reason", "=", "reclaimed"), ("record_name", "like", "Bench")])
    assert free == due, f"{free} of {due} went back"
