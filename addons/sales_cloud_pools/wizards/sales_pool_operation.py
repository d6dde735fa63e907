from odoo import api, fields, models


class SalesPoolOperation(models.TransientModel):
    """Asks what a return, an assignment or a transfer needs; the records do it."""

    _name = "sales.pool.operation"
    _description = "Return, Assign or Transfer Pooled Records"

    operation = fields.Selection(
        [("return", "Return to pool"), ("assign", "Assign"), ("transfer", "Transfer")], required=True, default="return"
    )
    kind = fields.Selection([("lead", "Leads"), ("customer", "Customers")], required=True, default="lead")
    lead_ids = fields.Many2many("crm.lead")
    partner_ids = fields.Many2many("res.partner", string="Customers")
    placement_ids = fields.Many2many("sales.pool.placement", string="Customers in Another Line")
    record_count = fields.Integer("Records", compute="_compute_record_count")
    reason_id = fields.Many2one("sales.pool.return.reason", domain="[('kind', 'in', (False, kind))]")
    is_note_required = fields.Boolean(related="reason_id.is_note_required")
    note = fields.Char(help="What the next owner should know.")
    pool_id = fields.Many2one("sales.pool", domain="[('kind', '=', kind)]")
    receiver_ids = fields.Many2many("res.users", compute="_compute_receiver_ids")
    user_id = fields.Many2one("res.users", "To", domain="[('id', 'in', receiver_ids)]")

    @api.depends("lead_ids", "partner_ids", "placement_ids")
    def _compute_record_count(self):
        for operation in self:
            operation.record_count = len(operation._get_records())

    @api.depends("lead_ids", "partner_ids", "placement_ids")
    def _compute_receiver_ids(self):
        for operation in self:
            operation.receiver_ids = operation._get_records().pool_id.access_user_ids

    def _get_records(self):
        return self.lead_ids or self.placement_ids or self.partner_ids

    def action_confirm(self):
        """Do it."""
        self.ensure_one()
        records = self._get_records()
        if self.operation == "return":
            return records.action_pool_return(self.reason_id.id, note=self.note, pool_id=self.pool_id.id)
        if self.operation == "assign":
            return records.action_pool_assign(self.user_id.id)
        return records.action_pool_transfer(self.pool_id.id)
