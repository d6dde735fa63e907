"""The list of leads of a manager whose role reaches the own team and those below, beside Odoo's list of all leads."""

from . import listing, pool_seed, seed
from .frame import benchmark, settle

TEAMS = 20
PEOPLE = 60  # three in each team
BELOW = 3  # teams under the manager's
NAMED = [("name", "ilike", "lead 77")]
REACH = {"sales_team.group_sale_salesman": "own", "sales_team.group_sale_salesman_all_leads": "below"}
VIEW = "crm.crm_case_tree_view_leads"


@benchmark(volume=300_000, beside="odoo", is_settled=True)
def leads_of_the_teams_below(env, odoo_env, volume):
    """The first page in Odoo's order, and of a search; a fifth of the leads is in reach."""
    views = [each["crm.lead"].with_user(_seed(each, volume)) for each in (env, odoo_env)]
    _set_reach(env)
    for each in (env, odoo_env):
        settle(each, "crm_lead")
    _check_index(views[0])
    works = {
        label: [_page(view, [*listing.LEADS, *extra]) for view in views]
        for label, extra in {"list": [], "search": NAMED}.items()
    }
    return listing.make_cases("reach", works)


def _page(view, domain):
    specification = listing.spec(view, "list", VIEW)
    return lambda: listing.read_page(view, domain, specification, None)


def _seed(env, volume):
    """Return the manager of one of many teams, which has others below; every person has the same number of leads."""
    people = seed.people(env, PEOPLE)
    manager = people[:1]
    manager.group_ids += env.ref("sales_team.group_sale_salesman_all_leads")
    teams = env["crm.team"].create([_team(env, number, people) for number in range(TEAMS)])
    teams[0].user_id = manager
    pool_seed.leads(env, volume, team_id=teams[0].id, user_id=pool_seed.one_of(people))
    return manager


def _team(env, number, people):
    return {
        "name": f"Bench team {number}",
        "company_id": env.company.id,
        "member_ids": [(6, 0, people[number::TEAMS].ids)],
    }


def _set_reach(env):
    """Let managers reach what is below, and put some teams below the manager's."""
    env.ref("base.group_user")._apply_group(env.ref("sales_cloud_core.group_use_data_rights"))
    for role, scope in REACH.items():
        rights = env["sales.data.right"].search([("group_id", "=", env.ref(role).id), ("model", "=", "crm.lead")])
        rights.write({"read_scope": scope, "edit_scope": scope})
    top, *others = env["crm.team"].search([("name", "like", "Bench team ")], order="id")
    for team in others[:BELOW]:
        team.parent_id = top


def _check_index(model):
    """Fail unless the planner takes Odoo's index of the order of leads for the first page."""
    plan = listing.explain(model, listing.LEADS, model._order)
    assert "crm_lead_default_order_idx" in plan, plan
