from odoo import models
from odoo.exceptions import UserError

from .sales_collection import OPEN_STATES

TOPIC = "waiver"


class SalesCollection(models.Model):
    """Giving up what is open on an instalment is approved, unless the person may do it and no rule says otherwise."""

    _inherit = "sales.collection"

    def action_waive(self, reason):
        """Managers and finance waive at once, except where an approval rule for waivers applies."""
        for line in self:
            if not self.env.su and line._find_approval_rule(TOPIC, line.amount_residual, line.currency_id):
                raise UserError(
                    self.env._(
                        "Waivers such as that of %s are approved in this company. Ask for the waiver instead.",
                        line.display_name,
                    )
                )
        return super().action_waive(reason)

    def action_request_waiver(self, reason):
        """Ask to give up what is open on this instalment (whoever may change it).

        Who may waive at once does so; else the rule for waivers, or the requester's manager, decides.

        :param str reason: why; required
        :return: True
        :raise UserError: nothing is open, a bill in hand covers a part, or no reason
        """
        self.ensure_one()
        self.check_access("write")
        self._check_waiver(reason)
        may_waive = self._is_finance() or self.contract_id._is_manager()
        if may_waive and not self._find_approval_rule(TOPIC, self.amount_residual, self.currency_id):
            return self.action_waive(reason)
        self._request_approval(
            lambda instalment: instalment.env._("Waiver of %s", instalment.display_name),
            reason=reason,
            amount=self.amount_residual,
            currency=self.currency_id,
            topic=TOPIC,
            payload={"reason": reason.strip()},
        )
        return True

    def _check_waiver(self, reason):
        if not (reason or "").strip():
            raise UserError(self.env._("A waiver needs a reason. Say why the amount is given up."))
        if self.state not in OPEN_STATES:
            raise UserError(self.env._("Nothing of %s is open any more.", self.display_name))
        if self.amount_in_bills:
            raise UserError(
                self.env._(
                    "An acceptance bill in hand covers a part of %s. Wait until it is cashed or dishonoured.",
                    self.display_name,
                )
            )

    def _after_approval_granted(self, approval):
        super()._after_approval_granted(approval)
        if approval.topic == TOPIC:
            for line in self.filtered(lambda line: line.state in OPEN_STATES):
                line.sudo().is_waived = True  # sudo: the approval decided it
                line._message_log(body=self.env._("Waived: %s", approval.payload["reason"]))
