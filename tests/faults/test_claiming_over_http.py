"""Fifty people claim over HTTP, from a server with four worker processes."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
import staging
from e2e.json2 import Client, Refused
from test_claiming import PLACE, make_leads, make_lines, make_places, make_pool, read_owners

from cli import ports

pytestmark = pytest.mark.long
PEOPLE = 50
LEADS, DAILY = 200, 4
# A worker of Odoo hangs up on a request that does not arrive within two seconds, so a long crowd comes in portions.
AT_ONCE = 12
LINES = "Upkeep", "Hire"
FULL = f"allows {DAILY} records a day"
FINE = ("Somebody else was faster", "is not in a pool", FULL)


@pytest.fixture(scope="module")
def url(machine, database):
    """The address of a server with four worker processes."""
    with staging.server(machine, database, ["--workers", "4", "--gevent-port", str(ports.any_free())]) as running:
        yield running.url


@pytest.fixture(scope="module")
def claimants(machine, database, crowd, url):
    """The pool's id and a client for each of its members, by user id."""
    return recruit(machine, database, crowd, url, "Over HTTP")


def recruit(machine, database, crowd, url, name, **settings):
    pool_id, people = make_pool(crowd, name, people=PEOPLE, **settings)
    return pool_id, connect(machine, database, crowd, url, people)


def connect(machine, database, crowd, url, people):
    """Return {user id: client} of these people."""
    with crowd.alone() as env:
        logins = {user.login: user.id for user in env["res.users"].browse(people)}
    keys = staging.create_api_keys(machine, database, logins)
    return {logins[login]: Client(url, key) for login, key in keys.items()}


def refusal_of(client, record_id, model="crm.lead"):
    """Claim; return the sentence of the refusal, an empty one if there was none. Any other answer is raised."""
    try:
        client.call(model, "action_pool_claim", ids=[record_id])
    except Refused as refusal:
        assert any(sentence in str(refusal) for sentence in FINE), refusal
        return str(refusal)
    return ""


def claim(client, lead_id):
    """Whether the claim went well."""
    return not refusal_of(client, lead_id)


def test_fifty_people_claim_one_lead_and_one_gets_it(crowd, claimants):
    pool_id, clients = claimants
    (lead_id,) = make_leads(crowd, pool_id, 1)
    with ThreadPoolExecutor(PEOPLE) as threads:
        won = list(threads.map(lambda client: claim(client, lead_id), clients.values()))
    (winner,) = (user_id for user_id, has_won in zip(clients, won, strict=True) if has_won)
    assert read_owners(crowd, [lead_id]) == {lead_id: winner}


def test_fifty_people_claim_ten_of_fifty_leads_each_and_every_lead_has_one_owner(crowd, claimants):
    pool_id, clients = claimants
    lead_ids = make_leads(crowd, pool_id, 50)

    def claim_ten(client):
        return sum(claim(client, lead_id) for lead_id in random.sample(lead_ids, 10))

    with ThreadPoolExecutor(AT_ONCE) as threads:
        taken = sum(threads.map(claim_ten, clients.values()))
    assert len(read_owners(crowd, lead_ids)) == taken <= 50


def test_fifty_people_with_four_a_day_share_two_hundred_leads(machine, database, crowd, url):
    pool_id, clients = recruit(machine, database, crowd, url, "Four a day", daily_claim_limit=DAILY)
    lead_ids = make_leads(crowd, pool_id, LEADS)

    def claim_until_full(client):
        """How many of the leads the client got before the pool said that it was enough."""
        taken = 0
        for lead_id in random.sample(lead_ids, LEADS):
            refusal = refusal_of(client, lead_id)
            if FULL in refusal:
                break
            taken += not refusal
        return taken

    with ThreadPoolExecutor(AT_ONCE) as threads:
        taken = list(threads.map(claim_until_full, clients.values()))
    assert taken == [DAILY] * PEOPLE
    assert Counter(read_owners(crowd, lead_ids).values()) == Counter(dict.fromkeys(clients, DAILY))


def test_people_claim_one_customer_in_two_business_lines_and_each_line_has_one_owner(machine, database, crowd, url):
    pool_ids, people = make_lines(crowd, *LINES, people=PEOPLE // 2)
    clients = [connect(machine, database, crowd, url, user_ids) for user_ids in people]
    places = make_places(crowd, pool_ids)
    # one of either line in turn, so that both lines of the customer are claimed at the same moments
    claims = [
        (user_id, client, place)
        for crowds in zip(*(each.items() for each in clients), strict=True)
        for (user_id, client), place in zip(crowds, places, strict=True)
    ]

    with ThreadPoolExecutor(PEOPLE) as threads:
        refused = list(threads.map(lambda each: refusal_of(*each[1:], PLACE), claims))

    won = {place: user_id for (user_id, _client, place), refusal in zip(claims, refused, strict=True) if not refusal}
    assert len(won) == refused.count("") == len(places)
    assert read_owners(crowd, places, PLACE) == won
    for name in LINES:
        faster = f"Somebody else was faster: Wanted ({name}). Nothing was claimed."
        assert sum(faster in refusal for refusal in refused) == PEOPLE // 2 - 1


def test_two_people_claim_different_lines_of_one_customer_at_once_and_both_get_theirs(machine, database, crowd, url):
    pool_ids, people = make_lines(crowd, "Training", "Rental of cars", people=1)
    clients = [client for user_ids in people for client in connect(machine, database, crowd, url, user_ids).values()]
    for _again in range(10):
        places = make_places(crowd, pool_ids)
        with ThreadPoolExecutor(2) as threads:
            refused = list(threads.map(refusal_of, clients, places, [PLACE] * 2))
        assert refused == ["", ""]
        assert read_owners(crowd, places, PLACE) == {
            place: user_id for place, (user_id,) in zip(places, people, strict=True)
        }
