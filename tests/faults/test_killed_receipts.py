"""A real process of finance is killed (SIGKILL) between the payment and its reconciliation, and at any other moment."""

import random
import time

import pytest
from test_bank_receipts import confirm, make_claimed_receipt, money
from test_receipts import DEPOSIT, make_contract, register
from test_reclaiming import working

BETWEEN = """
import time

def wait(self, payment, items):
    assert payment.state == "in_process", payment.state
    self.env.flush_all()
    print("READY", flush=True)
    time.sleep(300)

env.registry["sales.collection"]._settle_items = wait
"""
ANY_MOMENT = """
print("READY", flush=True)
"""
CONFIRM = """
env["sales.bank.receipt"].browse({receipt_id}).action_confirm()
env.cr.commit()
"""
REGISTER = """
env["sales.collection"].browse({collection_id}).action_register_receipt({amount})
env.cr.commit()
"""
NOTHING = ("claimed", [], 0.0, 0.0, 1)
ONCE = ("confirmed", [DEPOSIT], DEPOSIT, DEPOSIT, 0)


def kill_while(machine, database, act, before=BETWEEN, after=0.0):
    """Start a process that does ``act``, and kill it so many seconds after it is where ``before`` says."""
    with working(machine, database, before + act):
        time.sleep(after)


def registered(env, collection_id):
    """Return (payments, paid of the instalment, its advances and settled items, collected credit)."""
    env.invalidate_all()
    collection = env["sales.collection"].browse(collection_id)
    payments = env["account.payment"].search([("partner_id", "=", collection.partner_id.id)])
    credit = env["sales.credit"].search([("contract_id", "=", collection.contract_id.id), ("metric", "=", "collected")])
    kept = sum(collection.match_ids.mapped("amount_paid"))
    return payments.mapped("amount"), collection.amount_paid, kept, sum(credit.mapped("amount"))


def test_a_confirmation_that_is_killed_before_it_reconciles_leaves_nothing_and_can_be_repeated(
    crowd, machine, database
):
    receipt_id, collection_id = make_claimed_receipt(crowd)
    kill_while(machine, database, CONFIRM.format(receipt_id=receipt_id))
    with crowd.alone() as env:
        assert money(env, receipt_id, collection_id) == NOTHING
        confirm(receipt_id)(env)
    with crowd.alone() as env:
        assert money(env, receipt_id, collection_id) == ONCE


@pytest.mark.parametrize("invoiced", [True, False], ids=["on an invoice", "as an advance"])
def test_a_receipt_that_is_killed_before_it_reconciles_leaves_nothing_and_can_be_repeated(
    crowd, machine, database, invoiced
):
    collection_id = make_contract(crowd, invoiced)
    kill_while(machine, database, REGISTER.format(collection_id=collection_id, amount=DEPOSIT))
    with crowd.alone() as env:
        assert registered(env, collection_id) == ([], 0.0, 0.0, 0)
        register(collection_id, DEPOSIT)(env)
    with crowd.alone() as env:
        assert registered(env, collection_id) == ([DEPOSIT], DEPOSIT, DEPOSIT, DEPOSIT)


def test_a_confirmation_that_is_killed_at_any_moment_is_done_once_or_not_at_all(crowd, machine, database):
    receipt_id, collection_id = make_claimed_receipt(crowd)
    for _kill in range(3):
        moment = random.uniform(0.0, 0.6)  # the moment of the kill is what is tried out
        kill_while(machine, database, CONFIRM.format(receipt_id=receipt_id), ANY_MOMENT, moment)
        with crowd.alone() as env:
            assert money(env, receipt_id, collection_id) in (NOTHING, ONCE)
    with crowd.alone() as env:
        if money(env, receipt_id, collection_id) == NOTHING:
            confirm(receipt_id)(env)
    with crowd.alone() as env:
        assert money(env, receipt_id, collection_id) == ONCE
