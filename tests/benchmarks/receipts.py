"""What receipts book: the collected credit of many contracts at once."""

from . import ledger, pool_seed, seed
from .frame import Case, benchmark

PEOPLE = 20


@benchmark(volume=10_000)
def booking_receipts(env, volume):
    """Book the credit of a receipt on each of many contracts, every one shared by two people.

    Beside the plain creation of the same rows, and, only told, beside their INSERT.
    """
    contracts = _signed_contracts(env, volume, seed.people(env, PEOPLE))
    contracts._book_credit(ledger.DAY)  # what was signed is in the ledger before the money comes
    env.flush_all()
    env.cr.execute("UPDATE sales_contract SET amount_paid = 565 WHERE id = ANY(%s)", (contracts.ids,))
    env.invalidate_all()
    book = lambda: contracts._book_credit(ledger.DAY)  # noqa: E731 (three cases share it)
    book()
    credit = env["sales.credit"].search([("metric", "=", "collected"), ("contract_id", "in", contracts.ids)])
    assert len(credit) == 2 * volume, f"{len(credit)} rows"
    rows = ledger.read_rows(credit, ["contract_id"])
    ours = env["sales.credit"].sudo()
    return {
        "booking_receipts": Case(subject=book, reference=lambda: ours.create(rows), limit=2.0, repeat=2),
        "booking_receipts_in_sql": Case(
            subject=book, reference=lambda: _insert(env, rows), limit=None, repeat=2, memory=False
        ),
    }


def _signed_contracts(env, count, users):
    """Insert signed contracts over 1,130 with tax, of which each of two people has a share, and return them."""
    partner = env["res.partner"].create({"name": "Bench", "is_company": True})
    ids = pool_seed.insert(
        env,
        "sales_contract",
        count,
        {
            "name": "'Bench ' || n",
            "type_id": env["sales.contract.type"].search([], limit=1).id,
            "company_id": env.company.id,
            "partner_id": partner.id,
            "currency_id": env.company.currency_id.id,
            "user_id": pool_seed.one_of(users),
            "state": "'signed'",
            "amount_untaxed": 1000,
            "amount_tax": 130,
            "amount_total": 1130,
            "amount_invoiced": 0,
            "amount_paid": 0,
            "amount_waived": 0,
            "amount_residual": 1130,
        },
    )
    _share(env, ids, users)
    return env["sales.contract"].browse(ids)


def _share(env, ids, users):
    """Give two people 70 % and 30 % of each contract; the ids are without a gap."""
    for position, percent in ((1, 70), (2, 30)):
        pool_seed.insert(
            env,
            "sales_split",
            len(ids),
            {
                "contract_id": f"{ids[0] - 1} + n",
                "user_id": f"(ARRAY{users.ids})[1 + (n + {position}) %% {len(users)}]",
                "split_type_id": env.ref("sales_cloud_core.split_type_revenue").id,
                "company_id": env.company.id,
                "currency_id": env.company.currency_id.id,
                "role": "'owner'" if position == 1 else "'support'",
                "percent": percent,
                "amount": 10 * percent,
            },
        )


def _insert(env, rows):
    """Insert the same rows by SQL."""
    names = list(rows[0])
    values = ", ".join(["%s"] * len(names))
    lines = b",".join(env.cr.mogrify(f"({values})", [row[name] or None for name in names]) for row in rows)
    env.cr.execute(f"INSERT INTO sales_credit ({', '.join(names)}) VALUES {lines.decode()}".replace("%", "%%"))
