"""Pools, leads and holdings in volume, by SQL; the same leads on a database with our addons and on one without."""

from contextlib import contextmanager, nullcontext
from unittest.mock import patch

MANY = 50_000

# What Odoo writes on a lead. Texts differ from lead to lead, so that nothing looks like a duplicate.
LEAD = {
    "name": "'Bench lead ' || n",
    "type": "'lead'",
    "active": "TRUE",
    "priority": "(n %% 3)::text",
    "partner_name": "'Bench company ' || md5(n::text)",
    "contact_name": "'Contact ' || substr(md5((n * 7)::text), 1, 12)",
    "email_from": "'mail' || n || '@firm' || n || '.example'",
    "email_normalized": "'mail' || n || '@firm' || n || '.example'",
    "email_domain_criterion": "'@firm' || n || '.example'",
    "phone": "'+86 755 ' || (10000000 + n)",
    "phone_sanitized": "'+86755' || (10000000 + n)",
    "city": "'City ' || n %% 300",
    "won_status": "'pending'",
    "expected_revenue": "0",
    "create_date": "now() AT TIME ZONE 'UTC'",
    "write_date": "now() AT TIME ZONE 'UTC'",
    "date_last_stage_update": "now() AT TIME ZONE 'UTC'",
}

# The same of a company.
CUSTOMER = {
    "name": "'Bench company ' || n",
    "complete_name": "'Bench company ' || n",
    "commercial_company_name": "'Bench company ' || n",
    "active": "TRUE",
    "is_company": "TRUE",
    "type": "'contact'",
    "partner_share": "TRUE",
    "color": "0",
    "autopost_bills": "'ask'",
    "email": "'mail' || n || '@firm' || n || '.example'",
    "email_normalized": "'mail' || n || '@firm' || n || '.example'",
    "phone": "'+86 755 ' || (10000000 + n)",
    "phone_sanitized": "'+86755' || (10000000 + n)",
    "city": "'City ' || n %% 300",
    "create_date": "now() AT TIME ZONE 'UTC'",
    "write_date": "now() AT TIME ZONE 'UTC'",
}


def team(env, users):
    """Return a sales team of these people that takes leads, each of them as many as there are."""
    return env["crm.team"].create(
        {
            "name": "Bench team",
            "company_id": env.company.id,
            "use_leads": True,
            "crm_team_member_ids": [(0, 0, {"user_id": user.id, "assignment_max": 1_000_000}) for user in users],
        }
    )


def pool(env, its_team, users, **vals):
    """Return a lead pool of the team with these members, without limits."""
    return env["sales.pool"].create(prepare_pool(env, its_team, users) | vals)


def prepare_pool(env, its_team, users):
    """Return the values of such a pool."""
    return {
        "name": "Bench pool",
        "kind": "lead",
        "company_id": env.company.id,
        "team_id": its_team.id,
        "manager_ids": [(6, 0, [])],
        "member_ids": [(0, 0, {"user_id": user.id}) for user in users],
    }


def leads(env, count, **columns):
    """Insert ``count`` leads and return them; ``columns`` are SQL expressions of ``n``, or values, beyond `LEAD`."""
    stage = env["crm.stage"].search([], limit=1)
    values = LEAD | {"company_id": env.company.id, "stage_id": stage.id} | columns
    return env["crm.lead"].browse(insert(env, "crm_lead", count, values))


def customers(env, count, **columns):
    """Insert ``count`` companies and return them; ``columns`` as in `leads`, beyond `CUSTOMER`."""
    env.cr.execute("SELECT max(id), nextval('res_partner_id_seq') FROM res_partner")
    own_id = f"{max(env.cr.fetchone())} + n"
    values = CUSTOMER | {"id": own_id, "commercial_partner_id": own_id} | columns
    ids = insert(env, "res_partner", count, values)
    env.cr.execute("SELECT setval('res_partner_id_seq', %s)", (ids[-1],))
    return env["res.partner"].browse(ids)


def insert(env, table, count, values):
    """Insert ``count`` rows into a table and return their ids; values are SQL expressions of ``n``, numbers or None."""
    env.flush_all()
    expressions = ["NULL" if value in (None, False) else str(value) for value in values.values()]
    with _bare_table(env, table) if count >= MANY else nullcontext():
        env.cr.execute(
            f"WITH made AS (INSERT INTO {table} ({', '.join(values)})"
            f" SELECT {', '.join(expressions)} FROM generate_series(1, %s) n RETURNING id)"
            " SELECT min(id), max(id) FROM made",
            (count,),
        )
        first, last = env.cr.fetchone()
    return range(first, last + 1)


@contextmanager
def _bare_table(env, table):
    """Take indexes and foreign keys off a table while many rows pour in: made afterwards they cost far less."""
    env.cr.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f'",
        (table,),
    )
    keys = env.cr.fetchall()
    env.cr.execute(
        "SELECT indexrelid::regclass, pg_get_indexdef(indexrelid) FROM pg_index"
        " WHERE indrelid = %s::regclass AND NOT indisprimary",
        (table,),
    )
    indexes = env.cr.fetchall()
    for name, _definition in keys:
        env.cr.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, _definition in indexes:
        env.cr.execute(f"DROP INDEX {name}")
    yield
    env.cr.execute("SET LOCAL maintenance_work_mem = '512MB'")
    for _name, definition in indexes:
        env.cr.execute(definition.replace("%", "%%"))
    for name, definition in keys:
        env.cr.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')


def one_of(records):
    """Return the SQL expression that takes one of these records by lot, always the same for the same ``n``."""
    return f"(ARRAY{records.ids})[1 + (hashint4(n) & 65535) %% {len(records)}]"


@contextmanager
def commits_undone(env):
    """Let code that commits do all that a commit does, but keep the transaction."""

    def commit():
        env.cr.flush()
        env.cr.clear()

    with patch.object(env.cr, "commit", commit):
        yield
