from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.sales_cloud_core.models.locking import lock_rows

CLAIM_STATES = [
    ("submitted", "Submitted"),
    ("confirmed", "Confirmed"),
    ("lost", "Not Accepted"),
    ("withdrawn", "Withdrawn"),
    ("undone", "Undone"),
]


class SalesBankClaim(models.Model):
    """Somebody's word that a bank receipt pays instalments of their contracts.

    A claim never changes; it is withdrawn, decided by finance, or undone, and stays as history.
    """

    _name = "sales.bank.claim"
    _description = "Claim of a Bank Receipt"
    _order = "id desc"
    _check_company_auto = True

    receipt_id = fields.Many2one("sales.bank.receipt", "Bank Receipt", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="receipt_id.company_id", store=True, precompute=True, index=True)
    currency_id = fields.Many2one(related="receipt_id.currency_id", store=True, precompute=True)
    user_id = fields.Many2one("res.users", "Claimed By", required=True, readonly=True, ondelete="restrict", index=True)
    state = fields.Selection(CLAIM_STATES, "Status", default="submitted", required=True, readonly=True)
    line_ids = fields.One2many("sales.bank.claim.line", "claim_id", "Instalments")
    amount = fields.Monetary(compute="_compute_amount", store=True)
    is_third_party = fields.Boolean("Paid by a Third Party", readonly=True)
    proof = fields.Binary(attachment=True, help="For example the customer's statement that somebody else pays for it.")
    proof_filename = fields.Char()
    note = fields.Char()
    verdict_reason = fields.Char("Reason", readonly=True)
    verdict_by = fields.Many2one("res.users", "Decided By", readonly=True)

    _decision_has_reason = models.Constraint(
        "CHECK (state NOT IN ('lost', 'undone') OR verdict_reason IS NOT NULL)", "A decision needs a reason."
    )

    @api.depends("line_ids.amount_received")
    def _compute_amount(self):
        for claim in self:
            claim.amount = sum(claim.line_ids.mapped("amount_received"))

    @api.depends("receipt_id.name", "user_id.name")
    def _compute_display_name(self):
        for claim in self:
            claim.display_name = f"{claim.receipt_id.name} ({claim.user_id.name})"

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_withdraw(self):
        """Take claims back that nobody has decided yet: the claimant, or finance.

        :raise AccessError: the claim is somebody else's
        :raise UserError: it is decided already
        """
        self.check_access("read")
        if any(claim.user_id != self.env.user for claim in self) and not self.env["sales.collection"]._is_finance():
            raise AccessError(self.env._("Only the person who claimed can withdraw a claim, or finance."))
        self._close("withdrawn", None)
        return True

    def action_reject(self, reason):
        """Do not accept these claims (finance only); the claimants are told why.

        :param str reason: why; required
        """
        self.receipt_id._check_finance()
        self._close("lost", self._require_reason(reason))
        self._tell_losers()
        return True

    def action_award(self, reason):
        """Decide a dispute for this claim (finance only): the others are not accepted, and their claimants told why.

        :param str reason: why; required
        """
        self.ensure_one()
        self.receipt_id._check_finance()
        others = self.receipt_id.claim_ids.filtered(lambda claim: claim.state == "submitted") - self
        if self.state != "submitted" or not others:
            raise UserError(self.env._("There is nothing to decide: no other claim competes with this one."))
        return others.action_reject(reason)

    def _require_reason(self, reason):
        if not (reason or "").strip():
            raise UserError(self.env._("A decision needs a reason. Say why; the person concerned reads it."))
        return reason.strip()

    def _close(self, state, reason):
        # sudo: claims are changed by their own actions alone, which have checked who calls
        claims = self.sudo()
        lock_rows(claims.receipt_id)
        decided = claims.filtered(lambda claim: claim.state != "submitted")
        if decided:
            raise UserError(self.env._("The claim of %s is decided already. Reload the page.", decided[0].user_id.name))
        claims.write({"state": state, "verdict_reason": reason, "verdict_by": reason and self.env.uid})
        claims.receipt_id._update_state()

    def _tell_losers(self):
        for claim in self:
            # sudo: the message goes to the claimant in the name of the person who decided
            claim.receipt_id.sudo().message_notify(
                partner_ids=claim.user_id.partner_id.ids,
                subject=self.env._("Your claim was not accepted: %s", claim.receipt_id.name),
                body=claim.verdict_reason,
                model_description=self.env._("Bank Receipt"),
            )
