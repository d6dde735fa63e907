from odoo import api, fields, models


class SalesCreditCorrection(models.Model):
    """Finance corrects credit, too, and may name the contract."""

    _inherit = "sales.credit.correction"

    contract_id = fields.Many2one("sales.contract", check_company=True, ondelete="restrict", index="btree_not_null")

    @api.depends("contract_id")
    def _compute_partner_id(self):
        super()._compute_partner_id()
        for correction in self.filtered("contract_id"):
            correction.partner_id = correction.contract_id.partner_id

    def _may_correct(self):
        return super()._may_correct() or self.env.user.has_group("sales_cloud_contracts.group_finance")

    def _prepare_credit_vals(self):
        vals = super()._prepare_credit_vals()
        if not self.contract_id:
            return vals
        return {**vals, "contract_id": self.contract_id.id, "lead_id": vals["lead_id"] or self.contract_id.lead_id.id}
