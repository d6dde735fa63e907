from odoo import models


class SalesContractSeal(models.Model):
    _name = "sales.contract.seal"
    _inherit = ["sales.contract.seal", "sales.contract.valued.mixin"]
