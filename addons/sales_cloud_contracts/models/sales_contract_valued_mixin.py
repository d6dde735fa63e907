from odoo import api, models


class SalesContractValuedMixin(models.AbstractModel):
    """What belongs to a contract: who sees the amounts of the contract, and nobody else, sees those of the record."""

    _name = "sales.contract.valued.mixin"
    _description = "Record of a Contract with Amounts"
    _inherit = "sales.valued.mixin"

    _contract_owner = "contract_id.user_id"  # path to the owner of the contract
    _contract_amounts = frozenset()  # names of fields that tell an amount without being monetary

    @api.model
    def _get_value_paths(self):
        return {"sales.contract": self._contract_owner}

    @api.model
    def _get_value_fields(self):
        names = super()._get_value_fields()
        return {**names, "amount": names["amount"] | self._contract_amounts}
