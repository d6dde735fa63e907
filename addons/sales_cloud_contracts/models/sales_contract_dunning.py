from odoo import api, fields, models


class SalesContract(models.Model):
    """The reminders of a contract's instalments."""

    _inherit = "sales.contract"

    reminder_count = fields.Integer(compute="_compute_reminder_count")

    def _compute_reminder_count(self):
        counts = dict(
            self.env["sales.dunning.reminder"]._read_group(
                [("contract_id", "in", self.ids)], ["contract_id"], ["__count"]
            )
        )
        for contract in self:
            contract.reminder_count = counts.get(contract, 0)

    @api.readonly
    def action_view_reminders(self):
        """Open the reminders that went out about these contracts."""
        action = self.env["ir.actions.actions"]._for_xml_id("sales_cloud_contracts.sales_dunning_reminder_action")
        return {**action, "domain": [("contract_id", "in", self.ids)]}
