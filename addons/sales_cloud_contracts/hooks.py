DOCUMENTS = (
    "sales.contract",
    "sale.order",
    "sales.credit.release",
    "sales.collection",
    "sales.refund",
    "sales.invoice.request",
)


def uninstall_hook(env):
    """Take along what belongs to contracts but lies in other addons' tables: numbers, shares, rules and requests."""
    env["ir.sequence"].search([("code", "=", "sales.contract")]).unlink()
    env["sales.approval.rule"].with_context(active_test=False).search([("model", "in", DOCUMENTS)]).unlink()
    env["sales.approval"].search([("res_model", "in", DOCUMENTS)]).unlink()
    env.cr.execute("DELETE FROM sales_split WHERE contract_id IS NOT NULL OR order_id IS NOT NULL")
    env.cr.execute("DELETE FROM sales_split_log WHERE contract_id IS NOT NULL OR order_id IS NOT NULL")
