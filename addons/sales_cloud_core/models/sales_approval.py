from odoo import api, fields, models

from ..tools import approval as tools


class SalesApproval(models.Model):
    """A request for approval of a document, from its first approver to its end.

    Documents inherit `sales.approval.mixin` and ask with `_request_approval`; people act with the ``action_*`` methods,
    which check the caller themselves. Nobody has write access: a request changes only by being decided.
    """

    _name = "sales.approval"
    _description = "Approval"
    _inherit = ["mail.thread", "mail.activity.mixin", "sales.document.link"]
    _order = "id desc"
    _mail_post_access = "read"
    _check_company_auto = True

    name = fields.Char("Subject", required=True, readonly=True, translate=True)
    res_model = fields.Char("Document Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Document ID", model_field="res_model", required=True, readonly=True, index="btree_not_null"
    )
    document_name = fields.Char("Document", readonly=True)
    topic = fields.Selection(lambda self: self.env["sales.approval.rule"]._get_approval_topics(), readonly=True)
    state = fields.Selection(
        [
            ("pending", "Pending"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("returned", "Sent Back"),
            ("withdrawn", "Withdrawn"),
            ("void", "Void Since Changed"),
        ],
        default="pending",
        required=True,
        readonly=True,
    )
    requester_id = fields.Many2one("res.users", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict", index=True)
    amount = fields.Monetary(readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True, ondelete="restrict")
    reason = fields.Text(readonly=True)
    details = fields.Text("Facts When Requested", readonly=True, translate=True)
    payload = fields.Json(readonly=True, help="What the document does once it is approved.")
    rule_id = fields.Many2one("sales.approval.rule", readonly=True, ondelete="set null", check_company=True)
    explanation = fields.Text("Why This Route", readonly=True, translate=True)
    plan = fields.Json(readonly=True, help="The levels; none: granted at once.")
    level = fields.Integer(readonly=True)
    level_count = fields.Integer(compute="_compute_levels")
    level_label = fields.Char("Waiting For", compute="_compute_levels")
    due_at = fields.Datetime("Due", readonly=True)
    check_at = fields.Datetime("Next Reminder", readonly=True)
    is_overdue = fields.Boolean(compute="_compute_is_overdue")
    urged_on = fields.Date("Last Urged", readonly=True)
    closed_at = fields.Datetime("Decided On", readonly=True)
    step_ids = fields.One2many("sales.approval.step", "approval_id", "Trail", readonly=True)
    approver_ids = fields.Many2many("res.users", string="Waits For", compute="_compute_approvers", compute_sudo=True)
    is_current_approver = fields.Boolean(
        compute="_compute_approvers", compute_sudo=True, search="_search_is_current_approver"
    )
    is_requester = fields.Boolean(compute="_compute_is_requester")

    _one_pending = models.UniqueIndex(
        "(res_model, res_id) WHERE state = 'pending'",
        "An approval of this document is under way already. Wait for it, or withdraw it first.",
    )
    _document_idx = models.Index("(res_model, res_id)")
    _check_at_idx = models.Index("(check_at) WHERE state = 'pending' AND check_at IS NOT NULL")

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("plan", "level", "state")
    @api.depends_context("lang")
    def _compute_levels(self):
        levels = self.env["sales.approval.rule.level"]
        for approval in self:
            plan = approval.plan or []
            is_open = approval.state == "pending" and 0 < approval.level <= len(plan)
            approval.level_count = len(plan)
            approval.level_label = levels._describe_planned(plan[approval.level - 1]) if is_open else False

    @api.depends("due_at", "state")
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for approval in self:
            approval.is_overdue = approval.state == "pending" and bool(approval.due_at) and approval.due_at < now

    @api.depends("step_ids.state", "step_ids.user_id")
    @api.depends_context("uid")
    def _compute_approvers(self):
        for approval in self:
            approval.approver_ids = approval._get_waiting_steps().user_id
            approval.is_current_approver = self.env.user in approval.approver_ids

    def _search_is_current_approver(self, operator, value):
        if operator != "in":
            return NotImplemented
        mine = [("user_id", "=", self.env.uid), ("state", "=", tools.WAITING)]
        return [("step_ids", "any" if True in value else "not any", mine)]

    @api.depends("requester_id")
    @api.depends_context("uid")
    def _compute_is_requester(self):
        for approval in self:
            approval.is_requester = approval.requester_id == self.env.user

    def _get_waiting_steps(self):
        return self.step_ids.filtered(lambda step: step.state == tools.WAITING)

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_approve(self, comment=None):
        """Approve on the current level as one of its approvers.

        :param str comment: kept in the trail
        """
        self._decide(tools.APPROVED, comment)
        return True

    def action_refuse(self, comment):
        """Refuse the request as one of its current approvers.

        :param str comment: why; the requester reads it
        """
        self._check_comment(comment)
        self._decide(tools.REFUSED, comment)
        return True

    def action_withdraw(self):
        """Take back the own requests while they are pending."""
        self._lock()
        for approval in self:
            approval._check_is_own_pending()
        for approval in self.sudo():  # sudo: a requester has no write access, but may end the own request
            approval._close("withdrawn")
        return True

    def action_delegate(self, user_id, comment=None):
        """Let another person decide in the caller's place (转签).

        :param int user_id: id of the user who decides instead
        """
        self._lock()
        user = self.env["res.users"].browse(user_id)
        for approval in self:
            steps = approval._check_can_decide()
            approval._check_can_be_asked(user)
            approval.sudo()._pass_on(steps.sudo(), user, comment)  # sudo: the caller is an approver, as just checked
        return True

    def action_add_signer(self, user_id, comment=None):
        """Ask one more person, who has to agree on this level, too (加签).

        :param int user_id: id of the user to ask
        """
        self._lock()
        user = self.env["res.users"].browse(user_id)
        for approval in self:
            approval._check_can_decide()
            approval._check_can_be_asked(user)
            approval.sudo()._add_signer(user, comment)  # sudo: the caller is an approver, as just checked
        return True

    def action_urge(self):
        """Remind the current approvers of the own request, once a day at most (催办)."""
        self._lock()
        for approval in self:
            approval._check_is_own_pending()
            approval._check_not_urged_today()
            approval.sudo()._urge()  # sudo: the caller is the requester, as just checked
        return True
