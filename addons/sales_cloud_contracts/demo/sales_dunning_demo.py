from odoo import api, fields, models

# On these days before today the reminders of the demo year went out; what came due since waits for today's run.
REMINDED_DAYS = (95, 75, 55, 35, 20, 8)
# What customers promised or dispute, by the rank of the overdue instalment.
PROMISED_IN_DAYS = {2: 9, 4: 16}


class SalesCollection(models.Model):
    """The demo year's reminders, sent by the same method that the daily run uses."""

    _inherit = "sales.collection"

    @api.model
    def _load_demo_reminders(self):
        company = self.env.ref("sales_cloud_core.company_huaxin")
        today = fields.Date.context_today(self)
        demo = self.with_company(company).with_context(
            allowed_company_ids=company.ids, tracking_disable=True, mail_create_nosubscribe=True
        )
        demo.search([("company_id", "=", company.id)])._compute_date_reminder()
        for days in REMINDED_DAYS:
            day = fields.Date.subtract(today, days=days)
            demo._lock_due(company, day)._remind(day)
            demo.env["sales.dunning.digest"]._send_untold(day)
        overdue = demo.search([("is_overdue", "=", True), ("company_id", "=", company.id)], order="date_due, id")
        for rank, days in PROMISED_IN_DAYS.items():
            overdue[rank : rank + 1].date_promised = fields.Date.add(today, days=days)
        overdue[3:4].write({"is_disputed": True, "dispute_reason": "客户称一台设备未通过验收"})
        letters = demo.env["sales.dunning.letter"].search([("company_id", "=", company.id)], order="date, id")
        letters[:-2].action_mark_posted()
