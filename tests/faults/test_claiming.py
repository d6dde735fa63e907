"""Many people claim the same free leads at the same moment."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from crowd import refusals, winners

DAILY_LIMIT = 3
PLACE = "sales.pool.placement"


@pytest.fixture(scope="module")
def pool(crowd):
    """A pool without limits, and the ids of its twenty members."""
    return make_pool(crowd, "Claimed at once", people=20)


@pytest.fixture(scope="module")
def lines(crowd):
    """Two business lines beside the main one: the ids of their pools, and of the ten people of each."""
    return make_lines(crowd, "Repairs", "Rental", people=10)


def make_pool(crowd, name, people, **settings):
    """Return (pool id, member ids): a lead pool of new representatives."""
    with crowd.alone() as env:
        team = env.ref("sales_cloud_core.team_south")
        users = env["res.users"].create(
            [
                {
                    "name": f"{name} {number}",
                    "login": f"{name} {number}",
                    "company_id": team.company_id.id,
                    "company_ids": [(6, 0, team.company_id.ids)],
                    "group_ids": [(6, 0, [env.ref("sales_team.group_sale_salesman").id])],
                }
                for number in range(people)
            ]
        )
        pool = (
            env["sales.pool"]
            .with_company(team.company_id)
            .create(
                {
                    "name": name,
                    "kind": "lead",
                    "company_id": team.company_id.id,
                    "team_id": team.id,
                    "member_ids": [(0, 0, {"user_id": user.id}) for user in users],
                    **settings,
                }
            )
        )
        return pool.id, users.ids


def make_leads(crowd, pool_id, count):
    """Return the ids of new free leads in the pool."""
    with crowd.alone() as env:
        pool = env["sales.pool"].browse(pool_id)
        leads = env["crm.lead"].create(
            [
                {"name": f"Free {number}", "type": "lead", "pool_id": pool.id, "company_id": pool.company_id.id}
                for number in range(count)
            ]
        )
        assert not leads.user_id
        return leads.ids


def make_lines(crowd, *names, people):
    """Return ([pool id], [ids of its people]) of a customer pool in a new business line for each name."""
    with crowd.alone() as env:
        env.ref("base.group_user").implied_ids += env.ref("sales_cloud_core.group_use_business_lines")
        line_ids = env["sales.business.line"].create([{"name": name} for name in names]).ids
    crowd.registry.signal_changes()  # servers that run already hear of it
    pools = [
        make_pool(crowd, name, people, kind="customer", team_id=False, business_line_id=line_id)
        for name, line_id in zip(names, line_ids, strict=True)
    ]
    return tuple(zip(*pools, strict=True))


def make_places(crowd, pool_ids):
    """Return the ids of the places of a new customer, one in each of the pools; nobody has it in any line."""
    with crowd.alone() as env:
        company = env["sales.pool"].browse(pool_ids).company_id
        customer = env["res.partner"].create({"name": "Wanted", "is_company": True, "company_id": company.id})
        places = env["sales.pool.placement"].create(
            [{"partner_id": customer.id, "pool_id": pool_id} for pool_id in pool_ids]
        )
        assert not places.user_id
        return places.ids


def claim(*lead_ids, model="crm.lead"):
    return lambda env: env[model].browse(lead_ids).action_pool_claim() and env.uid


def read_owners(crowd, record_ids, model="crm.lead"):
    """Return {record: owner} after checking that each owned record has exactly one open holding, of its owner."""
    with crowd.alone() as env:
        records = env[model].browse(record_ids)
        field = records._get_holding_field()
        holdings = env["sales.pool.holding"].search([(field, "in", record_ids), ("date_end", "=", False)])
        held = [(holding[field].id, holding.user_id.id) for holding in holdings]
        owners = {record.id: record.user_id.id for record in records if record.user_id}
        assert sorted(held) == sorted(owners.items())
        return owners


def test_twenty_people_who_claim_one_lead_give_it_one_owner_and_nineteen_clear_sentences(crowd, pool):
    pool_id, people = pool
    (lead_id,) = make_leads(crowd, pool_id, 1)

    outcomes = crowd.at_once([(user_id, claim(lead_id)) for user_id in people])

    (winner,) = winners(outcomes)
    assert read_owners(crowd, [lead_id]) == {lead_id: winner}
    assert Counter(refusals(outcomes)) == {"Somebody else was faster: Free 0. Nothing was claimed.": 19}


def test_twenty_people_who_each_claim_fifty_leads_one_by_one_share_them_without_a_double(crowd, pool):
    pool_id, people = pool
    lead_ids = make_leads(crowd, pool_id, 50)
    refused = []

    def claim_in_turn(start):
        order = lead_ids[start:] + lead_ids[:start]
        return [lead for lead in order if _claims(crowd, people[start % len(people)], lead, refused)]

    taken = _in_threads(claim_in_turn, range(len(people)))

    owners = read_owners(crowd, lead_ids)
    assert sorted(owners) == lead_ids
    assert sorted(lead for leads in taken for lead in leads) == lead_ids
    assert all(owners[lead] == people[place] for place, leads in enumerate(taken) for lead in leads)
    assert all(re.match(r"Somebody else was faster: Free \d+\. Nothing was claimed\.", text) for text in refused)
    assert len(refused) == 50 * 19


def test_twenty_people_who_claim_the_same_fifty_leads_together_give_all_to_one(crowd, pool):
    pool_id, people = pool
    lead_ids = make_leads(crowd, pool_id, 50)

    outcomes = crowd.at_once([(user_id, claim(*lead_ids)) for user_id in people])

    (winner,) = winners(outcomes)
    assert read_owners(crowd, lead_ids) == dict.fromkeys(lead_ids, winner)
    assert all("Somebody else was faster" in sentence for sentence in refusals(outcomes))


def test_ten_people_who_claim_a_customer_in_one_line_give_that_line_one_owner(crowd, lines):
    pool_ids, (people, _others) = lines
    place_id, other_id = make_places(crowd, pool_ids)

    outcomes = crowd.at_once([(user_id, claim(place_id, model=PLACE)) for user_id in people])

    (winner,) = winners(outcomes)
    assert read_owners(crowd, [place_id, other_id], PLACE) == {place_id: winner}
    assert Counter(refusals(outcomes)) == {"Somebody else was faster: Wanted (Repairs). Nothing was claimed.": 9}


def test_who_claim_different_lines_of_one_customer_at_once_all_get_them(crowd, lines):
    pool_ids, (people, others) = lines
    for _again in range(5):
        places = make_places(crowd, pool_ids)

        outcomes = crowd.at_once(
            [(user_ids[0], claim(place, model=PLACE)) for place, user_ids in zip(places, (people, others), strict=True)]
        )

        assert winners(outcomes) == outcomes == [people[0], others[0]]
        assert read_owners(crowd, places, PLACE) == dict(zip(places, outcomes, strict=True))


def test_who_add_a_customer_to_one_line_at_once_add_it_once(crowd, lines):
    pool_ids, (people, _others) = lines
    with crowd.alone() as env:
        owned = {"company_id": env["sales.pool"].browse(pool_ids[0]).company_id.id}
        owned["user_id"] = env.ref("sales_cloud_core.user_zhao").id  # so that everybody sees the customer
        customer_id = env["res.partner"].create({"name": "New here", "is_company": True, **owned}).id
    vals = {"partner_id": customer_id, "pool_id": pool_ids[0]}

    outcomes = crowd.at_once([(user_id, lambda env: env[PLACE].create(vals).id) for user_id in people])

    (place_id,) = winners(outcomes)
    sentence = "The customer has a place in this business line already."
    assert [sentence in refusal for refusal in refusals(outcomes)] == [True] * 9
    with crowd.alone() as env:
        same = [(name, "=", value) for name, value in vals.items()]
        assert env[PLACE].search(same).ids == [place_id]


def test_six_claims_of_one_person_at_once_never_pass_the_daily_limit_of_three(crowd):
    pool_id, (user_id,) = make_pool(crowd, "Three a day", people=1, daily_claim_limit=DAILY_LIMIT)
    lead_ids = make_leads(crowd, pool_id, 6)

    outcomes = crowd.at_once([(user_id, claim(lead_id)) for lead_id in lead_ids])

    assert len(read_owners(crowd, lead_ids)) == len(winners(outcomes)) == DAILY_LIMIT
    assert all("allows 3 records a day" in sentence for sentence in refusals(outcomes))


def test_the_holding_limit_holds_when_a_claim_and_an_assignment_meet(crowd):
    pool_id, (user_id,) = make_pool(crowd, "Two at once", people=1, holding_limit=2)
    lead_ids = make_leads(crowd, pool_id, 4)

    outcomes = crowd.at_once(
        [
            *((user_id, claim(lead_id)) for lead_id in lead_ids[:2]),
            *((1, lambda env, lead_id=lead_id: _assign(env, lead_id, user_id)) for lead_id in lead_ids[2:]),
        ]
    )

    assert len(read_owners(crowd, lead_ids)) == len(winners(outcomes)) == 2
    assert all("allows 2 records at once" in sentence for sentence in refusals(outcomes))


def _assign(env, lead_id, user_id):
    return env["crm.lead"].browse(lead_id).action_pool_assign(user_id)


def _claims(crowd, user_id, lead_id, refused):
    (outcome,) = crowd.at_once([(user_id, claim(lead_id))])
    refused += refusals([outcome])
    return not isinstance(outcome, Exception)


def _in_threads(job, arguments):
    with ThreadPoolExecutor(len(arguments)) as pool:
        return list(pool.map(job, arguments))
