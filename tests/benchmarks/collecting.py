"""The screens of what is to be collected, among half a million instalments."""

from . import collect_seed, listing, pool_seed, seed
from .frame import Case, benchmark

TO_COLLECT = [("state", "in", ("open", "partial"))]
SIGNED = [("contract_id.state", "not in", ("draft", "approval"))]
OVERDUE = [("is_overdue", "=", True)]
DUE = 1_000
SMALL = 10  # the reference has so many times fewer
TOTALS = ["amount_residual:sum", "currency_id:array_agg_distinct", "amount_residual:sum_currency", "__count"]


@benchmark(volume=100_000)
def collection_screens(env, volume):
    """Overdue list and ageing of 100,000 contracts of five instalments, beside their SQL with the record rules."""
    users = seed.people(env, collect_seed.PEOPLE)
    collect_seed.contracts(env, volume, users)
    env.cr.execute("ANALYZE sales_collection, sales_contract")
    cases = {}
    for role, user in {"finance": collect_seed.finance(env), "owner": users[0]}.items():
        lines = env["sales.collection"].with_user(user).with_context(allowed_company_ids=env.company.ids)
        _check_index(lines)
        works = {
            "overdue": _overdue(lines, role),
            "ageing": _ageing(lines, role),
            "customers": _customers(lines, role),
        }
        for screen, (ours, theirs) in works.items():
            cases[f"{screen}_of_{role}"] = Case(ours, theirs, limit=1.5, constant=0.05, repeat=5, memory=False)
    return cases


def _overdue(lines, role):
    """Return both ways to the first page of the overdue list, with the count that the list shows."""
    spec = listing.spec(lines, "list", "sales_cloud_contracts.sales_collection_view_list_ageing")
    domain = [*TO_COLLECT, *OVERDUE, *SIGNED]
    stored = ", ".join(f"line.{name}" for name in sorted(spec) if lines._fields[name].store)

    def page():
        return lines.web_search_read(
            domain, spec, limit=listing.PAGE, order="date_due, id", count_limit=listing.COUNT_LIMIT
        )

    def in_sql():
        found = f"{_from(lines, role)} AND line.date_due < {collect_seed.TODAY}"
        _execute(lines, f"SELECT line.id, {stored} {found} ORDER BY line.date_due, line.id LIMIT {listing.PAGE}")
        _execute(lines, f"SELECT count(*) FROM (SELECT 1 {found} LIMIT {listing.COUNT_LIMIT}) t")

    return page, in_sql


def _ageing(lines, role):
    """Return both ways to the ageing by owner and age, as the pivot asks for it."""
    sets = [[], ["user_id"], ["age_bucket"], ["user_id", "age_bucket"]]

    def pivot():
        return lines.formatted_read_grouping_sets([*TO_COLLECT, *SIGNED], sets, TOTALS)

    def in_sql():
        ages = "".join(f" WHEN line.date_due >= {collect_seed.TODAY} - {days} THEN {days}" for days in (0, 30, 60, 90))
        _execute(
            lines,
            f"""
            SELECT line.user_id, CASE {ages} ELSE 91 END AS age, {SUMS} {_from(lines, role, RATES)}
             GROUP BY GROUPING SETS ((), (line.user_id), (age), (line.user_id, age))
            """,
        )

    return pivot, in_sql


def _customers(lines, role):
    """Return both ways to the first page of customers with what they owe, as the grouped list asks for it."""

    def groups():
        return lines.web_read_group([*TO_COLLECT, *SIGNED], ["partner_id"], TOTALS, limit=listing.PAGE)

    def in_sql():
        found = _from(lines, role, RATES + CUSTOMER)
        by_customer = "GROUP BY customer.complete_name, customer.id"
        _execute(
            lines,
            f"SELECT customer.id, customer.complete_name, {SUMS} {found} {by_customer}"
            f" ORDER BY customer.complete_name, customer.id LIMIT {listing.PAGE}",
        )
        _execute(lines, f"SELECT count(*) FROM (SELECT 1 {found} {by_customer}) t")

    return groups, in_sql


SUMS = """
    sum(line.amount_residual), array_agg(DISTINCT line.currency_id),
    sum(line.amount_residual / COALESCE(rates.rate, 1)), count(*)
"""
CUSTOMER = " JOIN res_partner customer ON customer.id = line.partner_id"
RATES = """
    LEFT JOIN (SELECT DISTINCT ON (currency_id) currency_id AS of_currency, rate FROM res_currency_rate
                WHERE company_id IS NULL OR company_id = %(company)s
                ORDER BY currency_id, company_id, name DESC) rates ON rates.of_currency = line.currency_id
"""


def _from(lines, role, joined=""):
    """Return what both screens select from, with the record rules of the role."""
    own = "" if role == "finance" else " AND (line.user_id = %(user)s OR line.user_id IS NULL)"
    return f"""
        FROM sales_collection line JOIN sales_contract ON sales_contract.id = line.contract_id {joined}
       WHERE line.state IN ('open', 'partial') AND sales_contract.state NOT IN ('draft', 'approval')
         AND line.company_id = %(company)s {own}
    """


def _execute(lines, query):
    lines.env.cr.execute(query, {"company": lines.env.company.id, "user": lines.env.uid})
    return lines.env.cr.fetchall()


def _check_index(lines):
    """Fail unless the planner takes an index of open instalments for the first page of the overdue list."""
    plan = listing.explain(lines, [*TO_COLLECT, *OVERDUE, *SIGNED], "date_due, id")
    assert "sales_collection_due_idx" in plan, plan


@benchmark(volume=100_000, beside="copy")
def reminding_what_is_due(env, small_env, volume):
    """Remind of 1,000 due instalments among half a million, beside as many among a tenth."""
    due = min(DUE, volume * collect_seed.INSTALMENTS // (4 * SMALL))
    _reminded(env, volume, due)
    _reminded(small_env, volume // SMALL, due)
    return Case(
        subject=lambda: _run_reminders(env, due),
        reference=lambda: _run_reminders(small_env, due),
        limit=1.5,
        repeat=2,
        memory=False,
    )


def _reminded(env, volume, due):
    """Instalments of which ``due``, scattered among the others, are reminded of today and the rest later."""
    env["sales.collection"].search([("date_reminder", "!=", False)]).write({"date_reminder": "2100-01-01"})
    every = volume * collect_seed.INSTALMENTS // due
    is_due = f"n %% {every} = 0"
    today = collect_seed.TODAY
    collect_seed.contracts(
        env,
        volume,
        seed.people(env, collect_seed.PEOPLE),
        states="'running'",
        is_open=f"({is_due} OR n %% 3 = 0)",
        date_due=f"CASE WHEN {is_due} THEN {today} - 7 ELSE {today} + 30 + n %% 300 END",
        date_reminder=f"CASE WHEN {is_due} THEN {today} WHEN n %% 3 = 0 THEN {today} + 27 + n %% 300 END",
    )


def _run_reminders(env, due):
    before = env["sales.dunning.reminder"].search_count([])
    with pool_seed.commits_undone(env):
        env["sales.collection"]._cron_remind()
    made = env["sales.dunning.reminder"].search_count([]) - before
    assert made == due, f"{made} of {due} were reminded of"
