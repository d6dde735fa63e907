from odoo import api, fields, models


class SalesPoolProtection(models.TransientModel):
    """Asks what a request for more time, a lock or a pause needs; the records do it."""

    _name = "sales.pool.protection"
    _description = "Ask for More Time, Lock or Pause"

    operation = fields.Selection(
        [("extend", "Ask for more time"), ("lock", "Lock"), ("pause", "Pause")], required=True, default="extend"
    )
    kind = fields.Selection([("lead", "Leads"), ("customer", "Customers")], required=True, default="lead")
    lead_ids = fields.Many2many("crm.lead")
    partner_ids = fields.Many2many("res.partner", string="Customers")
    placement_ids = fields.Many2many("sales.pool.placement", string="Customers in Another Line")
    record_count = fields.Integer("Records", compute="_compute_facts")
    facts = fields.Char(compute="_compute_facts")
    days = fields.Integer("More Days", default=7)
    until = fields.Date("Last Day", default=lambda self: fields.Date.add(fields.Date.context_today(self), days=7))
    reason = fields.Text(required=True)

    @api.depends("lead_ids", "partner_ids", "placement_ids")
    def _compute_facts(self):
        for request in self:
            records = request._get_records()._origin
            request.record_count = len(records)
            request.facts = records.reclaim_reason if len(records) == 1 else False

    def _get_records(self):
        return self.lead_ids or self.placement_ids or self.partner_ids

    def action_confirm(self):
        """Do it."""
        self.ensure_one()
        records = self._get_records()
        if self.operation == "extend":
            return records.action_pool_request_extension(self.days, self.reason)
        if self.operation == "lock":
            return records.action_pool_lock(self.reason)
        return records.action_pool_pause(self.until, self.reason)
