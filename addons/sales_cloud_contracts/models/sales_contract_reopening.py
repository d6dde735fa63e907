from odoo import models
from odoo.exceptions import UserError


class SalesContract(models.Model):
    """A completed contract of which something is open again is in force again: it has to be invoiced and collected."""

    _inherit = "sales.contract"

    def _book_credit(self, date):
        self._reopen_completed()
        return super()._book_credit(date)

    def _reopen_completed(self):
        """Put those of these contracts in force again that are completed and have something to collect."""
        # sudo: the contract follows the books, whoever keeps them
        for contract in self.sudo().exists().filtered(lambda contract: contract.state == "done"):
            if contract.currency_id.compare_amounts(contract.amount_residual, 0.0) > 0:
                contract.write({"state": "running"})
                contract._message_log(
                    body=self.env._(
                        "In force again: %s of it is to be collected.",
                        contract.currency_id.format(contract.amount_residual),
                    )
                )

    def _check_going_on(self, vals):
        super()._check_going_on(vals)
        for contract in self.filtered(lambda contract: contract.state == "done"):
            if contract.currency_id.compare_amounts(contract.amount_residual, 0.0) <= 0:
                raise UserError(
                    self.env._(
                        "Contract %s is completed and nothing of it is open. Renew it, or make a new contract.",
                        contract.display_name,
                    )
                )
