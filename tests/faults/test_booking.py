"""Two transactions book the credit of the same deal at the same moment."""

from crowd import refusals, winners

REVENUE = 100_000.01


def make_deal(env, people=("li",)):
    """An open opportunity of the first person, shared evenly by all of them."""
    users = env["res.users"].search([("login", "in", people)])
    owner = users.filtered(lambda user: user.login == people[0])
    lead = env["crm.lead"].create(
        {
            "name": "Booked at once",
            "type": "opportunity",
            "company_id": owner.company_id.id,
            "team_id": owner.sale_team_id.id,
            "user_id": owner.id,
            "expected_revenue": REVENUE,
        }
    )
    if len(users) > 1:
        lead.split_ids = [(0, 0, {"user_id": user.id, "percent": 100 / len(users)}) for user in users]
    return lead


def read_credit(env, lead_id, metric):
    """Return {login: credit} and the number of rows behind it."""
    rows = env["sales.credit"].search([("lead_id", "=", lead_id), ("metric", "=", metric)])
    totals = {}
    for row in rows:
        totals[row.user_id.login] = round(totals.get(row.user_id.login, 0) + row.amount, 2)
    return totals, len(rows)


def test_eight_transactions_that_book_the_same_deal_book_it_once(crowd):
    with crowd.alone() as env:
        lead = make_deal(env)
        lead_id, owner_id = lead.id, lead.user_id.id

    def book(env):
        document = env["crm.lead"].browse(lead_id)
        desired = document._prepare_credit_shares(REVENUE, document.company_currency)
        day = env["sales.credit"]._get_company_day(document.company_id)
        return len(env["sales.credit"]._book(document, "ordered", desired, day))

    outcomes = crowd.at_once([(1, book)] * 8)

    assert sorted(outcomes, key=str) == [0] * 7 + [1]
    with crowd.alone(owner_id) as env:
        assert read_credit(env, lead_id, "ordered") == ({"li": REVENUE}, 1)


def test_four_clicks_on_won_at_once_credit_both_people_once_to_the_cent(crowd):
    with crowd.alone() as env:
        lead = make_deal(env, ("li", "wang"))
        lead_id, manager_id = lead.id, lead.team_id.user_id.id

    outcomes = crowd.at_once([(manager_id, lambda env: env["crm.lead"].browse(lead_id).action_set_won())] * 4)

    assert refusals(outcomes) == []
    assert len(winners(outcomes)) == 4
    with crowd.alone() as env:
        totals, rows = read_credit(env, lead_id, "won")
        assert sorted(totals.values()) == [50_000.00, 50_000.01]
        assert rows == 2


def test_won_and_lost_at_once_leave_credit_that_fits_the_state(crowd):
    with crowd.alone() as env:
        lead = make_deal(env)
        lead_id, manager_id = lead.id, lead.team_id.user_id.id

    refusals(
        crowd.at_once(
            [
                (manager_id, lambda env: env["crm.lead"].browse(lead_id).action_set_won()),
                (manager_id, lambda env: env["crm.lead"].browse(lead_id).action_set_lost()),
            ]
        )
    )

    with crowd.alone() as env:
        lead = env["crm.lead"].browse(lead_id)
        totals, _rows = read_credit(env, lead_id, "won")
        assert totals.get("li", 0.0) == (REVENUE if lead.won_status == "won" else 0.0)
