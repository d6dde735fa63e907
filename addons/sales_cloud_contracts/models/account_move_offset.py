from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class AccountMove(models.Model):
    """Entries that offset what a customer owes against its bills as a vendor; they are undone as a whole."""

    _inherit = "account.move"

    is_sales_offset = fields.Boolean("Offset", readonly=True, copy=False)
    offset_state = fields.Selection(
        [("done", "Offset"), ("reversed", "Reversed")],
        compute="_compute_offset_state",
        string="Status of the Offset",
    )
    offset_collection_ids = fields.Many2many(
        "sales.collection", compute="_compute_offset_documents", string="Offset Instalments"
    )
    offset_bill_ids = fields.Many2many("account.move", compute="_compute_offset_documents", string="Offset Bills")

    offset_amount = fields.Monetary(currency_field="company_currency_id", compute="_compute_offset_amount")

    _sales_offset_idx = models.Index("(company_id, date) WHERE is_sales_offset")

    @api.depends("state", "is_sales_offset", "reversal_move_ids.state")
    def _compute_offset_state(self):
        for move in self:
            undone = "posted" in move.reversal_move_ids.mapped("state")
            is_done = move.state == "posted" and move.is_sales_offset
            move.offset_state = is_done and ("reversed" if undone else "done")

    @api.depends("line_ids.debit", "is_sales_offset")
    def _compute_offset_amount(self):
        for move in self:
            move.offset_amount = sum(move.line_ids.mapped("debit")) if move.is_sales_offset else 0.0

    @api.depends("line_ids.matched_debit_ids", "line_ids.matched_credit_ids", "is_sales_offset")
    def _compute_offset_documents(self):
        for move in self:
            # sudo: finance reads which instalments its own entries pay
            invoices = move.sudo().line_ids.matched_debit_ids.debit_move_id.move_id
            move.offset_collection_ids = invoices.collection_match_ids.collection_id.sudo(False)
            move.offset_bill_ids = (
                move.line_ids.matched_credit_ids.credit_move_id.move_id if move.is_sales_offset else False
            )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_reverse_offset(self, reason):
        """Undo offsets by a reversing entry of today (finance only): both sides are open again.

        :param str reason: why; required
        :raise UserError: no offset, reversed already, or no reason
        """
        self.check_access("write")
        if not self.env["sales.collection"]._is_finance():
            raise AccessError(self.env._("Only finance undoes an offset. Ask finance to do it."))
        if not (reason or "").strip():
            raise UserError(self.env._("Undoing an offset needs a reason."))
        for move in self:
            if move.offset_state != "done":
                raise UserError(self.env._("%s is no offset in force, so there is nothing to undo.", move.display_name))
            label = self.env._("Reversal of offset %(name)s: %(reason)s", name=move.name, reason=reason.strip())
            move._reverse_moves([{"date": fields.Date.context_today(move), "ref": label}], cancel=True)
            move._message_log(body=label)
        return True
