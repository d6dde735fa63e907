from odoo import models


class SalesContract(models.Model):
    _name = "sales.contract"
    _inherit = ["sales.contract", "sales.owned.mixin"]
