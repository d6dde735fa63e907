"""The credit ledger: reading it for the dashboard, and booking into it."""

from datetime import date

from . import seed
from .frame import Case, benchmark

DAY = date(2026, 6, 15)
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
TREND = (date(2026, 1, 1), date(2026, 12, 31))


@benchmark(volume=100_000)
def dashboard_over_the_ledger(env, volume):
    """The whole dashboard of a year for 40 people, beside the bare SQL of its aggregations."""
    seed.credit(env, volume, seed.people(env, 40))
    dashboard = env["sales.dashboard"]
    return Case(
        subject=lambda: dashboard.get_dashboard("year"),
        reference=lambda: _bare_sql(env),
        limit=1.5,
        constant=0.05,
    )


def _bare_sql(env):
    """Add up by metric and person for the year, and by metric and month for twelve months."""
    where = "company_id = %s AND kind = 'revenue' AND metric IN ('won', 'signed', 'invoiced', 'collected')"
    for groups, span in (("metric, user_id", YEAR), ("metric, date_trunc('month', date)", TREND)):
        env.cr.execute(
            f"SELECT {groups}, sum(amount_company) FROM sales_credit"
            f" WHERE {where} AND date BETWEEN %s AND %s GROUP BY {groups}",
            (env.company.id, *span),
        )
        env.cr.fetchall()


@benchmark(volume=1_000)
def booking_won_opportunities(env, volume):
    """Book the shared credit of many opportunities at once, beside the plain creation of the same rows."""
    leads = seed.opportunities(env, volume, seed.people(env, 20))
    ledger = env["sales.credit"].sudo()

    def book():
        currency = env.company.currency_id
        return ledger._book_batch(
            [(lead, "won", lead._prepare_credit_shares(lead.expected_revenue, currency), DAY) for lead in leads]
        )

    rows = read_rows(book())
    return Case(subject=book, reference=lambda: ledger.create(rows), limit=2.0, constant=0.1)


def read_rows(credit, more=()):
    """Return the values of the booked rows and take the rows away again, by SQL."""
    names = ["metric", "date", "user_id", "team_id", "manager_id", "split_type_id", "company_id", "currency_id"]
    names += [
        "amount",
        "company_currency_id",
        "amount_company",
        "rate_date",
        "res_model",
        "res_id",
        "origin",
        "lead_id",
        "partner_id",
        "territory_id",
        "deal_kind",
    ]
    names += more
    rows = credit.read(names, load=None)
    credit.env.flush_all()
    credit.env.cr.execute("DELETE FROM sales_credit WHERE id = ANY(%s)", (credit.ids,))
    credit.env.invalidate_all()
    return [{name: row[name] for name in names} for row in rows]
