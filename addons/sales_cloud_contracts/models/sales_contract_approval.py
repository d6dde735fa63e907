from odoo import api, fields, models
from odoo.exceptions import UserError

TOPIC = "contract"
# Beside what both sides agreed: what the approvers see, and what decides who they are.
PLAN_FIELDS = {"collection_template_id", "collection_ids"}
APPROVED_FIELDS = {"type_id", "team_id", "user_id", "date_start", "date_end"} | PLAN_FIELDS


class SalesContract(models.Model):
    """A contract is approved before it is signed, where its type or an approval rule asks for it."""

    _inherit = "sales.contract"

    needs_approval = fields.Boolean(
        compute="_compute_needs_approval", compute_sudo=True, help="The type or an approval rule asks for it."
    )

    @api.depends("type_id.needs_approval", "amount_total", "currency_id", "company_id", "partner_id", "team_id")
    def _compute_needs_approval(self):
        for contract in self:
            contract.needs_approval = contract._is_approval_needed()

    def _is_approval_needed(self):
        self.ensure_one()
        currency = self.currency_id or None
        return self.type_id.needs_approval or bool(self._find_approval_rule(TOPIC, self.amount_total, currency))

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_submit(self):
        """Check that contracts are complete and ask for approval of those that need it.

        Without an approval rule, the manager of the person who submits decides.

        :return: True; the state becomes 'approval' where approval is needed and stays 'draft' otherwise
        :raise UserError: something is missing, or the state does not allow it
        """
        self.check_access("write")
        self._check_complete({})
        self.filtered(lambda contract: contract._is_approval_needed()).write({"state": "approval"})
        return True

    def action_return(self, reason=None):
        """Take submitted contracts back to draft: who asked withdraws the request, an approver refuses it.

        :param str reason: why an approver refuses; the requester reads it
        :raise AccessError: the request is pending, and the caller neither made it nor is asked to decide
        """
        self.check_access("write")
        for contract in self:
            approval = contract.approval_id
            if contract.approval_state != "pending":
                contract.write({"state": "draft"})
            elif approval.sudo().requester_id == self.env.user:  # sudo: who asked is no secret
                approval.action_withdraw()
            else:
                approval.action_refuse(reason or self.env._("Returned to draft"))
        return True

    # ------------------------------------------------------------
    # GUARDS
    # ------------------------------------------------------------

    def _check_return(self, vals):
        self._check_approval_unlocked()

    def _check_approved(self):
        """Refuse to sign what is not approved, where approval is needed."""
        for contract in self:
            if contract.state == "approval" and contract.approval_state != "approved":
                raise UserError(
                    self.env._("Contract %s waits for approval. Sign it once it is approved.", contract.display_name)
                )
            if contract.state == "draft" and contract._is_approval_needed():
                raise UserError(
                    self.env._("Contract %s needs approval. Submit it before it is signed.", contract.display_name)
                )

    def _check_judged(self, vals):
        """Refuse to change with the signature what was approved."""
        for contract in self.filtered(lambda contract: contract.approval_state == "approved"):
            judged = (contract.approval_id.sudo().judged or {}).get("values", {})  # sudo: only the names are read
            if any(contract._is_changed(name, vals[name]) for name in vals.keys() & judged.keys()):
                raise UserError(
                    self.env._(
                        "Contract %s was approved as it was. Change it first, and have the change approved.",
                        contract.display_name,
                    )
                )

    def _check_not_submitted(self):
        """Refuse to change the plan of contracts that are submitted; call it before instalments change."""
        for contract in self.filtered(lambda contract: contract.state == "approval"):
            raise UserError(
                self.env._(
                    "Contract %s is submitted for approval, so its plan is fixed. Return it to draft to change it.",
                    contract.display_name,
                )
            )

    # ------------------------------------------------------------
    # HOOKS
    # ------------------------------------------------------------

    def _after_submit(self, vals=None):
        for contract in self:
            contract._request_approval(
                lambda asked: asked.env._("Contract %s", asked.display_name),
                amount=contract.amount_total,
                currency=contract.currency_id,
                topic=TOPIC,
            )

    def _get_approval_protected_fields(self):
        return super()._get_approval_protected_fields() | APPROVED_FIELDS

    def _get_approval_team(self):
        return self.team_id

    def _get_approval_details(self):
        plan = [
            f"{line.name}: {line.currency_id.format(line.amount)}" for line in self.collection_ids.sorted("sequence")
        ]
        return "\n".join(
            [
                self.env._("Customer: %s", self.partner_id.display_name),
                self.env._("Amount: %s", self.currency_id.format(self.amount_total)),
                self.env._("Payment terms: %s", self.payment_term_id.name or self.env._("none")),
                self.env._("Instalments:"),
                *plan,
            ]
        )

    def _after_approval_refused(self, approval):
        super()._after_approval_refused(approval)
        self._after_not_approved()

    def _after_approval_withdrawn(self, approval):
        super()._after_approval_withdrawn(approval)
        self._after_not_approved()

    def _after_approval_void(self, approval):
        super()._after_approval_void(approval)
        if not self._can_ask_again(approval):
            self._after_not_approved()

    def _can_ask_again(self, approval):
        """Only what is submitted and not signed yet waits for an approval."""
        return approval.judged["mode"] == "ask" and self.state == "approval"

    def _resubmit_approval(self, approval):
        if self.state == "approval":
            self._after_submit()
        else:
            self.action_submit()
        return True

    def _after_not_approved(self):
        self.filtered(lambda contract: contract.state == "approval").write({"state": "draft"})
