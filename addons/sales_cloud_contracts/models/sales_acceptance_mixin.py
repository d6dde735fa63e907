from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import consteq

# What the offer and the customer's signature leave behind; nobody enters it.
ACCEPTANCE_FIELDS = {"offered_on", "offered_fingerprint", "accepted_by", "accepted_on", "accepted_signature"}


class SalesAcceptanceMixin(models.AbstractModel):
    """A document that the customer reads on the portal and accepts with a signature, exactly as it was offered.

    A concrete model says in ``_unsigned_states`` how long it is accepted, in `_get_offer_fingerprint` what the customer
    reads, and in `_after_acceptance` what follows; it extends `_compute_is_offer_changed` with what that depends on.
    """

    _name = "sales.acceptance.mixin"
    _description = "Document Accepted Online"
    _inherit = "portal.mixin"

    _unsigned_states = ()

    offered_on = fields.Datetime(readonly=True, copy=False, help="When the customer was asked to accept the document.")
    offered_fingerprint = fields.Char(readonly=True, copy=False)
    accepted_by = fields.Char("Accepted Online By", readonly=True, copy=False, tracking=True)
    accepted_on = fields.Datetime("Accepted Online On", readonly=True, copy=False)
    accepted_signature = fields.Image("Signature of the Customer", readonly=True, copy=False, max_width=1024)
    is_offer_changed = fields.Boolean(
        compute="_compute_is_offer_changed", help="The document changed since it was offered to the customer."
    )

    def _compute_is_offer_changed(self):
        for document in self:
            is_open = document.offered_on and document.state in self._unsigned_states
            document.is_offer_changed = is_open and document.offered_fingerprint != document._get_offer_fingerprint()

    # ------------------------------------------------------------
    # OFFER
    # ------------------------------------------------------------

    def action_offer(self):
        """Let the customer read and accept the document online; a window sends the link.

        :return: action that shares the link
        :raise UserError: the document is signed already, incomplete, or waits for approval
        """
        self.ensure_one()
        self.check_access("write")
        if self.state not in self._unsigned_states:
            raise UserError(
                self.env._("“%s” is signed already or over, so there is nothing to accept.", self.display_name)
            )
        self._check_offer()
        self.sudo().write(  # sudo: what is offered is kept by this action alone, which has checked who calls
            {
                "offered_on": fields.Datetime.now(),
                "offered_fingerprint": self._get_offer_fingerprint(),
                "accepted_by": False,
                "accepted_on": False,
                "accepted_signature": False,
            }
        )
        action = self.env["ir.actions.actions"]._for_xml_id("portal.portal_share_action")
        context = {"active_id": self.id, "active_model": self._name, "default_partner_ids": self.partner_id.ids}
        return {**action, "name": self.env._("Send to Customer"), "context": context}

    def _check_offer(self):
        """Extend with what is needed before the customer is asked."""

    def _get_offer_fingerprint(self):
        """Return a sign of what the customer reads."""
        raise NotImplementedError

    # ------------------------------------------------------------
    # ACCEPTANCE
    # ------------------------------------------------------------

    def _is_acceptable(self):
        """Say whether the customer can accept the document now, exactly as it was offered."""
        self.ensure_one()
        is_open = self.offered_on and not self.accepted_on and self.state in self._unsigned_states
        return bool(is_open and not self.is_offer_changed)

    def _accept(self, name, signature, seen):
        """Keep the customer's signature.

        :param name: who signs, as entered by the customer
        :param signature: image in base64
        :param seen: fingerprint of what the customer read
        :raise UserError: nothing to accept, something is missing, or it is not what the customer read
        """
        self.ensure_one()
        self._check_acceptance(name, signature, seen)
        self.write({"accepted_by": name.strip(), "accepted_on": fields.Datetime.now(), "accepted_signature": signature})
        self._after_acceptance()

    def _check_acceptance(self, name, signature, seen):
        # The row is locked first: of two people who accept at once, one is told that it is done.
        self.lock_for_update()
        if not self._is_acceptable() or not consteq(seen or "", self.offered_fingerprint):
            raise UserError(
                self.env._("This document cannot be accepted any more as you read it. Open the page again, or ask us.")
            )
        if not (name or "").strip():
            raise UserError(self.env._("Your name is missing. Enter it above your signature."))
        if not signature:
            raise UserError(self.env._("Your signature is missing. Draw it, or choose a style for it."))

    def _after_acceptance(self):
        """Extend with what follows when the customer has accepted."""

    def _check_accepted_as_is(self):
        """Refuse to sign something else than what the customer accepted."""
        for document in self.filtered(lambda document: document.accepted_on and document.is_offer_changed):
            raise UserError(
                self.env._(
                    "“%(name)s” changed since %(person)s accepted it online. Offer it to the customer again.",
                    name=document.display_name,
                    person=document.accepted_by,
                )
            )

    # ------------------------------------------------------------
    # ACCESS
    # ------------------------------------------------------------

    def _get_portal_domain(self, partner):
        """Return which documents the people of a customer see."""
        raise NotImplementedError

    def _is_open_to(self, user, access_token=None):
        """Say whether a person may read this document: by the link, or as one of the customer's people."""
        self.ensure_one()
        if access_token and self.access_token and consteq(self.access_token, access_token):
            return True
        if user._is_public():
            return False
        return bool(self.filtered_domain(self._get_portal_domain(user.partner_id)))

    def _get_report_base_filename(self):
        self.ensure_one()
        return self.name.replace("/", "-")
