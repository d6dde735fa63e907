from odoo import api, models


class SalesApprovalRule(models.Model):
    """Contracts can be approved, and changes of the shares of orders."""

    _inherit = "sales.approval.rule"

    @api.model
    def _get_approval_models(self):
        return [
            *super()._get_approval_models(),
            ("sale.order", self.env._("Order")),
            ("sales.contract", self.env._("Contract")),
            ("sales.credit.release", self.env._("Credit Release")),
            ("sales.collection", self.env._("Instalment")),
            ("sales.refund", self.env._("Refund")),
            ("sales.invoice.request", self.env._("Invoice Request")),
        ]

    @api.model
    def _get_approval_topics(self):
        return [
            *super()._get_approval_topics(),
            ("contract", self.env._("Contract before its signature")),
            ("waiver", self.env._("Waiver of an instalment")),
            ("retention", self.env._("Deduction from retention money")),
            ("credit", self.env._("Release of a customer who owes too much")),
            ("amendment", self.env._("Contract amendment")),
            ("termination", self.env._("Contract termination")),
            ("refund", self.env._("Refund")),
            ("invoice", self.env._("Invoice Request")),
        ]
