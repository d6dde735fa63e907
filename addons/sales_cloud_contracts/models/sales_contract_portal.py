from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import consteq

from ..tools.fingerprint import fingerprint
from .sales_contract import LOOSE_STATES, UNSIGNED_STATES


class SalesContract(models.Model):
    """The customer reads its contract on the portal, and accepts it with a signature."""

    _name = "sales.contract"
    _inherit = ["sales.contract", "portal.mixin"]

    offered_on = fields.Datetime(readonly=True, copy=False, help="When the customer was asked to accept the contract.")
    offered_fingerprint = fields.Char(readonly=True, copy=False)
    accepted_by = fields.Char("Accepted Online By", readonly=True, copy=False, tracking=True)
    accepted_on = fields.Datetime("Accepted Online On", readonly=True, copy=False)
    accepted_signature = fields.Image("Signature of the Customer", readonly=True, copy=False, max_width=1024)
    is_offer_changed = fields.Boolean(
        compute="_compute_is_offer_changed", help="The contract changed since it was offered to the customer."
    )

    @api.depends("offered_fingerprint", "state", "line_ids.price_total", "collection_ids.amount", "note", "partner_id")
    def _compute_is_offer_changed(self):
        for contract in self:
            is_open = contract.offered_on and contract.state in UNSIGNED_STATES
            contract.is_offer_changed = is_open and contract.offered_fingerprint != contract._get_fingerprint()

    def _compute_access_url(self):
        for contract in self:
            contract.access_url = f"/my/contracts/{contract.id}"

    # ------------------------------------------------------------
    # OFFER
    # ------------------------------------------------------------

    def action_offer(self):
        """Let the customer read and accept the contract online; a window sends the link.

        :return: action that shares the link
        :raise UserError: the contract is signed already, incomplete, or waits for approval
        """
        self.ensure_one()
        self.check_access("write")
        self._check_offer()
        self.write(
            {
                "offered_on": fields.Datetime.now(),
                "offered_fingerprint": self._get_fingerprint(),
                "accepted_by": False,
                "accepted_on": False,
                "accepted_signature": False,
            }
        )
        action = self.env["ir.actions.actions"]._for_xml_id("portal.portal_share_action")
        return {**action, "context": {"active_id": self.id, "active_model": self._name}}

    def _check_offer(self):
        if self.state not in UNSIGNED_STATES:
            raise UserError(
                self.env._("Contract %s is signed already, so there is nothing to accept.", self.display_name)
            )
        self._check_complete({})
        self._check_approved()

    def _get_fingerprint(self):
        """Return a sign of what the customer reads: parties, lines, plan and terms."""
        self.ensure_one()
        # sudo: what the contract says does not depend on who looks at it
        contract = self.sudo()
        return fingerprint(
            contract.partner_id.id,
            contract.currency_id.id,
            contract.currency_id.round(contract.amount_total),
            str(contract.note or ""),
            [
                (line.name, line.quantity, line.price_unit, line.discount, line.tax_ids.ids)
                for line in contract.line_ids.sorted("id")
            ],
            [
                (line.name, line.amount, line.due_base, line.due_days, str(line.due_fixed_date or ""))
                for line in contract.collection_ids.sorted("id")
            ],
        )

    # ------------------------------------------------------------
    # ACCEPTANCE
    # ------------------------------------------------------------

    def _is_acceptable(self):
        """Say whether the customer can accept the contract now, exactly as it was offered."""
        self.ensure_one()
        return bool(
            self.offered_on and not self.accepted_on and self.state in UNSIGNED_STATES and not self.is_offer_changed
        )

    def _accept(self, name, signature, seen):
        """Keep the customer's signature; it signs the contract where the type says so.

        :param name: who signs, as entered by the customer
        :param signature: image in base64
        :param seen: fingerprint of what the customer read
        :raise UserError: nothing to accept, something is missing, or it is not what the customer read
        """
        self.ensure_one()
        self._check_acceptance(name, signature, seen)
        self.write({"accepted_by": name.strip(), "accepted_on": fields.Datetime.now(), "accepted_signature": signature})
        if self.type_id.is_signed_online:
            self.action_sign()

    def _check_acceptance(self, name, signature, seen):
        # The row is locked first: of two people who accept at once, one is told that it is done.
        self.lock_for_update()
        if not self._is_acceptable() or not consteq(seen or "", self.offered_fingerprint):
            raise UserError(
                self.env._("This contract cannot be accepted any more as you read it. Open the page again, or ask us.")
            )
        if not (name or "").strip():
            raise UserError(self.env._("Your name is missing. Enter it above your signature."))
        if not signature:
            raise UserError(self.env._("Your signature is missing. Draw it, or choose a style for it."))

    # ------------------------------------------------------------
    # ACCESS
    # ------------------------------------------------------------

    @api.model
    def _get_portal_domain(self, partner):
        """Return which contracts the people of a customer see: what was signed, or offered to them."""
        return [
            ("partner_id", "child_of", partner.commercial_partner_id.ids),
            "|",
            ("state", "not in", LOOSE_STATES),
            "&",
            ("state", "in", UNSIGNED_STATES),
            ("offered_on", "!=", False),
        ]

    def _is_open_to(self, user, access_token=None):
        """Say whether a person may read this contract: by the link, or as one of the customer's people."""
        self.ensure_one()
        if access_token and self.access_token and consteq(self.access_token, access_token):
            return True
        if user._is_public():
            return False
        return bool(self.filtered_domain(self._get_portal_domain(user.partner_id)))

    def _get_report_base_filename(self):
        self.ensure_one()
        return self.name
