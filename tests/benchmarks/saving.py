"""A note and a save on one held lead of a pool: in queries, beside Odoo without our addons."""

from functools import partial

from . import listing, pool_seed, seed
from .frame import Case, benchmark

VALUES = {
    "name": {"name": "New"},
    "revenue": {"expected_revenue": 7},
    "several_fields": {
        "name": "New",
        "partner_name": "Acme",
        "city": "Wuhan",
        "phone": "+86 755 22222",
        "priority": "2",
    },
}
CUSTOMER_VALUES = {
    "name": {"name": "New"},
    "place": {"city": "Wuhan", "zip": "430000"},
    "several_fields": {"name": "New", "city": "Wuhan", "phone": "+86 755 22222", "website": "https://acme.example"},
}


@benchmark(volume=1, beside="odoo")
def everyday_work_in_queries(env, odoo_env, volume):
    """Saving a lead may cost three queries more than in Odoo.

    Told without a limit: a note, which is judged and kept as a follow-up (three queries) and moves the deadline of the
    pool (two); a save that moves the stage, which is logged in the stage history; and one that reads the whole form
    again.
    """
    ours, theirs = _held_lead(env, True), _held_lead(odoo_env, False)
    cases = {"note_beside_odoo": _compare(_note, ours, theirs, None)}
    for label, values in VALUES.items():
        cases[f"save_{label}"] = _compare(partial(_save, values), ours, theirs, 3)
    cases["save_stage"] = _compare(_move, ours, theirs, None)
    specs = {lead: listing.spec(lead, "form", "crm.crm_lead_view_form") for lead in (ours, theirs)}
    cases["save_form"] = _compare(lambda lead: lead.web_save({"name": "New"}, specs[lead]), ours, theirs, None)
    return cases


@benchmark(volume=1)
def note(env, volume):
    """A note on a lead of a pool may cost two queries more than on one without a pool."""
    env["sales.pool"].search([("is_entry_automatic", "=", True)]).is_entry_automatic = False
    user = seed.people(env, 1)
    plain, pooled = (_held_lead(env, is_pooled, user) for is_pooled in (False, True))
    assert pooled.pool_id and not plain.pool_id, "the story gave the lead a pool"
    return _compare(_note, pooled, plain, 2)


@benchmark(volume=1, beside="odoo")
def saving_customers_in_queries(env, odoo_env, volume):
    """Saving a customer that a salesperson holds, in a territory, may cost three queries more than in Odoo."""
    ours, theirs = _held_customer(env, True), _held_customer(odoo_env, False)
    return {
        f"customer_{label}": _compare(partial(_save, values), ours, theirs, 3)
        for label, values in CUSTOMER_VALUES.items()
    }


def _compare(work, ours, theirs, more):
    return Case(
        subject=lambda: work(ours),
        reference=lambda: work(theirs),
        limit=1.0 if more is not None else None,
        constant=more or 0,
        unit="queries",
        repeat=2,
        memory=False,
    )


def _held_lead(env, is_pooled, user=None):
    """Return a lead as its owner sees it."""
    user = user or seed.people(env, 1)
    team = pool_seed.team(env, user)
    env["crm.lead.scoring.frequency"].search([]).unlink()  # the wins of the story, which Odoo's database has not
    place = {"team_id": team.id, "company_id": env.company.id, "user_id": user.id, "type": "lead"}
    if is_pooled:
        rules = [(0, 0, {"name": "Idle", "followup_days": 7}), (0, 0, {"name": "Slow", "first_followup_hours": 24})]
        place["pool_id"] = pool_seed.pool(env, team, user, rule_ids=rules).id
    lead = env["crm.lead"].create({"name": "Bench", "email_from": "a@b.example", **place})
    if is_pooled:
        _let_days_pass(env, lead)
    return lead.with_user(user).with_context(tracking_disable=False)


def _held_customer(env, is_pooled):
    """Return a customer in China as its owner sees it."""
    user = seed.people(env, 1)
    user.group_ids += env.ref("base.group_partner_manager")
    vals = {"name": "Bench", "is_company": True, "user_id": user.id, "country_id": env.ref("base.cn").id}
    if is_pooled:
        rules = [(0, 0, {"name": "Idle", "followup_days": 7})]
        nobody = env["crm.team"]
        vals["pool_id"] = pool_seed.pool(env, nobody, user, kind="customer", company_id=False, rule_ids=rules).id
    return env["res.partner"].create(vals).with_user(user).with_context(tracking_disable=False)


def _let_days_pass(env, lead):
    """Let the holding be some days old, so that a note moves its deadline."""
    env.cr.flush()
    env.cr.execute(
        "UPDATE sales_pool_holding SET date_start = date_start - interval '3 days' WHERE lead_id = %s", (lead.id,)
    )
    env.invalidate_all()
    lead._recompute_deadlines()


def _note(lead):
    lead.message_post(body="Called, they want an offer", message_type="comment", subtype_xmlid="mail.mt_note")


def _save(values, lead):
    lead.write(dict(values))


def _move(lead):
    lead.write({"stage_id": lead.env["crm.stage"].search([("is_won", "=", False)], order="id desc", limit=1).id})
