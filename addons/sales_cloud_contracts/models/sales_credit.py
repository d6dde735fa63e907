from odoo import api, fields, models


class SalesCredit(models.Model):
    """Rows of the ledger name the order or the contract that they were booked for."""

    _inherit = "sales.credit"

    contract_id = fields.Many2one("sales.contract", ondelete="restrict", index="btree_not_null")
    order_id = fields.Many2one("sale.order", ondelete="restrict", index="btree_not_null")

    def _get_link_fields(self):
        return super()._get_link_fields() | {"contract_id", "order_id"}

    @api.model
    def _get_credit_models(self):
        return [*super()._get_credit_models(), "sale.order", "sales.contract"]
