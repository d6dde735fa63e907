from odoo import models


class SalesCollectionMatch(models.Model):
    _name = "sales.collection.match"
    _inherit = ["sales.collection.match", "sales.contract.valued.mixin"]
