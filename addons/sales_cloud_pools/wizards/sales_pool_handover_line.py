from odoo import api, fields, models
from odoo.exceptions import UserError


class SalesPoolHandoverLine(models.TransientModel):
    """One record that is handed over: to a person, to a pool, or not at all; and what became of it."""

    _name = "sales.pool.handover.line"
    _description = "Record to Hand Over"

    handover_id = fields.Many2one("sales.pool.handover", required=True, index=True, ondelete="cascade")
    holding_id = fields.Many2one("sales.pool.holding", "Record", required=True, ondelete="cascade")
    kind = fields.Selection(related="holding_id.kind")
    held_pool_id = fields.Many2one(related="holding_id.pool_id", string="Held From")
    reclaim_at = fields.Datetime(related="holding_id.reclaim_at")
    business_line_id = fields.Many2one(related="holding_id.business_line_id")
    user_id = fields.Many2one(
        "res.users", "To Person", domain="[('id', 'in', parent.candidate_ids)]", ondelete="cascade"
    )
    pool_id = fields.Many2one(
        "sales.pool",
        "To Pool",
        domain="[('kind', '=', kind), ('business_line_id', '=', business_line_id)]",
        ondelete="cascade",
    )
    is_done = fields.Boolean(readonly=True)
    result = fields.Char(readonly=True)

    @api.onchange("user_id")
    def _onchange_user_id(self):
        if self.user_id:
            self.pool_id = False

    @api.onchange("pool_id")
    def _onchange_pool_id(self):
        if self.pool_id:
            self.user_id = False

    def _get_way(self):
        """Return (person, pool, model) of where the record goes and what it is."""
        return self.user_id, self.pool_id, self._get_records()._name

    def _get_records(self):
        # sudo: which records the holdings are about; the user's right to them is checked when they change hands
        return self.holding_id.sudo()._get_records().sudo(False)

    def _hand_over_safely(self, user, pool):
        """Hand these records over; if that is refused, halve the set until the refused record stands alone."""
        try:
            with self.env.cr.savepoint():
                self._hand_over(user, pool)
            self.is_done = True
            self.result = self.env._("Handed over") if user else self.env._("Back in the pool")
        except UserError as error:
            if len(self) == 1:
                self.result = str(error)
                return
            middle = len(self) // 2
            self[:middle]._hand_over_safely(user, pool)
            self[middle:]._hand_over_safely(user, pool)

    def _hand_over(self, user, pool):
        records, handover = self._get_records(), self.handover_id
        if any(holding.date_end for holding in self.holding_id):
            raise UserError(self.env._("It changed hands meanwhile. Open the hand-over again."))
        if user:
            records.action_pool_assign(user.id)
        else:
            records.action_pool_return(handover.reason_id.id, note=handover.note, pool_id=pool.id)
