from odoo import Command, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools import approval as tools
from .sales_approval_notify import ACTIVITY


class SalesApproval(models.Model):
    """A request can be sent back, asked again, and shown to others."""

    _inherit = "sales.approval"

    previous_id = fields.Many2one(
        "sales.approval",
        "Asked Again After",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The request that was sent back, or became void, before this one.",
    )
    copy_user_ids = fields.Many2many(
        "res.users",
        "sales_approval_copy_rel",
        "approval_id",
        "user_id",
        "Copy To",
        readonly=True,
        help="They are told of the request and of its end, and may read it.",
    )
    is_participant = fields.Boolean(compute="_compute_is_participant", compute_sudo=True)

    def _compute_is_participant(self):
        for approval in self:
            approval.is_participant = self.env.user in approval.requester_id | approval.step_ids.user_id

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_send_back(self, comment, level=0):
        """Send the request back to an earlier level, or to the requester for a change (退回).

        :param str comment: why, and what to change
        :param int level: an earlier level with a decision, which decides anew and all after it; 0: the requester, who
            changes the document and asks again
        """
        self._check_comment(comment)
        self._lock()
        for approval in self.sorted("id"):
            steps = approval._check_can_decide()
            approval._check_can_return_to(level)
            approval.sudo()._send_back(steps.sudo(), level, comment)  # sudo: the caller is an approver, as just checked
        return True

    def action_resubmit(self):
        """Ask again after the request was sent back or became void.

        :return: True, or the action of a dialog in which the requester changes what is asked
        """
        self.ensure_one()
        self.check_access("read")
        self._check_is_own()
        if self.state not in ("returned", "void"):
            raise UserError(self.env._("“%s” was not sent back, so there is nothing to ask again.", self.name))
        document = self.env[self.res_model].browse(self.res_id).exists()
        if not document:
            raise UserError(self.env._("“%s” does not exist any more.", self.document_name))
        document.check_access("write")
        return document._resubmit_approval(self)

    def action_copy_to(self, user_ids, comment=None):
        """Let colleagues read the request, and tell them (抄送). For whoever asked, or was asked.

        :param list user_ids: ids of internal users of the company
        """
        self.check_access("read")
        users = self.env["res.users"].browse(user_ids).exists()
        for approval in self:
            approval._check_can_copy(users)
            approval.sudo()._copy_to(users.sudo(), comment)  # sudo: the caller takes part, as just checked
        return True

    # ------------------------------------------------------------
    # GUARDS
    # ------------------------------------------------------------

    def _get_returnable_steps(self):
        """Return the signatures of earlier levels that count."""
        return self.step_ids.filtered(
            lambda step: step.level < self.level and step.state == tools.APPROVED and not step.is_void
        )

    def _check_can_return_to(self, level):
        if level and level not in self._get_returnable_steps().mapped("level"):
            raise UserError(
                self.env._(
                    "Nobody has approved “%(name)s” on level %(level)s. Choose an earlier level with a decision, or "
                    "send it back to the requester.",
                    name=self.name,
                    level=level,
                )
            )

    def _check_can_copy(self, users):
        if not self.is_participant:
            raise AccessError(self.env._("Only who asked for “%s”, or is asked, may show it to others.", self.name))
        able = self.sudo()._filter_able(users.sudo())  # sudo: whether a colleague works here is no secret
        if not users or users - able or any(able.mapped("share")):
            raise UserError(self.env._("Choose colleagues who can log in to the company of the request."))

    # ------------------------------------------------------------
    # BUSINESS. Everything here runs as superuser, after the guards.
    # ------------------------------------------------------------

    def _send_back(self, steps, level, comment):
        steps.write({"state": "returned", "comment": comment, "decided_at": fields.Datetime.now()})
        self._finish_activities(steps.user_id, comment)
        if not level:
            self._close("returned")
            self._ask_requester()
            return
        self._supersede(self._get_waiting_steps())
        self.step_ids.filtered(lambda step: step.level >= level).is_void = True
        self._open_from(level)

    def _ask_requester(self):
        """Give the requester an activity: there is something to change."""
        requester = self.requester_id
        local = self.with_context(lang=requester.lang)
        self.activity_schedule(
            ACTIVITY, user_id=requester.id, summary=local.env._("Sent back: %s", self.name), date_deadline=False
        )

    def _copy_to(self, users, comment):
        self.copy_user_ids = [Command.link(user.id) for user in users]
        self._tell(users, self.env._("For your information: %s", self.name), comment)

    def _inform_copies(self):
        """Tell those who get a copy how the request stands."""
        if self.copy_user_ids:
            label = dict(self._fields["state"]._description_selection(self.env))[self.state]
            subject = self.env._("%(subject)s: %(state)s", subject=self.name, state=label)
            self._tell(self.copy_user_ids - self.env.user, subject, self.reason)
