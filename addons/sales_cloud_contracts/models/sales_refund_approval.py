from odoo import models
from odoo.exceptions import UserError

TOPIC = "refund"


class SalesRefund(models.Model):
    """Every refund is approved: by the rule that applies, else by the requester's manager."""

    _inherit = "sales.refund"

    def action_submit(self):
        """Ask for approval of these refunds.

        :raise UserError: submitted already, or more than was collected or invoiced
        """
        self.check_access("write")
        self._check_may_ask()
        self._check_draft()
        self._check_possible()
        for refund in self:
            refund.sudo().state = "approval"  # sudo: the status follows its own buttons alone
            refund._request_approval(
                lambda asked: asked.display_name, refund.reason, refund.amount, refund.currency_id, topic=TOPIC
            )
        return True

    def action_cancel(self):
        """Give these refunds up, unless they are carried out; a pending request is withdrawn."""
        self.check_access("write")
        self._check_may_ask()
        for refund in self:
            if refund.state == "done":
                raise UserError(
                    self.env._("%s is carried out. Undo its payment or credit note in accounting.", refund.display_name)
                )
            if refund.approval_state == "pending":
                refund.approval_id.action_withdraw()
            refund.sudo().state = "cancelled"  # sudo: the status follows its own buttons alone
        return True

    def _get_approval_protected_fields(self):
        return super()._get_approval_protected_fields() | {"collection_id", "amount", "kind"}

    def _get_approval_details(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return "\n".join(
            [
                self.env._("Customer: %s", self.partner_id.display_name),
                self.env._("Instalment: %s", self.collection_id.display_name),
                self.env._("Amount: %s", self.currency_id.format(self.amount)),
                kinds[self.kind],
            ]
        )
