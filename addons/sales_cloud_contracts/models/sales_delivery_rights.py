from odoo import models


class SalesDelivery(models.Model):
    _name = "sales.delivery"
    _inherit = ["sales.delivery", "sales.contract.valued.mixin"]
