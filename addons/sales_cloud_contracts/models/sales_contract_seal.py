from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

REQUESTED_FIELDS = {"contract_id", "amendment_id", "seal", "copies", "note"}


class SalesContractSeal(models.Model):
    """A request to put the company's seal on a contract or an amendment (用印申请).

    The seal keepers of the company decide: they seal what was requested, or refuse it with a reason. What is sealed is
    what was requested: a document that changed in between is requested again.
    """

    _name = "sales.contract.seal"
    _description = "Seal Request"
    _inherit = ["sales.transition.mixin", "sales.derived.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _mail_post_access = "read"
    _fixed_fields = frozenset({"requester_id", "date", "document_fingerprint"})
    _decided_fields = frozenset({"keeper_id"})
    _step_fields = {"sealed": {"date_sealed"}, "refused": {"refusal_reason"}}
    _transitions = frozenset(
        {
            ("requested", "sealed"),
            ("requested", "refused"),
            ("requested", "cancelled"),
        }
    )

    contract_id = fields.Many2one("sales.contract", required=True, check_company=True, ondelete="cascade", index=True)
    amendment_id = fields.Many2one(
        "sales.contract.amendment",
        check_company=True,
        ondelete="cascade",
        index="btree_not_null",
        domain="[('contract_id', '=', contract_id)]",
        help="Set when the seal goes on an amendment; the contract itself when empty.",
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True, precompute=True, index=True)
    partner_id = fields.Many2one(related="contract_id.partner_id", store=True, precompute=True, index=True)
    user_id = fields.Many2one(related="contract_id.user_id", store=True, precompute=True, index=True)
    currency_id = fields.Many2one(related="contract_id.currency_id")
    amount_total = fields.Monetary(related="contract_id.amount_total")
    requester_id = fields.Many2one(
        "res.users", "Requested By", default=lambda self: self.env.user, required=True, readonly=True
    )
    date = fields.Date("Requested On", default=fields.Date.context_today, required=True, readonly=True)
    seal = fields.Selection(
        [
            ("contract", "Contract Seal"),
            ("company", "Company Seal"),
            ("legal", "Seal of the Legal Representative"),
        ],
        default="contract",
        required=True,
        tracking=True,
    )
    copies = fields.Integer(default=2, required=True, tracking=True, aggregator=None)
    note = fields.Char("Remark", help="For example who collects the copies.")
    state = fields.Selection(
        [("requested", "Requested"), ("sealed", "Sealed"), ("refused", "Refused"), ("cancelled", "Withdrawn")],
        "Status",
        default="requested",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    document_fingerprint = fields.Char(readonly=True, copy=False)
    date_sealed = fields.Date("Sealed On", readonly=True, copy=False)
    keeper_id = fields.Many2one("res.users", "Decided By", readonly=True, copy=False)
    refusal_reason = fields.Char(readonly=True, copy=False, tracking=True)
    is_keeper = fields.Boolean(compute="_compute_is_keeper")

    _copies_positive = models.Constraint("CHECK (copies > 0)", "At least one copy is sealed.")
    _contract_once = models.UniqueIndex(
        "(contract_id, COALESCE(amendment_id, 0), seal) WHERE state = 'requested'",
        "This seal is requested already. Wait for it, or withdraw the request.",
    )
    _open_idx = models.Index("(company_id, date) WHERE state = 'requested'")

    @api.depends("contract_id.name", "amendment_id.name")
    def _compute_display_name(self):
        for request in self:
            request.display_name = request.amendment_id.name or request.contract_id.display_name

    @api.depends("company_id")
    @api.depends_context("uid")
    def _compute_is_keeper(self):
        for request in self:
            request.is_keeper = request._is_kept_by(self.env.user)

    def _is_kept_by(self, user):
        """Say whether a person keeps the seals of the request's company."""
        return bool(self.company_id) and user in self.company_id._get_seal_keepers()

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals.update(state="requested", requester_id=self.env.uid)
            self.new(vals)._check_sealable()
        requests = super().create(vals_list)
        for request in requests:
            request.sudo().document_fingerprint = request._get_fingerprint()  # sudo: it follows from the document
            request._ask_keepers()
        return requests

    def write(self, vals):
        if REQUESTED_FIELDS & vals.keys() and any(request.state != "requested" for request in self):
            raise UserError(self.env._("A seal request that is decided stays as it is. Request another one."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_withdrawn(self):
        if any(request.state != "cancelled" for request in self):
            raise UserError(self.env._("Only withdrawn seal requests can be deleted. The others stay as proof."))

    def _get_fingerprint(self):
        """Return a sign of what is sealed."""
        return self.amendment_id._get_fingerprint() if self.amendment_id else self.contract_id._get_fingerprint()

    def _ask_keepers(self):
        keepers = self.company_id._get_seal_keepers()
        # Whoever runs the system may seal, but is asked where nobody else keeps the seals.
        for keeper in keepers.sorted(lambda user: user.has_group("base.group_system"))[:1]:
            # sudo: the keeper is asked by whoever may request a seal
            self.sudo().activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=keeper.id,
                summary=self.env._("Seal requested: %s", self.display_name),
            )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_seal(self, copies=None):
        """Record that the seal was put on the document (seal keepers only).

        :param copies: how many copies were sealed, as requested when left out
        """
        counted = {"copies": copies} if copies else {}
        return self.write({"state": "sealed", "date_sealed": fields.Date.context_today(self), **counted})

    def action_refuse(self, reason):
        """Refuse to seal (seal keepers only).

        :param str reason: why; the requester reads it
        """
        return self.write({"state": "refused", "refusal_reason": (reason or "").strip() or False})

    def action_cancel(self):
        """Withdraw the requests."""
        return self.write({"state": "cancelled"})

    @api.readonly
    def action_view_contract(self):
        """Open what is sealed."""
        document = self.amendment_id or self.contract_id
        return document._get_records_action(name=self.env._("Contract"))

    # ------------------------------------------------------------
    # GUARDS
    # ------------------------------------------------------------

    def _get_guards(self):
        return {**super()._get_guards(), "sealed": self._check_seal, "refused": self._check_refusal}

    def _get_hooks(self):
        return {**super()._get_hooks(), **dict.fromkeys(("sealed", "refused", "cancelled"), self._after_decision)}

    def _check_sealable(self):
        contract = self.contract_id
        document = self.amendment_id or contract
        if document.state in ("cancelled", "void", "terminated", "done"):
            raise UserError(self.env._("“%s” is over, so nothing of it is sealed.", document.display_name))
        is_unapproved = document.state == "draft" and document.needs_approval
        if is_unapproved or (document.state == "approval" and contract.approval_state != "approved"):
            raise UserError(
                self.env._("“%s” is not approved yet. It is sealed once it is approved.", document.display_name)
            )

    def _check_seal(self, vals):
        self._check_keeper()
        for request in self:
            if request.document_fingerprint != request._get_fingerprint():
                raise UserError(
                    self.env._(
                        "“%s” changed since the seal was requested. Refuse the request and have it requested again.",
                        request.display_name,
                    )
                )

    def _check_refusal(self, vals):
        self._check_keeper()
        if not vals.get("refusal_reason"):
            raise UserError(self.env._("A refusal needs a reason. Say why the seal is not put on it."))

    def _check_keeper(self):
        for request in self:
            if not (self.env.su or request._is_kept_by(self.env.user)):
                raise AccessError(
                    self.env._("Only the seal keepers of %s decide about its seals.", request.company_id.name)
                )

    def _after_decision(self, vals):
        # sudo: the keeper is asked no longer, whoever decided
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])
        for request in self.filtered(lambda request: request.state != "cancelled"):
            request.sudo().keeper_id = self.env.uid  # sudo: the guard checked who decides
            request.message_notify(
                partner_ids=request.requester_id.partner_id.ids,
                subject=self.env._("Seal: %s", request.display_name),
                body=self.env._("Sealed") if request.state == "sealed" else request.refusal_reason,
            )
