"""Two clerks of finance register the same receipt at the same moment."""

import pytest
from crowd import refusals, winners

TOTAL = 100_000.01
DEPOSIT = 30_000.00


@pytest.fixture(scope="module")
def clerks(crowd):
    """The ids of two people of finance."""
    with crowd.alone() as env:
        sun = env.ref("sales_cloud_core.user_sun")
        second = sun.copy({"name": "Second clerk", "login": "second clerk"})
        return sun.id, second.id


def make_contract(crowd, invoiced):
    """Return the id of the first instalment (30 %) of a signed contract; with a posted invoice where asked for."""
    with crowd.alone() as env:
        owner = env.ref("sales_cloud_core.user_li")
        company = owner.company_id
        env = env(user=owner, context={"allowed_company_ids": company.ids})
        contract = (
            env["sales.contract"]
            .sudo()
            .create(
                {
                    "partner_id": env["res.partner"].create({"name": "Pays once"}).id,
                    "company_id": company.id,
                    "user_id": owner.id,
                    "collection_template_id": env.ref("sales_cloud_contracts.sales_collection_template_30_60_10").id,
                    "line_ids": [(0, 0, {"name": "CNC line", "quantity": 1, "price_unit": TOTAL, "tax_ids": False})],
                }
            )
        )
        contract.action_plan()
        contract.action_sign()
        deposit = contract.collection_ids[0]
        assert deposit.amount == DEPOSIT
        if invoiced:
            deposit.action_create_invoice()
            deposit.invoice_ids.action_post()
        return deposit.id


def register(collection_id, amount):
    """Register a receipt; whoever comes too late is refused."""
    return lambda env: env["sales.collection"].browse(collection_id).action_register_receipt(amount).ids


@pytest.mark.parametrize("invoiced", [True, False], ids=["on an invoice", "as an advance"])
def test_a_receipt_registered_by_two_clerks_at_once_counts_once(crowd, clerks, invoiced):
    collection_id = make_contract(crowd, invoiced)

    outcomes = crowd.at_once([(clerk, register(collection_id, DEPOSIT)) for clerk in clerks])

    assert len(winners(outcomes)) == 1
    (sentence,) = refusals(outcomes)
    assert "Nothing is left to collect" in sentence
    with crowd.alone() as env:
        collection = env["sales.collection"].browse(collection_id)
        assert (collection.state, collection.amount_paid, collection.amount_residual) == ("paid", DEPOSIT, 0.0)
        payments = env["account.payment"].search([("partner_id", "=", collection.partner_id.id)])
        assert payments.mapped("amount") == [DEPOSIT]
        credit = env["sales.credit"].search(
            [("contract_id", "=", collection.contract_id.id), ("metric", "=", "collected")]
        )
        assert credit.mapped("amount") == [DEPOSIT]


def test_two_part_payments_that_together_are_too_much_leave_one(crowd, clerks):
    collection_id = make_contract(crowd, invoiced=True)

    outcomes = crowd.at_once([(clerk, register(collection_id, 20_000.00)) for clerk in clerks])

    (sentence,) = refusals(outcomes)
    assert "is more than the" in sentence
    with crowd.alone() as env:
        collection = env["sales.collection"].browse(collection_id)
        assert (collection.state, collection.amount_paid, collection.amount_residual) == ("partial", 20_000.0, 10_000.0)


def test_two_clerks_who_invoice_the_same_instalment_at_once_make_one_invoice(crowd, clerks):
    collection_id = make_contract(crowd, invoiced=False)

    outcomes = crowd.at_once(
        [(clerk, lambda env: env["sales.collection"].browse(collection_id).action_create_invoice()) for clerk in clerks]
    )

    (sentence,) = refusals(outcomes)
    assert "already invoiced" in sentence
    with crowd.alone() as env:
        collection = env["sales.collection"].browse(collection_id)
        assert collection.match_ids.mapped("amount") == [DEPOSIT]
        assert collection.invoice_ids.mapped("amount_total") == [DEPOSIT]
