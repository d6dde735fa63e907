from odoo import models


class SalesContractAmendment(models.Model):
    _name = "sales.contract.amendment"
    _inherit = ["sales.contract.amendment", "sales.contract.valued.mixin"]

    _contract_amounts = frozenset({"access_token", "changes", "plan_refusal"})
