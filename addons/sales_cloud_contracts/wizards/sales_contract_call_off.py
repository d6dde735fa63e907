from odoo import api, fields, models
from odoo.fields import Command


class SalesContractCallOff(models.TransientModel):
    """Asks what is called off; the contract makes the order."""

    _name = "sales.contract.call.off"
    _description = "Call Off from a Framework Contract"

    contract_id = fields.Many2one("sales.contract", required=True, ondelete="cascade")
    line_ids = fields.One2many(
        "sales.contract.call.off.line", "call_off_id", compute="_compute_line_ids", store=True, readonly=False
    )

    @api.depends("contract_id")
    def _compute_line_ids(self):
        for wizard in self:
            lines = wizard.contract_id.line_ids.filtered("product_id")
            wizard.line_ids = [Command.clear(), *(Command.create({"line_id": line.id}) for line in lines)]

    def action_call_off(self):
        """Make the quotation and open it."""
        self.ensure_one()
        return self.contract_id.action_call_off({row.line_id.id: row.quantity for row in self.line_ids})
