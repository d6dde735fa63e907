"""One claim over HTTP, beside one plain write of the salesperson on a server without our addons; both over JSON-2."""

import json
import statistics
import time
import urllib.request

from tests import staging

from .frame import Measure, Result

CALLS = 60
LIMIT = 1.5
LOGIN = "bench_claimer"
SEED = """
import json
from datetime import datetime, timedelta
company = env.ref("sales_cloud_core.company_huaxin", raise_if_not_found=False) or env.company
env = env(context=dict(env.context, allowed_company_ids=company.ids, tracking_disable=True, no_reset_password=True))
user = env["res.users"].create({{
    "name": "Claimer", "login": {login!r}, "company_id": company.id, "company_ids": [(6, 0, company.ids)],
    "group_ids": [(6, 0, env.ref("sales_team.group_sale_salesman").ids + env.ref("base.group_user").ids)],
}})
team = env["crm.team"].create({{
    "name": "Bench", "company_id": company.id, "use_leads": True,
    "crm_team_member_ids": [(0, 0, {{"user_id": user.id}})],
}})
place = {{"team_id": team.id, "company_id": company.id, "user_id": False, "type": "lead"}}
if {is_pooled}:
    place["pool_id"] = env["sales.pool"].create({{
        "name": "Bench", "kind": "lead", "company_id": company.id, "team_id": team.id,
        "daily_claim_limit": 1000, "holding_limit": 1000, "cooldown_days": 3,
        "member_ids": [(0, 0, {{"user_id": user.id}})],
        "rule_ids": [(0, 0, {{"name": "Idle", "followup_days": 7}})],
    }}).id
leads = env["crm.lead"].create([{{"name": f"Bench {{n}}", "email_from": f"a{{n}}@b{{n}}.example", **place}}
                               for n in range({count})])
key = env(user=user)["res.users.apikeys"]._generate("rpc", "bench", datetime.now() + timedelta(days=1))
env.cr.commit()
print({mark!r} + json.dumps([user.id, key, leads.ids]))
"""


def claim_over_http(ready, database, odoo_database):
    """Return the `Result` of claims on ``database`` beside plain writes on ``odoo_database``, turn by turn."""
    seeds = [_seed(ready, name, pooled) for name, pooled in ((database, True), (odoo_database, False))]
    with staging.server(ready, database) as ours, staging.server(ready, odoo_database) as theirs:
        claim, write = _claimer(ours, *seeds[0]), _writer(theirs, *seeds[1])
        times = [(claim(number), write(number)) for number in range(CALLS)][CALLS // 6 :]
    subject, reference = (_summarise([pair[side] for pair in times]) for side in (0, 1))
    # Of so short calls the median says more than the best.
    ratio = round(subject.median_seconds / reference.median_seconds, 4)
    return Result("claiming_over_http", len(times), subject, reference, "seconds", ratio, LIMIT, 0.0, ratio <= LIMIT)


def _seed(ready, database, is_pooled):
    script = SEED.format(login=LOGIN, is_pooled=is_pooled, count=CALLS, mark=staging.MARK)
    return staging.run_in_shell(ready, database, script)


def _claimer(server, _user_id, key, lead_ids):
    return lambda number: _call(server, key, "action_pool_claim", {"ids": [lead_ids[number]]})


def _writer(server, user_id, key, lead_ids):
    return lambda number: _call(server, key, "write", {"ids": [lead_ids[number]], "vals": {"user_id": user_id}})


def _call(server, key, method, arguments):
    """Call a method of crm.lead and return how many seconds that took."""
    request = urllib.request.Request(
        f"{server.url}/json/2/crm.lead/{method}",
        json.dumps(arguments).encode(),
        {"Authorization": f"bearer {key}", "Content-Type": "application/json"},
    )
    start = time.perf_counter()
    with urllib.request.urlopen(request, timeout=60) as answer:
        answer.read()
    return time.perf_counter() - start


def _summarise(seconds):
    return Measure(0.0, round(min(seconds), 4), round(statistics.median(seconds), 4), 0, None, 0.0)
