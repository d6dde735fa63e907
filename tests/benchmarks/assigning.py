"""Automatic assignment of free leads, beside Odoo's own and beside the least that anybody has to write."""

from unittest.mock import patch

from . import pool_seed, seed
from .frame import Case, benchmark

PEOPLE = 20
FLAT = 25  # so many times fewer in the reference of the large run
GROWTH = 40.0  # megabytes that the large run may take beyond the small one


@benchmark(volume=4_000, beside="odoo")
def assigning_beside_odoo(env, odoo_env, volume):
    """Share out leads among 20 people, beside Odoo's own assignment, which looks for duplicates besides."""
    _free_leads(env, volume)
    users = seed.people(odoo_env, PEOPLE)
    pool_seed.leads(odoo_env, volume)
    team = pool_seed.team(odoo_env, users)
    plain = team.with_context(tracking_disable=False)
    return Case(
        subject=lambda: _run_cron(env),
        reference=lambda: _run_odoo(plain),
        limit=1 / 40,
        reference_repeat=1,
    )


@benchmark(volume=100_000, beside="copy")
def assigning_stays_flat(env, small_env, volume):
    """Share out 100,000 leads: time and memory for each of them, beside 4,000."""
    small = max(volume // FLAT, 1)
    _free_leads(env, volume)
    _free_leads(small_env, small)
    return Case(
        subject=lambda: _run_cron(env),
        reference=lambda: _run_cron(small_env),
        limit=1.3,
        repeat=1,
        reference_repeat=3,
        share=volume / small,
        growth=GROWTH,
    )


@benchmark(volume=4_000, beside="odoo")
def assigning_beside_plain_writes(env, odoo_env, volume):
    """Share out leads among 20 people, beside one plain write for each person; an automation rule fires in both."""
    _free_leads(env, volume)
    _automation(env)
    _automation(odoo_env)
    users, team, leads = _owned_by_nobody(odoo_env, volume)
    return Case(
        subject=lambda: _run_cron(env),
        reference=lambda: _write_plainly(leads, users, team),
        limit=1.6,
        repeat=1,  # a rule takes some milliseconds for every lead
    )


@benchmark(volume=4_000, beside="odoo")
def assigning_without_automation(env, odoo_env, volume):
    """The same without any automation rule, where our own work weighs most."""
    _free_leads(env, volume)
    users, team, leads = _owned_by_nobody(odoo_env, volume)
    return Case(
        subject=lambda: _run_cron(env),
        reference=lambda: _write_plainly(leads, users, team),
        limit=1.6,
        repeat=3,
    )


@benchmark(volume=4_000)
def assigning_beside_bare_sql(env, volume):
    """The same beside the bare SQL of all that it writes, only told: SQL sets off no automation rule."""
    _free_leads(env, volume)
    return Case(subject=lambda: _run_cron(env), reference=lambda: _write_bare(env), limit=None, memory=False)


def _free_leads(env, volume):
    env["sales.pool"].search([("assign_method", "!=", "manual")]).assign_method = "manual"
    users = seed.people(env, PEOPLE)
    team = pool_seed.team(env, users)
    rules = [(0, 0, {"name": "Idle", "followup_days": 7}), (0, 0, {"name": "Slow", "first_followup_hours": 24})]
    pool = pool_seed.pool(env, team, users, assign_method="round_robin", rule_ids=rules)
    pool_seed.leads(env, volume, team_id=team.id, pool_id=pool.id, pool_entry_at="now() AT TIME ZONE 'UTC'")


def _owned_by_nobody(env, volume):
    users = seed.people(env, PEOPLE)
    team = pool_seed.team(env, users)
    return users, team, pool_seed.leads(env, volume, team_id=team.id)


def _automation(env):
    """An automation rule of the kind that companies have: it fires when the salesperson changes, and writes."""
    model = env.ref("crm.model_crm_lead")
    env["base.automation"].create(
        {
            "name": "Bench",
            "model_id": model.id,
            "trigger": "on_user_set",
            "trigger_field_ids": [(6, 0, env.ref("crm.field_crm_lead__user_id").ids)],
            "action_server_ids": [
                (0, 0, {"name": "Bench", "model_id": model.id, "state": "code", "code": "record.priority"})
            ],
        }
    )


def _run_cron(env):
    with pool_seed.commits_undone(env):
        env["sales.pool"]._cron_assign()
    free = env["crm.lead"].search_count([("pool_id.name", "=", "Bench pool"), ("user_id", "=", False)])
    assert not free, f"{free} leads were left"


def _run_odoo(team):
    with patch("odoo.modules.module.current_test", True):  # or it commits
        team._action_assign_leads(force_quota=True, creation_delta_days=0)


def _write_plainly(leads, users, team):
    """Write what an assignment writes, once for each person."""
    size = len(leads) // len(users)
    for position, user in enumerate(users):
        mine = leads[position * size : (position + 1) * size]
        mine.write({"user_id": user.id, "team_id": team.id, "company_id": team.company_id.id})


def _write_bare(env):
    """Write the owners, their holdings and what they follow by hand."""
    pool = env["sales.pool"].search([("name", "=", "Bench pool")])
    users = pool.member_ids.user_id
    values = {
        "pool": pool.id,
        "company": pool.company_id.id,
        "users": users.ids,
        "partners": [user.partner_id.id for user in users],
        "count": len(users),
        "subtypes": env["mail.message.subtype"].default_subtypes("crm.lead")[0].ids,
        "rule": pool.rule_ids[0].id,
        "uid": env.uid,
    }
    for statement in BARE_SQL:
        env.cr.execute(statement, values)


BARE_SQL = (
    """
    UPDATE crm_lead SET user_id = (%(users)s)[1 + id %% %(count)s], date_open = now() AT TIME ZONE 'UTC',
           day_open = 0, write_uid = %(uid)s, write_date = now() AT TIME ZONE 'UTC'
     WHERE pool_id = %(pool)s AND user_id IS NULL AND active
    """,
    """
    INSERT INTO sales_pool_holding (
           pool_id, company_id, lead_id, record_name, user_id, source, operator_id, explanation, date_start, free_since,
           day, reclaim_at, reclaim_rule_id, reclaim_cause, create_uid, create_date, write_uid, write_date)
    SELECT %(pool)s, %(company)s, id, name, user_id, 'auto', %(uid)s, 'Assigned in turn', now() AT TIME ZONE 'UTC',
           pool_entry_at, current_date, now() AT TIME ZONE 'UTC' + interval '7 days', %(rule)s, 'rule', %(uid)s,
           now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC'
      FROM crm_lead WHERE pool_id = %(pool)s
    """,
    """
    WITH joined AS (
        INSERT INTO mail_followers (res_model, res_id, partner_id)
        SELECT 'crm.lead', id, (%(partners)s)[1 + id %% %(count)s] FROM crm_lead WHERE pool_id = %(pool)s
     RETURNING id)
    INSERT INTO mail_followers_mail_message_subtype_rel (mail_followers_id, mail_message_subtype_id)
    SELECT joined.id, subtype FROM joined, unnest(%(subtypes)s) AS subtype
    """,
)
