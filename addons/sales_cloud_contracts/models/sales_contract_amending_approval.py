from odoo import models

from .sales_contract_approval import TOPIC as SIGNATURE

TOPIC = "amendment"


class SalesContract(models.Model):
    """An amendment is approved like the contract itself, with the new total."""

    _inherit = "sales.contract"

    def _is_amendment_judged(self, amount):
        """Say whether an amendment to a new total needs approval: as the contract would, or because it was approved."""
        self.ensure_one()
        rule = self._find_approval_rule(TOPIC, amount, self.currency_id)
        return self.type_id.needs_approval or bool(rule) or bool(self._get_binding_approvals())

    def _find_approval_rule(self, topic=None, amount=0.0, currency=None):
        """Where no rule is made for amendments, those of the signature apply: nobody grows a contract past them."""
        rule = super()._find_approval_rule(topic, amount, currency)
        if not rule and topic == TOPIC:
            return super()._find_approval_rule(SIGNATURE, amount, currency)
        return rule

    def _request_amendment_approval(self, amendment):
        self.ensure_one()
        self._request_approval(
            lambda contract: contract.env._("Amendment %s", amendment.display_name),
            reason=amendment.reason,
            amount=amendment.amount_total,
            currency=self.currency_id,
            topic=TOPIC,
            payload={"amendment_id": amendment.id},
        )

    def _get_approval_details(self):
        details = super()._get_approval_details()
        asked = self.amendment_ids.filtered(lambda amendment: amendment.state == "approval")
        if not asked:
            return details
        changes = [
            self.env._("%(what)s: %(before)s → %(after)s", what=row["what"], before=row["before"], after=row["after"])
            for row in self._describe_changes(asked._get_changes())
        ]
        return "\n".join([self.env._("What changes:"), *changes, "", details])

    # ------------------------------------------------------------
    # DECISIONS
    # ------------------------------------------------------------

    def _after_approval_granted(self, approval):
        super()._after_approval_granted(approval)
        self._get_asked_amendment(approval).write({"state": "approved"})

    def _after_approval_refused(self, approval):
        super()._after_approval_refused(approval)
        self._get_asked_amendment(approval).write({"state": "draft"})

    def _after_approval_withdrawn(self, approval):
        super()._after_approval_withdrawn(approval)
        self._get_asked_amendment(approval).write({"state": "draft"})

    def _get_asked_amendment(self, approval):
        """Return the amendment that waits for this request, empty when the request is about something else."""
        asked = (approval.payload or {}).get("amendment_id") if approval.topic == TOPIC else None
        return self.amendment_ids.filtered(lambda row: row.id == asked and row.state == "approval")

    def _resubmit_approval(self, approval):
        if approval.topic != TOPIC:
            return super()._resubmit_approval(approval)
        amendment = self.amendment_ids.filtered(lambda row: row.id == approval.payload["amendment_id"])
        return amendment.action_submit()

    # ------------------------------------------------------------
    # WHAT WAS JUDGED BEFORE
    # ------------------------------------------------------------

    def _get_binding_approvals(self):
        # sudo: approvals bind people who may not read them
        return self.sudo().approval_ids.filtered("is_binding")

    def _release_judged(self):
        """What was approved with the signature gives way to what was approved with the amendment."""
        self._get_binding_approvals().is_binding = False
