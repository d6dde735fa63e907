from odoo import fields, models


class SalesContractSealRefuse(models.TransientModel):
    """Asks why a seal is refused; the request refuses itself."""

    _name = "sales.contract.seal.refuse"
    _description = "Refuse a Seal"

    seal_id = fields.Many2one("sales.contract.seal", required=True)
    reason = fields.Char(required=True)

    def action_refuse(self):
        """Refuse the seal."""
        self.seal_id.action_refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}
