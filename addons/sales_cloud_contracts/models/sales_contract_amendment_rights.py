from odoo import api, models


class SalesContractAmendment(models.Model):
    _name = "sales.contract.amendment"
    _inherit = ["sales.contract.amendment", "sales.valued.mixin"]

    @api.model
    def _get_value_paths(self):
        return {"sales.contract": "user_id"}

    @api.model
    def _get_value_fields(self):
        names = super()._get_value_fields()
        return {**names, "amount": names["amount"] | {"changes", "plan_refusal"}}
