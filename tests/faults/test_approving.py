"""Several approvers decide on the same request at the same moment."""

from crowd import refusals, winners


def make_request(crowd, mode, approvers, name=""):
    """Return (request id, approver ids): a deal that new people approve on one level, their manager on the next."""
    with crowd.alone() as env:
        team = env.ref("sales_cloud_core.team_south")
        company = team.company_id
        users = env["res.users"].create(
            [
                {
                    "name": f"Approver {mode}{name} {number}",
                    "login": f"approver {mode}{name} {number}",
                    "company_id": company.id,
                    "company_ids": [(6, 0, company.ids)],
                    "group_ids": [(6, 0, env.ref("base.group_user").ids)],
                }
                for number in range(approvers)
            ]
        )
        env["sales.approval.rule"].search([]).active = False
        env["sales.approval.rule"].create(
            {
                "name": mode,
                "company_id": company.id,
                "currency_id": company.currency_id.id,
                "level_ids": [
                    (0, 0, {"sequence": 1, "approver": "person", "user_ids": [(6, 0, users.ids)], "mode": mode}),
                    (0, 0, {"sequence": 2, "approver": "person", "user_ids": [(6, 0, team.user_id.ids)]}),
                ],
            }
        )
        requester = env.ref("sales_cloud_core.user_li")
        lead = env["crm.lead"].create(
            {"name": f"Deal {mode}", "type": "opportunity", "user_id": requester.id, "company_id": company.id}
        )
        approval = lead.with_user(requester).sudo()._request_approval("At once")
        return approval.id, users.ids


def trail(crowd, approval_id):
    """Return (level, state, {state: how many steps of level 1}, how many steps of level 2)."""
    with crowd.alone() as env:
        approval = env["sales.approval"].browse(approval_id)
        steps = approval.step_ids.grouped("level")
        states = {state: len(found) for state, found in steps[1].grouped("state").items()}
        return approval.level, approval.state, states, len(steps.get(2, []))


def approve(approval_id):
    return lambda env: env["sales.approval"].browse(approval_id).action_approve()


def test_the_last_of_several_signers_opens_the_next_level_once(crowd):
    approval_id, users = make_request(crowd, "all", approvers=3)
    outcomes = crowd.at_once([(user, approve(approval_id)) for user in users])
    assert winners(outcomes) == [True] * 3
    assert trail(crowd, approval_id) == (2, "pending", {"approved": 3}, 1)


def test_where_one_is_enough_one_decides_and_the_others_are_told(crowd):
    approval_id, users = make_request(crowd, "any", approvers=3)
    outcomes = crowd.at_once([(user, approve(approval_id)) for user in users])
    assert winners(outcomes) == [True]
    assert all("it waits for" in sentence for sentence in refusals(outcomes))
    assert trail(crowd, approval_id) == (2, "pending", {"approved": 1, "superseded": 2}, 1)


def test_clicking_twice_decides_once(crowd):
    approval_id, (user,) = make_request(crowd, "any", approvers=1, name="twice")
    outcomes = crowd.at_once([(user, approve(approval_id))] * 2)
    assert winners(outcomes) == [True]
    assert len(refusals(outcomes)) == 1
    assert trail(crowd, approval_id) == (2, "pending", {"approved": 1}, 1)
