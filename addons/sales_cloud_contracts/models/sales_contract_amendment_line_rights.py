from odoo import models


class SalesContractAmendmentLine(models.Model):
    _name = "sales.contract.amendment.line"
    _inherit = ["sales.contract.amendment.line", "sales.contract.valued.mixin"]

    _contract_amounts = frozenset({"price_unit"})
