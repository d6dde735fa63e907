from odoo import models


class SalesContractAmendment(models.Model):
    _name = "sales.contract.amendment"
    _inherit = ["sales.contract.amendment", "sales.contract.valued.mixin"]

    _contract_amounts = frozenset({"changes", "plan_refusal"})
