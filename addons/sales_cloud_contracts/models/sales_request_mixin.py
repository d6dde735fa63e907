from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class SalesRequestMixin(models.AbstractModel):
    """What finance is asked to do for a contract once it is approved; refused or withdrawn it is a draft again.

    A concrete model has ``contract_id`` and ``state`` with draft, approval, approved and cancelled, and names in
    ``_asked_fields`` what stays as it was submitted.
    """

    _name = "sales.request.mixin"
    _description = "Request to Finance"
    _inherit = ["sales.contract.valued.mixin", "sales.approval.mixin", "sales.derived.mixin"]

    _asked_fields = frozenset()
    _fixed_fields = frozenset({"user_id"})

    user_id = fields.Many2one(
        "res.users", "Requested By", required=True, readonly=True, default=lambda self: self.env.user, index=True
    )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals.update(state="draft", user_id=self.env.uid)
        requests = super().create(vals_list)
        requests._check_may_ask()
        return requests

    def write(self, vals):
        if self._asked_fields & vals.keys():
            self._check_draft()
        if "state" in vals and not self.env.su:
            raise AccessError(self.env._("The status of a request changes by its buttons."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        if any(request.state not in ("draft", "cancelled") for request in self):
            raise UserError(self.env._("Only drafts can be deleted. Cancel the request instead; it stays as proof."))

    # ------------------------------------------------------------
    # GUARDS
    # ------------------------------------------------------------

    def _check_draft(self):
        """Refuse changes of what was submitted; lines of a request call this, too."""
        if any(request.state != "draft" for request in self):
            raise UserError(
                self.env._("A request that was submitted stays as it is. Cancel it and ask for another one.")
            )

    def _check_may_ask(self):
        """Those who may edit the contract ask, and finance."""
        if not self.env["sales.collection"]._is_finance():
            self.contract_id.check_access("write")

    def _tell_requester(self, body):
        """Tell who asked what finance did, unless finance asked itself.

        :param body: function that returns the sentence for a request in the reader's language
        """
        for request in self.filtered(lambda request: request.user_id != self.env.user):
            local = request.with_context(lang=request.user_id.lang)
            request.message_notify(
                partner_ids=request.user_id.partner_id.ids,
                subject=local.display_name,
                body=body(local),
                model_description=local.env["ir.model"]._get(self._name).display_name,
            )

    # ------------------------------------------------------------
    # APPROVAL
    # ------------------------------------------------------------

    def _get_approval_team(self):
        return self.contract_id.team_id

    def _after_approval_granted(self, approval):
        super()._after_approval_granted(approval)
        self.filtered(lambda request: request.state == "approval").state = "approved"

    def _after_approval_refused(self, approval):
        super()._after_approval_refused(approval)
        self._back_to_draft()

    def _after_approval_withdrawn(self, approval):
        super()._after_approval_withdrawn(approval)
        self._back_to_draft()

    def _after_approval_void(self, approval):
        super()._after_approval_void(approval)
        self._back_to_draft()

    def _back_to_draft(self):
        self.filtered(lambda request: request.state in ("approval", "approved")).state = "draft"
