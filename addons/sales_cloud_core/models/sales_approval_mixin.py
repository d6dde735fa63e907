from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class SalesApprovalMixin(models.AbstractModel):
    """A document that people approve.

    Ask with `_request_approval`; what happens then are the methods ``_after_approval_granted``, ``_refused`` and
    ``_withdrawn`` on the document. While a request is pending, the fields of `_get_approval_protected_fields` cannot be
    written, neither by hand nor by import, API or automation. The concrete model has ``company_id``, or says with
    `_get_approval_company` which company decides; it registers itself in `sales.approval.rule._get_approval_models`.
    """

    _name = "sales.approval.mixin"
    _description = "Document with Approval"

    approval_ids = fields.One2many(
        "sales.approval", "res_id", "Approvals", domain=lambda self: [("res_model", "=", self._name)], copy=False
    )
    approval_id = fields.Many2one("sales.approval", "Latest Approval", compute="_compute_approval", compute_sudo=True)
    approval_state = fields.Selection(
        lambda self: self.env["sales.approval"]._fields["state"]._description_selection(self.env),
        compute="_compute_approval",
        compute_sudo=True,
        search="_search_approval_state",
    )
    is_approval_locked = fields.Boolean(compute="_compute_approval", compute_sudo=True)

    @api.depends("approval_ids.state")
    def _compute_approval(self):
        for document in self:
            latest = document.approval_ids.sorted("id")[-1:]
            document.approval_id = latest
            document.approval_state = latest.state
            document.is_approval_locked = latest.state == "pending"

    def _search_approval_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: the state of a document is visible to whoever sees the document
        latest = self.env["sales.approval"].sudo()._read_group([("res_model", "=", self._name)], ["res_id"], ["id:max"])
        states = self.env["sales.approval"].sudo().browse(last for _res_id, last in latest)  # sudo: see above
        found = [approval.res_id for approval in states if approval.state in value]
        if False in value:
            return ["|", ("id", "in", found), ("id", "not in", states.mapped("res_id"))]
        return [("id", "in", found)]

    # ------------------------------------------------------------
    # LOCK
    # ------------------------------------------------------------

    def write(self, vals):
        self._check_approval_lock(vals)
        return super().write(vals)

    def _check_approval_lock(self, vals):
        """Refuse to change what is being approved. Writing what is there already is harmless."""
        protected = vals.keys() & self._get_approval_protected_fields()
        for document in self if protected else ():
            if any(document._is_changed(name, vals[name]) for name in sorted(protected)):
                document._check_approval_unlocked()

    def _is_changed(self, name, value):
        field = self._fields[name]
        if field.type in ("one2many", "many2many"):
            return bool(value)
        return field.convert_to_cache(value, self) != field.convert_to_cache(self[name], self)

    def _check_approval_unlocked(self, topic=None):
        """Refuse while a request is pending; call it also from lines whose change would change the document.

        :param str topic: only requests of this topic lock
        """
        for document in self.filtered("is_approval_locked"):
            pending = document.approval_id.sudo()  # sudo: only the subject is told
            if topic in (None, pending.topic):
                raise UserError(
                    self.env._(
                        "“%(document)s” is locked until “%(subject)s” is decided. Withdraw the request to change it.",
                        document=document.display_name,
                        subject=pending.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_pending_approval(self):
        self._check_approval_unlocked()

    # ------------------------------------------------------------
    # HOOKS
    # ------------------------------------------------------------

    def _get_approval_protected_fields(self):
        """Return the names of the fields that are locked while a request is pending."""
        return set()

    def _get_approval_company(self):
        """Return the company whose people decide."""
        self.ensure_one()
        return self.company_id or self.env.company

    def _get_approval_team(self):
        """Return the sales team whose leader can be an approver."""
        return self.env["crm.team"]

    def _get_approval_territory(self):
        """Return the territory whose manager can be an approver."""
        return self.env["sales.territory"]

    def _get_approval_details(self):
        """Return the facts that an approver needs, as lines of text; approvers may not be able to open the document."""
        return ""

    def _after_approval_granted(self, approval):
        """Extend to do what was approved: ``approval.topic`` says what, ``approval.payload`` with which values.

        Runs as superuser in the transaction of the last decision, with the document unlocked; an error refuses that
        decision with its message.
        """

    def _after_approval_refused(self, approval):
        """Extend to react to a refusal (superuser; the document is unlocked)."""

    def _after_approval_returned(self, approval):
        """Extend where being sent back for a change is not the same as a refusal (superuser; unlocked)."""
        self._after_approval_refused(approval)

    def _after_approval_void(self, approval):
        """Extend to react when what was approved has changed since (superuser)."""

    def _after_approval_withdrawn(self, approval):
        """Extend to react to a withdrawal (superuser; the document is unlocked)."""

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _find_approval_rule(self, topic=None, amount=0.0, currency=None):
        """Return the rule that a request would follow, empty when none applies.

        Ask this first where an approval is needed only if operations configured one.
        """
        self.ensure_one()
        currency = currency or self._get_approval_company().currency_id
        return self.env["sales.approval.rule"]._match(self, topic, amount, currency)

    def _request_approval(self, subject, reason=None, amount=0.0, currency=None, topic=None, payload=None):
        """Ask for approval and lock the document.

        Without a matching rule the requester's manager decides. The caller has checked that the current user may ask.

        :param subject: what is asked, as approvers read it: a text, or a function that says it of the document in the
            language of that document's environment
        :param float amount: in ``currency`` (default: the currency of the company), compared with the rules' amount
        :param str topic: a code of `sales.approval.rule._get_approval_topics`
        :param dict payload: JSON values for `_after_approval_granted`
        :return: the pending `sales.approval`
        :raises UserError: when a request is pending already, or when nobody at all can decide
        """
        self.ensure_one()
        self._check_approval_unlocked()
        rule = self._find_approval_rule(topic, amount, currency)
        vals = self._prepare_approval_vals(subject, reason, amount, currency, topic, payload, rule)
        # sudo: nobody may create requests by hand; the document's own action has checked the requester
        approval = self.env["sales.approval"].sudo().create(vals)
        self._translate_approval(approval, subject, rule)
        approval.previous_id._drop_activities(approval.previous_id.requester_id)
        approval._open_from(1)
        if approval.state == "pending":
            approval._inform_copies()
        return approval.sudo(False)

    def _prepare_approval_vals(self, subject, reason, amount, currency, topic, payload, rule):
        company = self._get_approval_company()
        return {
            **self._prepare_approval_words(subject, rule),
            "reason": reason,
            "amount": amount,
            "currency_id": (currency or company.currency_id).id,
            "topic": topic,
            "payload": payload,
            "res_model": self._name,
            "res_id": self.id,
            "document_name": self.display_name,
            "requester_id": self.env.uid,
            "company_id": company.id,
            "rule_id": rule.id,
            "plan": self._prepare_approval_plan(rule, amount, currency),
            "judged": self._prepare_judged(rule),
            "copy_user_ids": [Command.set(rule.copy_user_ids.ids)],
            "previous_id": self._get_approval_to_repeat(topic).id,
        }

    def _prepare_approval_plan(self, rule, amount=0.0, currency=None):
        """Return the levels of a request, see `sales.approval.rule.level._prepare_plan_vals`; none: granted at once.

        Where no level of the rule applies, the requester's manager decides: a gap in a rule grants nothing.

        :param rule: the rule that applies, maybe empty
        """
        company = self._get_approval_company()
        currency = currency or company.currency_id
        levels = rule.level_ids.filtered(lambda level: level._applies_to(self, amount, currency, company))
        return [level._prepare_plan_vals() for level in levels or rule.level_ids.new({"rule_id": rule.id})]

    def _explain_approval_route(self, rule):
        """Say why these people decide."""
        if not rule:
            return self.env._("No rule applies, so the requester's manager decides.")
        return self.env._("Rule “%(rule)s”\n%(summary)s", rule=rule.name, summary=rule.summary)

    def action_view_approvals(self):
        """Open the requests for this document."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("sales_cloud_core.sales_approval_action")
        action["domain"] = [("res_model", "=", self._name), ("res_id", "=", self.id)]
        action["context"] = {}
        return action
