from odoo import fields, models


class SalesContractVoid(models.TransientModel):
    """Asks why; the contract becomes void itself."""

    _name = "sales.contract.void"
    _description = "Make a Contract Void"

    contract_ids = fields.Many2many("sales.contract", required=True)
    reason = fields.Text(required=True)

    def action_void(self):
        """Make the contracts void."""
        self.contract_ids.action_void(self.reason)
        return {"type": "ir.actions.act_window_close"}
