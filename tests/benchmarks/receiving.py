"""What it costs finance to register receipts, beside Odoo's own payment registration of the same amounts."""

from datetime import date

from .frame import Case, benchmark

AMOUNT = 1130


@benchmark(volume=20, beside="odoo")
def registering_receipts(env, odoo_env, volume):
    """Register a receipt on each of 20 invoiced instalments, beside as many payments of such invoices in Odoo."""
    lines = _invoiced_plan(env, volume)
    invoices = _invoices(odoo_env, volume)
    return Case(
        subject=lambda: _receive(lines),
        reference=lambda: _register(invoices),
        limit=2.0,
        repeat=2,
        memory=False,
    )


@benchmark(volume=20, beside="odoo")
def registering_one_receipt(env, odoo_env, volume):
    """Register one receipt over 20 invoiced instalments, beside one grouped payment over as many invoices in Odoo."""
    lines = _invoiced_plan(env, volume)
    invoices = _invoices(odoo_env, volume)
    return Case(
        subject=lambda: _receive_at_once(lines),
        reference=lambda: _register_grouped(invoices),
        limit=2.0,
        repeat=3,
        memory=False,
    )


def _invoiced_plan(env, count):
    """Return the instalments of one contract, each with its confirmed invoice."""
    _load_chart(env)
    template = env["sales.collection.template"].create(
        {
            "name": "Bench",
            "line_ids": [
                (0, 0, {"name": str(n), "value_type": "balance" if n == count - 1 else "fixed", "value": AMOUNT})
                for n in range(count)
            ],
        }
    )
    contract = env["sales.contract"].create(
        {
            "partner_id": _customer(env).id,
            "collection_template_id": template.id,
            "line_ids": [(0, 0, {"name": "Bench", "price_unit": AMOUNT * count, "tax_ids": False})],
        }
    )
    contract.action_plan()
    contract.action_sign()
    contract.collection_ids.action_create_invoice()
    contract.collection_ids.invoice_ids.action_post()
    return contract.collection_ids


def _invoices(env, count):
    """Return as many confirmed invoices."""
    _load_chart(env)
    line = (0, 0, {"name": "Bench", "price_unit": AMOUNT, "tax_ids": False})
    vals = {"move_type": "out_invoice", "partner_id": _customer(env).id, "invoice_date": date.today()}
    invoices = env["account.move"].create([{**vals, "invoice_line_ids": [line]} for _number in range(count)])
    invoices.action_post()
    return invoices


def _load_chart(env):
    if not env.company.chart_template:
        env["account.chart.template"].try_loading("generic_coa", env.company, install_demo=False)


def _customer(env):
    return env["res.partner"].create({"name": "Bench", "is_company": True})


def _receive(lines):
    for line in lines:
        line.action_register_receipt(AMOUNT)
    assert set(lines.mapped("state")) == {"paid"}, lines.mapped("state")


def _register(invoices):
    for invoice in invoices:
        wizard = invoice.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        wizard.create({"amount": AMOUNT})._create_payments()
    assert not any(invoices.mapped("amount_residual"))


def _receive_at_once(lines):
    payment = lines.action_register_receipts([(line.id, AMOUNT) for line in lines], AMOUNT * len(lines))
    assert len(payment) == 1
    assert set(lines.mapped("state")) == {"paid"}, lines.mapped("state")


def _register_grouped(invoices):
    wizard = invoices.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoices.ids)
    payment = wizard.create({"group_payment": True})._create_payments()
    assert len(payment) == 1
    assert not any(invoices.mapped("amount_residual"))
