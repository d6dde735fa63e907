"""The screens of customer pools among half a million customers, beside Odoo's own screens of contacts."""

from . import listing, pool_seed
from .frame import benchmark, settle

NAMED = [("name", "ilike", "company 77")]
VIEWS = {  # of our pools, of Odoo's contacts
    "list": ("sales_cloud_pools.res_partner_view_list_pool", "base.view_partner_tree"),
    "kanban": ("sales_cloud_pools.res_partner_view_kanban_pool", "base.res_partner_kanban_view"),
}


@benchmark(volume=500_000, beside="odoo", is_settled=True)
def customer_screens_among_many(env, odoo_env, volume):
    """List, cards and search of a representative in 5 of 200 customer pools; half of the customers are free."""
    pool_view = env["res.partner"].with_user(_seed_pools(env, volume))
    odoo_view = odoo_env["res.partner"].with_user(_seed_contacts(odoo_env, volume))
    for each in (env, odoo_env):
        settle(each, "res_partner")
    listing.check_index(pool_view)
    specs = {
        kind: (listing.spec(pool_view, kind, ours), listing.spec(odoo_view, kind, theirs))
        for kind, (ours, theirs) in VIEWS.items()
    }
    return listing.make_cases("customers", listing.compare_screens(pool_view, (odoo_view, []), specs, NAMED))


def _seed_pools(env, volume):
    """Return a member of some of many customer pools."""
    users, its_user = listing.people(env)
    pools = listing.some_pools(env, env["crm.team"], users, its_user, kind="customer", company_id=False)
    pool_seed.customers(
        env,
        volume,
        user_id=listing.every_second(users),
        pool_id=pool_seed.one_of(pools),
        pool_entry_at="now() AT TIME ZONE 'UTC' - n * interval '7 seconds'",
    )
    return its_user


def _seed_contacts(env, volume):
    """Return a representative, who sees all contacts as everybody does in Odoo."""
    users, its_user = listing.people(env)
    pool_seed.customers(env, volume, user_id=listing.every_second(users))
    return its_user
