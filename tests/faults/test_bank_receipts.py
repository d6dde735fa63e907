"""Two people claim or confirm the same bank receipt at once; a confirmation dies half-way."""

import pytest
from crowd import refusals, winners
from test_receipts import DEPOSIT, clerks, make_contract  # noqa: F401 (clerks is a fixture)


def make_claimed_receipt(crowd, claimed=DEPOSIT):
    """Return the ids of a bank receipt that pays an invoiced instalment and is claimed for it, and of that."""
    collection_id = make_contract(crowd, invoiced=True)
    with crowd.alone() as env:
        company = env.ref("sales_cloud_core.company_huaxin")
        env = env(context={"allowed_company_ids": company.ids})
        bank = env["account.journal"].search([("company_id", "=", company.id), ("type", "=", "bank")], limit=1)
        line = env["account.bank.statement.line"].create(
            {"journal_id": bank.id, "amount": DEPOSIT, "partner_name": "Pays once", "payment_ref": "Deposit"}
        )
        line.bank_receipt_ids.action_claim([(collection_id, claimed)])
        return line.bank_receipt_ids.id, collection_id


def confirm(receipt_id):
    """Confirm a receipt; whoever comes too late is refused."""
    return lambda env: env["sales.bank.receipt"].browse(receipt_id).action_confirm()


def money(env, receipt_id, collection_id):
    """Return (state, payments, paid of the instalment, collected credit, items left on the suspense account)."""
    env.invalidate_all()
    receipt, collection = env["sales.bank.receipt"].browse(receipt_id), env["sales.collection"].browse(collection_id)
    payments = env["account.payment"].search([("partner_id", "=", collection.partner_id.id)])
    credit = env["sales.credit"].search([("contract_id", "=", collection.contract_id.id), ("metric", "=", "collected")])
    _bank, suspense, _others = receipt.statement_line_id._seek_for_lines()
    return receipt.state, payments.mapped("amount"), collection.amount_paid, sum(credit.mapped("amount")), len(suspense)


def test_two_clerks_who_confirm_the_same_receipt_at_once_make_one_entry(crowd, clerks):  # noqa: F811
    receipt_id, collection_id = make_claimed_receipt(crowd)

    outcomes = crowd.at_once([(clerk, confirm(receipt_id)) for clerk in clerks])

    assert len(winners(outcomes)) == 1
    (sentence,) = refusals(outcomes)
    assert "is decided already" in sentence
    with crowd.alone() as env:
        assert money(env, receipt_id, collection_id) == ("confirmed", [DEPOSIT], DEPOSIT, DEPOSIT, 0)


def test_parts_claimed_at_once_that_are_more_than_came_in_are_a_dispute(crowd):
    receipt_id, collection_id = make_claimed_receipt(crowd, claimed=10_000.00)

    def claim_a_part(env):
        return env["sales.bank.receipt"].browse(receipt_id).action_claim([(collection_id, 12_000.00)])

    assert len(winners(crowd.at_once([(1, claim_a_part)] * 2))) == 2

    with crowd.alone() as env:
        receipt = env["sales.bank.receipt"].browse(receipt_id)
        assert (receipt.state, receipt.amount_claimed) == ("disputed", 34_000.00)


def test_a_process_killed_between_payment_and_reconciliation_leaves_nothing_and_loses_nothing(crowd, monkeypatch):
    receipt_id, collection_id = make_claimed_receipt(crowd)

    def die(self, payment, items):
        assert payment.state == "in_process"
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(crowd.registry["sales.collection"], "_settle_items", die)
        with pytest.raises(KeyboardInterrupt), crowd.alone() as env:
            confirm(receipt_id)(env)
    with crowd.alone() as env:
        assert money(env, receipt_id, collection_id) == ("claimed", [], 0.0, 0.0, 1)
        confirm(receipt_id)(env)
        assert money(env, receipt_id, collection_id) == ("confirmed", [DEPOSIT], DEPOSIT, DEPOSIT, 0)
