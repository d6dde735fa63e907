"""Volumes to measure on, the same in every run."""

from datetime import date

FIRST_DAY = date(2025, 1, 1)


def people(env, count):
    """Return ``count`` new representatives of the current company."""
    users = env["res.users"].with_context(no_reset_password=True, tracking_disable=True)
    group = env.ref("sales_team.group_sale_salesman")
    return users.create(
        [
            {"name": f"Bench {index}", "login": f"bench_{index}", "group_ids": [(6, 0, group.ids)]}
            for index in range(count)
        ]
    )


def credit(env, count, users):
    """Fill the ledger with ``count`` rows of ``users`` over two years, by SQL."""
    env.flush_all()
    env.cr.execute(
        """
        INSERT INTO sales_credit (
               metric, date, user_id, split_type_id, kind, company_id, currency_id, amount, company_currency_id,
               amount_company, rate_date, res_model, res_id, origin)
        SELECT (ARRAY['won', 'ordered', 'signed', 'invoiced', 'collected'])[1 + n %% 5],
               %(first)s::date + n %% 730, (%(users)s)[1 + n %% %(user_count)s], %(split_type)s, 'revenue',
               %(company)s, %(currency)s, 100 + n %% 977, %(currency)s, 100 + n %% 977, %(first)s::date + n %% 730,
               'crm.lead', n, 'Bench ' || n
          FROM generate_series(1, %(count)s) n
        """,
        {
            "first": FIRST_DAY,
            "users": users.ids,
            "user_count": len(users),
            "split_type": env.ref("sales_cloud_core.split_type_revenue").id,
            "company": env.company.id,
            "currency": env.company.currency_id.id,
            "count": count,
        },
    )


def opportunities(env, count, users):
    """Return ``count`` open opportunities, each shared by two of ``users``."""
    leads = env["crm.lead"].with_context(tracking_disable=True, mail_create_nosubscribe=True)
    return leads.create(
        [
            {
                "name": f"Bench {index}",
                "type": "opportunity",
                "company_id": env.company.id,
                "user_id": users[index % len(users)].id,
                "expected_revenue": 1000.01 + index,
                "split_ids": [
                    (0, 0, {"user_id": users[index % len(users)].id, "percent": 70}),
                    (0, 0, {"user_id": users[(index + 1) % len(users)].id, "percent": 30}),
                ],
            }
            for index in range(count)
        ]
    )
