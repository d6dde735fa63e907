"""Two workers send reminders at the same moment."""

from crowd import winners

LINES = 12
TODAY = "2030-05-20"


def make_overdue(crowd):
    """Return the ids of instalments that are three days overdue on TODAY, of one contract of a representative."""
    with crowd.alone() as env:
        owner = env.ref("sales_cloud_core.user_li")
        env = env(context={"allowed_company_ids": owner.company_id.ids, "tracking_disable": True})
        contract = env["sales.contract"].create(
            {
                "partner_id": env["res.partner"].create({"name": "Pays late"}).id,
                "company_id": owner.company_id.id,
                "user_id": owner.id,
                "line_ids": [(0, 0, {"name": "CNC line", "quantity": LINES, "price_unit": 100.0, "tax_ids": False})],
                "collection_ids": [
                    (0, 0, {"name": f"Rate {number}", "amount": 100.0, "date_due": "2030-05-17", "due_base": "fixed"})
                    for number in range(LINES)
                ],
            }
        )
        contract.action_sign()
        return contract.collection_ids.ids


def remind(collection_ids):
    """Work as a run of the cron does, on whatever of these no other worker has taken."""

    def work(env):
        from odoo import fields

        today = fields.Date.to_date(TODAY)
        Collection = env["sales.collection"]
        company = Collection.browse(collection_ids).company_id
        sent = Collection._lock_due(company, today)._remind(today)
        env["sales.dunning.digest"]._send_untold(today)
        return len(sent.filtered(lambda reminder: reminder.collection_id.id in collection_ids))

    return work


def test_two_workers_remind_of_every_instalment_once_and_tell_its_owner_once(crowd):
    collection_ids = make_overdue(crowd)

    outcomes = crowd.at_once([(1, remind(collection_ids))] * 2)

    assert sum(winners(outcomes)) == LINES, outcomes
    with crowd.alone() as env:
        reminders = env["sales.dunning.reminder"].search([("collection_id", "in", collection_ids)])
        assert len(reminders) == LINES
        assert len(reminders.digest_id) == 1
        assert reminders.digest_id.user_id.login == "li"
