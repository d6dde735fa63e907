from odoo import fields, models


class SalesCredit(models.Model):
    _inherit = "sales.credit"

    contract_id = fields.Many2one("sales.contract", ondelete="restrict", index="btree_not_null")

    def _get_link_fields(self):
        return super()._get_link_fields() | {"contract_id"}
