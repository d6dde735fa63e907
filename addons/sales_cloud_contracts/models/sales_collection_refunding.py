from odoo import models


class SalesCollection(models.Model):
    """What an instalment brought in goes back on request."""

    _inherit = "sales.collection"

    def action_refund(self, amount, reason, kind="money"):
        """Ask for a refund of this instalment; once it is approved, finance carries it out.

        :param float amount: tax included, in the contract's currency, at most what was collected or invoiced
        :param str reason: why, for whoever approves
        :param str kind: ``money`` (the invoice is due again), ``money_credit`` (with a credit note), or ``credit`` (a
            credit note only)
        :return: the submitted ``sales.refund`` (its id over RPC)
        :raise AccessError: the user may not edit the contract, and is not in finance
        :raise UserError: more than can be refunded that way
        """
        self.ensure_one()
        refund = self.env["sales.refund"].create(
            {"collection_id": self.id, "amount": amount, "reason": reason, "kind": kind}
        )
        refund.action_submit()
        return refund
