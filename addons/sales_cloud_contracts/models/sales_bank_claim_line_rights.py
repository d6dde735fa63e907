from odoo import models


class SalesBankClaimLine(models.Model):
    _name = "sales.bank.claim.line"
    _inherit = ["sales.bank.claim.line", "sales.contract.valued.mixin"]

    _contract_owner = "collection_id.contract_id.user_id"
