from odoo import api, models

NAMES = {
    "Deposit": "预付款 Deposit",
    "Before Delivery": "发货款 Before Delivery",
    "Retention": "质保金 Retention",
    "After Acceptance": "验收款 After Acceptance",
    "Final Payment": "尾款 Final Payment",
    "Full Payment": "全款 Full Payment",
    "Not Called Off Yet": "尚未下单 Not Called Off Yet",
}


class SalesCollection(models.Model):
    """The instalments of the demo company are called as both its languages call them."""

    _inherit = "sales.collection"

    @api.model
    def _name_demo_instalments(self):
        company = self.env.ref("sales_cloud_core.company_huaxin")
        instalments = self.search([("name", "in", list(NAMES)), ("company_id", "=", company.id)])
        instalments.filtered(lambda line: line.contract_id.approval_state != "pending")._name_in_both_languages()

    def _name_in_both_languages(self):
        for instalment in self:
            instalment.name = NAMES.get(instalment.name, instalment.name)
