from odoo import api, models
from odoo.exceptions import UserError

from ..tools.fingerprint import fingerprint
from .sales_acceptance_mixin import ACCEPTANCE_FIELDS

UNSIGNED_STATES = ("draft", "approval", "approved")
# What the customer agrees to of an instalment; the day itself may follow from an event meanwhile.
PLAN_TERMS = ("name", "amount", "due_base", "due_days", "due_month_end")


class SalesContractAmendment(models.Model):
    """The customer accepts an amendment on the portal like the contract itself."""

    _name = "sales.contract.amendment"
    _inherit = ["sales.contract.amendment", "sales.acceptance.mixin"]

    _unsigned_states = UNSIGNED_STATES

    @api.depends("offered_fingerprint", "state", "changes", "date_effective")
    def _compute_is_offer_changed(self):
        super()._compute_is_offer_changed()

    @api.model
    def _get_decided_fields(self):
        return super()._get_decided_fields() | ACCEPTANCE_FIELDS

    def _compute_access_url(self):
        for amendment in self:
            amendment.access_url = f"/my/contracts/amendments/{amendment.id}"

    def _check_offer(self):
        super()._check_offer()
        self._check_content({})
        if self.state == "approval" or (self.state == "draft" and self._is_approval_needed()):
            raise UserError(
                self.env._("Amendment %s is not approved yet. It goes to the customer once it is.", self.name)
            )

    def _check_signature(self, vals):
        super()._check_signature(vals)
        self._check_accepted_as_is()

    def _get_offer_fingerprint(self):
        """Return a sign of what the customer reads; empty while the plan cannot make the new total."""
        # sudo: what the amendment says does not depend on who looks at it; its words are not compared in a language
        amendment = self.sudo().with_context(lang=None)
        try:
            rows = amendment._prepare_plan_snapshot()
        except UserError:
            return ""
        plan = [[str(row.get(name)) for name in PLAN_TERMS] for row in rows]
        return fingerprint(amendment._get_fingerprint(), plan, str(amendment.date_due_extra or ""))

    def _after_acceptance(self):
        """The acceptance signs the amendment where the type of the contract says so."""
        super()._after_acceptance()
        self.contract_id._message_log(
            body=self.env._(
                "Amendment %(name)s accepted by %(person)s", name=self._get_html_link(), person=self.accepted_by
            )
        )
        if self.contract_id.type_id.is_signed_online:
            self.action_sign()

    @api.model
    def _get_portal_domain(self, partner):
        """Return which amendments the people of a customer see: what was signed, or offered to them."""
        return [
            ("partner_id", "child_of", partner.commercial_partner_id.ids),
            ("contract_id.state", "!=", "void"),
            "|",
            ("state", "in", ("signed", "applied")),
            "&",
            ("state", "in", UNSIGNED_STATES),
            ("offered_on", "!=", False),
        ]

    # ------------------------------------------------------------
    # WHAT IS READ
    # ------------------------------------------------------------

    def _get_change_rows(self):
        """Return what the amendment changes, in words and money, for paper: dicts of what, kind, before and after."""
        return self.contract_id._describe_changes(self._get_changes())

    def _get_plan_rows(self):
        """Return the plan from then on: dicts of name, due (in words) and amount."""
        plan = self.version_id.snapshot["plan"] if self.version_id else self._prepare_plan_snapshot()
        return [
            {"name": row["name"], "due": self.contract_id._describe_due(row), "amount": row["amount"]} for row in plan
        ]

    def _is_note_changed(self):
        """Say whether the terms are others than before."""
        return any(change.field == "note" for change in self._get_changes())
