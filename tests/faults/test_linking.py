"""Two clerks link bank lines with payments that were registered by hand, at the same moment."""

import pytest
from crowd import refusals, winners
from test_receipts import DEPOSIT, clerks, make_contract  # noqa: F401 (clerks is a fixture)

# Which (bank line, payment) each of the two clerks links, and what the second hears.
RACES = {
    "one payment, two bank lines": ([(0, 0), (1, 0)], "is linked with bank receipt"),
    "one bank line, two payments": ([(0, 0), (0, 1)], "is decided already"),
    "the same line and payment": ([(0, 0), (0, 0)], "is decided already"),
}


def make_money(crowd):
    """Return the ids of two bank receipts of the same amount, and of the payments of two invoiced instalments."""
    collection_ids = [make_contract(crowd, invoiced=True) for _payment in range(2)]
    with crowd.alone() as env:
        company = env.ref("sales_cloud_core.company_huaxin")
        env = env(context={"allowed_company_ids": company.ids})
        bank = env["account.journal"].search([("company_id", "=", company.id), ("type", "=", "bank")], limit=1)
        vals = {"journal_id": bank.id, "amount": DEPOSIT, "partner_name": "Pays once", "payment_ref": "Deposit"}
        lines = env["account.bank.statement.line"].create([vals, vals])
        payments = [
            line.action_register_receipt(DEPOSIT, journal_id=bank.id).id
            for line in env["sales.collection"].browse(collection_ids)
        ]
        return lines.bank_receipt_ids.ids, payments


def link(receipt_id, payment_id):
    """Link a bank receipt with a payment; whoever comes too late is refused."""
    return lambda env: env["sales.bank.receipt"].browse(receipt_id).action_link([payment_id])


def receipts_by_state(env, receipt_ids):
    """Return {state: bank receipts}; a confirmed one has left the suspense account with all its money, no other has."""
    receipts = env["sales.bank.receipt"].browse(receipt_ids)
    for receipt in receipts:
        _bank, suspense, others = receipt.statement_line_id._seek_for_lines()
        left = [0.0, -DEPOSIT] if receipt.state == "confirmed" else [-DEPOSIT, 0.0]
        assert [sum(suspense.mapped("balance")), sum(others.mapped("balance"))] == left
        assert receipt.is_reconciled == (receipt.state == "confirmed")
    return receipts.grouped("state")


@pytest.mark.parametrize("race", RACES)
def test_what_two_clerks_link_at_once_is_linked_once_and_the_second_hears_why(crowd, clerks, race):  # noqa: F811
    pairs, refusal = RACES[race]
    receipt_ids, payment_ids = make_money(crowd)
    jobs = [link(receipt_ids[line], payment_ids[payment]) for line, payment in pairs]

    outcomes = crowd.at_once(list(zip(clerks, jobs, strict=True)))

    assert winners(outcomes) == [True]
    (sentence,) = refusals(outcomes)
    assert refusal in sentence
    with crowd.alone() as env:
        by_state = receipts_by_state(env, receipt_ids)
        linked, waiting = by_state["confirmed"], by_state["unclaimed"]
        assert len(linked.payment_ids) == 1
        assert not waiting.payment_ids
        spare = env["account.payment"].browse(payment_ids) - linked.payment_ids
        assert (linked.payment_ids._is_outstanding(), spare._is_outstanding()) == (False, True)
        assert [payment._get_collections().amount_paid for payment in linked.payment_ids | spare] == [DEPOSIT] * 2

        waiting.action_link(spare.ids)

        assert not receipts_by_state(env, receipt_ids).get("unclaimed"), "what nobody linked can still be linked"
        assert not spare._is_outstanding()
