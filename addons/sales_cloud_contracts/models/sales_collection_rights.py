from odoo import models


class SalesCollection(models.Model):
    _name = "sales.collection"
    _inherit = ["sales.collection", "sales.contract.valued.mixin"]
