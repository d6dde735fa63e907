from odoo import api, fields, models


class SalesApprovalSplitChange(models.TransientModel):
    """The shares of orders and contracts change by approval, too."""

    _inherit = "sales.approval.split.change"

    order_id = fields.Many2one("sale.order")
    contract_id = fields.Many2one("sales.contract")

    def _get_document(self):
        return self.contract_id or self.order_id or super()._get_document()

    @api.depends("order_id", "contract_id")
    def _compute_line_ids(self):
        return super()._compute_line_ids()
