"""The pool's screens among a million leads, beside Odoo's own screens of leads without our addons."""

import json

from lxml import etree

from . import pool_seed, seed
from .frame import Case, benchmark, settle

POOLS = 200
PEOPLE = 60
POOLS_OF_ONE = 5
PAGE = 80
COUNT_LIMIT = 10_001  # up to where the web client counts
FREE = [("is_in_my_pools", "=", True)]
LEADS = [("type", "=", "lead")]
NAMED = [("name", "ilike", "lead 77")]


@benchmark(volume=1_000_000, beside="odoo", is_settled=True)
def pool_screens_among_many_leads(env, odoo_env, volume):
    """List, cards, groups and search of a representative in 5 of 200 pools; half of the leads are free."""
    pool_view = env["crm.lead"].with_user(_seed_pools(env, volume))
    lead_view = odoo_env["crm.lead"].with_user(_seed_leads(odoo_env, volume))
    for each in (env, odoo_env):
        settle(each, "crm_lead")
    check_index(pool_view)
    ours = {
        "list": "sales_cloud_pools.crm_lead_view_list_pool",
        "kanban": "sales_cloud_pools.crm_lead_view_kanban_pool",
    }
    theirs = {"list": "crm.crm_case_tree_view_leads", "kanban": "crm.view_crm_lead_kanban"}
    specs = {kind: (spec(pool_view, kind, ours[kind]), spec(lead_view, kind, theirs[kind])) for kind in ours}
    works = compare_screens(pool_view, (lead_view, LEADS), specs, NAMED)
    our_spec, odoo_spec = specs["list"]
    works["groups"] = (
        lambda: _read_groups(pool_view, FREE, "pool_id", our_spec),
        lambda: _read_groups(lead_view, LEADS, "team_id", odoo_spec),
    )
    return make_cases("pool", works)


def compare_screens(pool_view, odoo, specs, named):
    """Return {screen: (how we open it, how Odoo does)} of list, cards and a search in the list.

    :param tuple odoo: Odoo's model and the domain of its screens
    :param dict specs: {kind of view: (our specification, Odoo's)}
    :param list named: the domain of the search
    """
    odoo_view, odoo_domain = odoo

    def page(kind, extra=()):
        our_spec, odoo_spec = specs[kind]
        return (
            lambda: _open_screen(pool_view, [*FREE, *extra], our_spec),
            lambda: read_page(odoo_view, [*odoo_domain, *extra], odoo_spec, None),
        )

    return {"list": page("list"), "cards": page("kanban"), "search": page("list", named)}


def make_cases(prefix, works):
    """Return the cases of the promise for screens: at most 1.3 times Odoo's own and 50 ms."""
    return {
        f"{prefix}_{screen}": Case(*work, limit=1.3, constant=0.05, repeat=5, memory=False)
        for screen, work in works.items()
    }


def _seed_pools(env, volume):
    """Return a member of some of many pools."""
    users, its_user = people(env)
    team = pool_seed.team(env, its_user)
    pools = some_pools(env, team, users, its_user)
    pool_seed.leads(
        env,
        volume,
        team_id=team.id,
        user_id=every_second(users),
        pool_id=pool_seed.one_of(pools),
        pool_entry_at="now() AT TIME ZONE 'UTC' - n * interval '7 seconds'",
    )
    return its_user


def _seed_leads(env, volume):
    """Return a representative who sees the free half of the leads, as everybody does in Odoo."""
    users, its_user = people(env)
    team = pool_seed.team(env, its_user)
    pool_seed.leads(env, volume, team_id=team.id, user_id=every_second(users))
    return its_user


def some_pools(env, team, users, its_user, **vals):
    """Return many pools, some of which one user is in."""
    members = [
        its_user if number % (POOLS // POOLS_OF_ONE) == 0 else users[number % 40 :][:3] for number in range(POOLS)
    ]
    return env["sales.pool"].create([pool_seed.prepare_pool(env, team, people) | vals for people in members])


def people(env):
    """Return many representatives, and the one who looks at the screens."""
    users = seed.people(env, PEOPLE)
    return users[1:], users[:1]


def every_second(users):
    """Return the SQL expression that gives every second record an owner."""
    return f"CASE WHEN n %% 2 = 0 THEN {pool_seed.one_of(users)} END"


def spec(model, kind, view):
    """Return what the web client asks for to show a view: {field: specification}."""
    arch = model.get_views([(model.env.ref(view).id, kind)])["views"][kind]["arch"]
    names = {node.get("name") for node in etree.fromstring(arch).iter("field")}
    fields = {name: model._fields[name] for name in names if name in model._fields}
    related = {"fields": {"display_name": {}}}
    return {name: related if field.relational else {} for name, field in fields.items()}


def _open_screen(model, domain, specification):
    """Do what opening the pool's screen asks for: the pools with their counts beside it, and the first page."""
    model.search_panel_select_range(
        "pool_id", search_domain=domain, enable_counters=True, expand=False, limit=200, hierarchize=True
    )
    return read_page(model, domain, specification, "pool_entry_at, id")


def read_page(model, domain, specification, order):
    """Do what the web client asks for to show the first page of a list or of cards."""
    return model.web_search_read(domain, specification, limit=PAGE, order=order, count_limit=COUNT_LIMIT)


def _read_groups(model, domain, groupby, specification):
    return model.web_read_group(
        domain, [groupby], ["__count"], limit=PAGE, auto_unfold=True, unfold_read_specification=specification
    )


def check_index(model):
    """Fail unless the planner takes an index of the pools for the first page."""
    model.env.cr.execute(f"ANALYZE {model._table}, sales_pool, sales_pool_access_rel")
    plan = explain(model, FREE, "pool_entry_at, id")
    assert f"{model._table}_pool_free_idx" in plan or f"{model._table}_pool_entry_idx" in plan, plan


def explain(model, domain, order):
    """Return how the database finds the first page, as JSON text."""
    select = model._search(domain, order=order, limit=PAGE).select()
    model.env.cr.execute(f"EXPLAIN (FORMAT JSON) {select.code}", select.params)
    return json.dumps(model.env.cr.fetchone())
