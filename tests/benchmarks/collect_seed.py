"""Contracts with their instalments in volume, by SQL."""

from . import pool_seed

PEOPLE = 60
CUSTOMERS = 2_000
INSTALMENTS = 5  # of each contract
AMOUNT = 226
TODAY = "(now() AT TIME ZONE 'UTC')::date"


# Every twentieth contract is a draft, and another twentieth completed.
STATES = "CASE n %% 20 WHEN 0 THEN 'draft' WHEN 1 THEN 'done' ELSE 'running' END"
IS_OPEN = "(hashint4(n) & 65535) %% 10 >= 7"


def contracts(env, count, users, states=STATES, is_open=IS_OPEN, **columns):
    """Return ``count`` contracts, each of five instalments of 226, shared out among customers and owners.

    Due dates lie from 200 days ago to 400 days ahead.

    :param states: SQL expression of ``n`` for the states of the contracts
    :param is_open: SQL expression of ``n`` that says which instalments are open; the others are paid
    :param columns: SQL expressions of ``n`` for other columns of the instalments
    """
    partners = env["res.partner"].create([{"name": f"Bench {n}", "is_company": True} for n in range(CUSTOMERS)])
    customer, owner = (pool_seed.one_of(records) for records in (partners, users))
    shared = {"company_id": env.company.id, "currency_id": env.company.currency_id.id}
    ids = pool_seed.insert(env, "sales_contract", count, _contract(env, shared, customer, owner) | {"state": states})
    of_contract = f"((n - 1) / {INSTALMENTS} + 1)"
    lines = {
        "contract_id": f"{ids[0] - 1} + {of_contract}",
        **shared,
        "partner_id": customer.replace("hashint4(n)", f"hashint4({of_contract})"),
        "user_id": owner.replace("hashint4(n)", f"hashint4({of_contract})"),
        "sequence": f"(n - 1) %% {INSTALMENTS} + 1",
        "name": f"'Instalment ' || ((n - 1) %% {INSTALMENTS} + 1)",
        "due_base": "'fixed'",
        "date_due": f"{TODAY} - 200 + (hashint4(n * 7) & 65535) %% 600",
        "amount": AMOUNT,
        "amount_invoiced": AMOUNT,
        "amount_paid": f"CASE WHEN {is_open} THEN 0 ELSE {AMOUNT} END",
        "amount_waived": 0,
        "amount_residual": f"CASE WHEN {is_open} THEN {AMOUNT} ELSE 0 END",
        "state": f"CASE WHEN {is_open} THEN 'open' ELSE 'paid' END",
    }
    pool_seed.insert(env, "sales_collection", count * INSTALMENTS, lines | columns)
    return env["sales.contract"].browse(ids)


def _contract(env, shared, customer, owner):
    return {
        **shared,
        "name": "'Bench ' || n",
        "type_id": env["sales.contract.type"].search([], limit=1).id,
        "partner_id": customer,
        "user_id": owner,
        "date_signed": "'2025-01-01'",
        "amount_untaxed": 1000,
        "amount_tax": 130,
        "amount_total": INSTALMENTS * AMOUNT,
        "amount_planned": INSTALMENTS * AMOUNT,
    }


def finance(env):
    """Return a new finance person of the current company."""
    group = env.ref("sales_cloud_contracts.group_finance")
    return env["res.users"].create(
        {"name": "Bench finance", "login": "bench_finance", "group_ids": [(6, 0, group.ids)]}
    )
