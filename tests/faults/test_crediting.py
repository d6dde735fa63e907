"""Two representatives confirm, or raise, an order each at the same moment; what is left of the limit bears one."""

from crowd import refusals, winners

PRICE, LIMIT = 1000.0, 1500.0


def make_orders(crowd, limit=LIMIT):
    """Return [(person, order)] of one customer in the demo company, each order PRICE and the limit as given."""
    with crowd.alone() as env:
        company = env.ref("sales_cloud_core.company_huaxin")
        env = env(context={"allowed_company_ids": company.ids})
        env["res.config.settings"].create({"group_use_credit_control": True}).execute()
        company.account_use_credit_limit = True
        customer = env["res.partner"].create({"name": "Bears One", "is_company": True, "credit_limit": limit})
        product = env["product.product"].create({"name": "Pump", "type": "consu", "invoice_policy": "order"})
        line = {"product_id": product.id, "price_unit": PRICE, "tax_ids": False}
        people = [env.ref(f"sales_cloud_core.user_{name}") for name in ("li", "wang")]
        orders = env["sale.order"].create(
            [
                {
                    "partner_id": customer.id,
                    "company_id": company.id,
                    "user_id": person.id,
                    "order_line": [(0, 0, line)],
                }
                for person in people
            ]
        )
        return [(person.id, order.id) for person, order in zip(people, orders, strict=True)]


def confirm(order_id):
    return lambda env: env["sale.order"].browse(order_id).action_confirm()


def raise_quantity(order_id):
    twice = {"product_uom_qty": 2, "price_unit": PRICE}
    return lambda env: env["sale.order"].browse(order_id).order_line.write(twice)


def test_the_limit_of_a_customer_bears_one_of_two_orders_that_are_confirmed_at_once(crowd):
    orders = make_orders(crowd)

    outcomes = crowd.at_once([(person_id, confirm(order_id)) for person_id, order_id in orders])

    assert len(winners(outcomes)) == 1
    (sentence,) = refusals(outcomes)
    assert "beyond the credit limit" in sentence
    with crowd.alone() as env:
        states = env["sale.order"].browse([order_id for _person_id, order_id in orders]).mapped("state")
        assert sorted(states) == ["draft", "sale"]


def test_what_is_left_of_a_limit_bears_one_of_two_orders_that_are_raised_at_once(crowd):
    orders = make_orders(crowd, limit=3 * PRICE)
    with crowd.alone() as env:
        env["sale.order"].browse([order_id for _person_id, order_id in orders]).action_confirm()

    outcomes = crowd.at_once([(person_id, raise_quantity(order_id)) for person_id, order_id in orders])

    assert len(winners(outcomes)) == 1
    (sentence,) = refusals(outcomes)
    assert "cannot grow to" in sentence
    with crowd.alone() as env:
        totals = env["sale.order"].browse([order_id for _person_id, order_id in orders]).mapped("amount_total")
        assert sorted(totals) == [PRICE, 2 * PRICE]
