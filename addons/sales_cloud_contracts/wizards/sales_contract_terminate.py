from odoo import fields, models


class SalesContractTerminate(models.TransientModel):
    """Asks why and when; the contract ends itself."""

    _name = "sales.contract.terminate"
    _description = "Terminate a Contract"

    contract_ids = fields.Many2many("sales.contract", required=True)
    date = fields.Date("Terminated On", default=fields.Date.context_today, required=True)
    reason = fields.Text(required=True)

    def action_terminate(self):
        """Terminate the contracts."""
        self.contract_ids.action_terminate(self.reason, self.date)
        return {"type": "ir.actions.act_window_close"}
