from odoo import models


class SalesContractVersion(models.Model):
    _name = "sales.contract.version"
    _inherit = ["sales.contract.version", "sales.contract.valued.mixin"]

    _contract_amounts = frozenset({"snapshot", "content", "changes"})
