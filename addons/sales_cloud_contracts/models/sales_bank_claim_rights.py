from odoo import models


class SalesBankClaim(models.Model):
    """A claim is about contracts of the person who claims."""

    _name = "sales.bank.claim"
    _inherit = ["sales.bank.claim", "sales.contract.valued.mixin"]

    _contract_owner = "user_id"
