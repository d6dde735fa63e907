from odoo import fields, models
from odoo.tools import SQL


class SalesAttainmentReport(models.Model):
    """What each person should reach and has reached, side by side.

    One row per person's target in a published plan and one per ledger row that a metric counts, so that every
    figure lists what it is made of. Ids are even for targets and odd for ledger rows, and stable.
    """

    _name = "sales.attainment.report"
    _description = "Attainment"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "user_id"

    date = fields.Date(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    metric_id = fields.Many2one("sales.target.metric", readonly=True)
    team_id = fields.Many2one("crm.team", readonly=True)
    user_id = fields.Many2one("res.users", "Person", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    target_id = fields.Many2one("sales.target", "Target Row", readonly=True)
    credit_id = fields.Many2one("sales.credit", readonly=True)
    amount_target = fields.Monetary("Target", readonly=True)
    amount_attained = fields.Monetary("Attained", readonly=True)
    amount_gap = fields.Monetary("Target less Attained", readonly=True)

    @property
    def _table_query(self):
        return SQL("%s UNION ALL %s", self._query_targets(), self._query_credit())

    def _query_targets(self):
        return SQL("%s %s %s", self._select_targets(), self._from_targets(), self._where_targets())

    def _select_targets(self):
        return SQL(
            """
            SELECT target.id * 2 AS id,
                   target.date_start AS date,
                   target.company_id,
                   company.currency_id,
                   target.metric_id,
                   target.team_id,
                   target.user_id,
                   NULL::integer AS partner_id,
                   target.id AS target_id,
                   NULL::integer AS credit_id,
                   target.amount AS amount_target,
                   0.0 AS amount_attained,
                   target.amount AS amount_gap
            """
        )

    def _from_targets(self):
        return SQL(
            """
              FROM sales_target target
              JOIN sales_target_plan plan ON plan.id = target.plan_id
              JOIN res_company company ON company.id = target.company_id
            """
        )

    def _where_targets(self):
        return SQL("WHERE target.node = 'person' AND plan.state = 'published'")

    def _query_credit(self):
        return SQL("%s %s", self._select_credit(), self._from_credit())

    def _select_credit(self):
        return SQL(
            """
            SELECT credit.id * 2 + 1 AS id,
                   credit.date,
                   credit.company_id,
                   credit.company_currency_id AS currency_id,
                   metric.id AS metric_id,
                   credit.team_id,
                   credit.user_id,
                   credit.partner_id,
                   NULL::integer AS target_id,
                   credit.id AS credit_id,
                   0.0 AS amount_target,
                   credit.amount_company AS amount_attained,
                   -credit.amount_company AS amount_gap
            """
        )

    def _from_credit(self):
        return SQL(
            """
              FROM sales_credit credit
              JOIN sales_target_metric metric
                ON metric.source = 'credit'
               AND metric.credit_metric = credit.metric
               AND metric.kind = credit.kind
            """
        )

    def action_open_document(self):
        """Open the document behind a ledger row, or the plan behind a target."""
        self.ensure_one()
        if self.credit_id:
            return self.credit_id.action_open_document()
        return self.target_id.plan_id._get_form_action()
