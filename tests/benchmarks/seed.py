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


def territories(env):
    """Return a planned model of 200 territories: provinces of China, and below each cities and industries."""
    china = env.ref("base.cn")
    industries = env["res.partner.industry"].search([], limit=5)
    model = env["sales.territory.model"].create({"name": "Bench", "company_id": env.company.id})
    territory = env["sales.territory"]
    top = _territory(env, model, "China", None, country_ids=china.ids)
    states = env["res.country.state"].search([("country_id", "=", china.id)], order="id", limit=33)
    for state in states:
        province = _territory(env, model, state.name, top, state_ids=state.ids)
        city = _territory(env, model, "City 0", province, cities=CITIES.get(state.code, "None"))
        for industry in industries[:3]:
            _territory(env, model, industry.name, city, industry_ids=industry.ids)
        _territory(env, model, "Other industry", province, industry_ids=industries[3:4].ids)
    assert territory.search_count([("model_id", "=", model.id)]) == 199
    return model


# A large city of each province, by the code of the state; the other provinces have none here.
CITIES = {
    "粤": "深圳",
    "苏": "苏州",
    "浙": "杭州",
    "鲁": "青岛",
    "蜀": "成都",
    "鄂": "武汉",
    "湘": "长沙",
    "皖": "合肥",
}
CITY_KEYS = ["CN-4403", "CN-3205", "CN-3301", "CN-3702", "CN-5101"]


def _territory(env, model, name, parent, **criteria):
    vals = {"name": name, "model_id": model.id, "parent_id": parent and parent.id, "rule_ids": [(0, 0, criteria)]}
    return env["sales.territory"].create(vals)


def customers(env, count):
    """Add ``count`` Chinese companies by SQL, copies of one with other places and industries."""
    china = env.ref("base.cn")
    states = env["res.country.state"].search([("country_id", "=", china.id)], order="id", limit=33)
    pattern = env["res.partner"].create({"name": "Bench", "is_company": True, "country_id": china.id})
    env.flush_all()
    own = {"id", "commercial_partner_id", "state_id", "city_key", "zip", "industry_id", "employee_count"}
    env.cr.execute("SELECT column_name FROM information_schema.columns WHERE table_name = 'res_partner'")
    same = sorted({name for (name,) in env.cr.fetchall()} - own)
    env.cr.execute("SELECT max(id) FROM res_partner")
    first = env.cr.fetchone()[0] + 1
    env.cr.execute(
        f"""
        INSERT INTO res_partner (id, commercial_partner_id, state_id, city_key, zip, industry_id, employee_count,
                                 {", ".join(same)})
        SELECT %(first)s + n, %(first)s + n, (%(states)s)[1 + n %% %(state_count)s],
               CASE WHEN n %% 3 = 0 THEN (%(cities)s)[1 + n %% 5] END, (510000 + n %% 9999)::text,
               (%(industries)s)[1 + n %% 5], n %% 3000, {", ".join(same)}
          FROM res_partner, generate_series(1, %(count)s) AS n WHERE res_partner.id = %(pattern)s
        """,
        {
            "first": first,
            "states": states.ids,
            "state_count": len(states),
            "cities": CITY_KEYS,
            "industries": env["res.partner.industry"].search([], limit=5).ids,
            "count": count,
            "pattern": pattern.id,
        },
    )
    env.cr.execute("ANALYZE res_partner")
