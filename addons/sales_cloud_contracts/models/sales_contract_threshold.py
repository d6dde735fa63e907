from odoo import fields, models

from ..tools.collecting import reaches

WAITING = {"won": "lead_id", "ordered": "order_ids"}


class SalesContract(models.Model):
    """Where a policy says so, the deal and the orders of a contract wait for its money, as the contract itself does."""

    _inherit = "sales.contract"

    def _book_credit(self, date):
        result = super()._book_credit(date)
        # sudo: credit follows from documents that the caller may change
        contracts = self.sudo().exists()
        if not contracts:
            return result
        policies = self.env["sales.credit.policy"]._get_policies()
        for metric, link in WAITING.items():
            companies = {key[0] for key, policy in policies.items() if key[1] == metric and policy.threshold_percent}
            documents = contracts.filtered(lambda contract, found=companies: contract.company_id.id in found)[link]
            if documents:
                self.env["sales.credit"]._book_batch(documents._prepare_credit_bookings(date))
        return result

    def _is_collected(self, percent):
        """Say whether so much of these contracts together was collected; of no contract nothing was."""
        if not percent:
            return True
        today = fields.Date.context_today(self)

        def total(name):
            return sum(
                contract.currency_id._convert(
                    contract[name], contract.company_id.currency_id, contract.company_id, today
                )
                for contract in self
            )

        return bool(self) and reaches(total("amount_paid"), total("amount_total"), percent)
