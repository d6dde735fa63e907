from odoo import fields, models


class SalesSplitLog(models.Model):
    _inherit = "sales.split.log"

    order_id = fields.Many2one("sale.order", ondelete="cascade", index="btree_not_null")
    contract_id = fields.Many2one("sales.contract", ondelete="cascade", index="btree_not_null")
