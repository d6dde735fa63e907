from odoo import models


class SalesCredit(models.Model):
    _name = "sales.credit"
    _inherit = ["sales.credit", "sales.owned.mixin"]
